"""Several deltas as one, for a client that does not keep up with them."""

from collections.abc import Iterable, Sequence

import numpy as np

from ..batch import Times, Values
from .frame import Delta

# Of each series: about as many as a curve has columns of pixels.
KEPT_READINGS = 400


def conflate(deltas: Sequence[Delta]) -> Delta:
    """What deltas say one after another, as one, up to the last one's cursor.

    Of a series with more than `KEPT_READINGS` the newest of each of that many equal steps of
    time stay, the others are counted, and the whole stretch is announced as changed: nothing goes
    missing in silence.
    """
    whole = Delta(deltas[-1].cursor)
    for pk in dict.fromkeys(pk for delta in deltas for pk in delta.readings):
        times, values = _joined(delta.readings[pk] for delta in deltas if pk in delta.readings)
        if len(times) > KEPT_READINGS:
            whole.change(pk, int(times[0]), int(times[-1]))
            kept = _newest_of_steps(times)
            whole.dropped += len(times) - int(kept.sum())
            times, values = times[kept], values[kept]
        whole.readings[pk] = times, values
    for delta in deltas:
        for pk, stretches in delta.changed.items():
            for first, last in stretches:
                whole.change(pk, first, last)
        whole.added += delta.added
        whole.gone |= delta.gone
        whole.dropped += delta.dropped
        whole.states |= delta.states
    return whole


def _joined(columns: Iterable[tuple[Times, Values]]) -> tuple[Times, Values]:
    times, values = zip(*columns, strict=True)
    return np.concatenate(times), np.concatenate(values)


def _newest_of_steps(times: Times) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of ascending times are the last of their step."""
    step = (int(times[-1]) - int(times[0])) // KEPT_READINGS + 1
    steps = (times - times[0]) // step
    return np.append(steps[1:] != steps[:-1], True)
