"""Functions of the readings in a window, as Prometheus defines them
(https://prometheus.io/docs/prometheus/latest/querying/functions/), for all steps at once."""

from collections.abc import Callable

import numpy as np

from ..batch import Times, Values
from ..downsample import Positions
from ..timerange import SECOND
from .lines import Present
from .trend import slope
from .windows import Windows

# The values of all steps, and which of them have one.
Answer = tuple[Values, Present]
# A gap at an end of a window that is longer than so many usual steps is not bridged.
BRIDGED = 1.1


def last(windows: Windows) -> Answer:
    held = windows.count > 0
    return _at(windows.values, windows.high - 1, held), held


def first(windows: Windows) -> Answer:
    held = windows.count > 0
    return _at(windows.values, windows.low, held), held


def timestamp(windows: Windows) -> Answer:
    """When the newest reading was, in seconds."""
    held = windows.count > 0
    return _at(windows.times / SECOND, windows.high - 1, held), held


def first_timestamp(windows: Windows) -> Answer:
    held = windows.count > 0
    return _at(windows.times / SECOND, windows.low, held), held


def lowest_timestamp(windows: Windows) -> Answer:
    """When the last of the lowest readings was, in seconds."""
    return _timestamp_of(windows, *lowest(windows))


def highest_timestamp(windows: Windows) -> Answer:
    return _timestamp_of(windows, *highest(windows))


def count(windows: Windows) -> Answer:
    return windows.count.astype(np.float64), windows.count > 0


def present(windows: Windows) -> Answer:
    return np.ones(len(windows.low)), windows.count > 0


def total(windows: Windows) -> Answer:
    return _reduced(np.add, windows)


def mean(windows: Windows) -> Answer:
    sums, held = _reduced(np.add, windows)
    return sums / np.maximum(windows.count, 1), held


def lowest(windows: Windows) -> Answer:
    # NaN, which no reading is but a value of a subquery may be, counts where nothing else is.
    return _reduced(np.fmin, windows)


def highest(windows: Windows) -> Answer:
    return _reduced(np.fmax, windows)


def variance(windows: Windows) -> Answer:
    return _each(windows, lambda values: float(np.var(values)))


def deviation(windows: Windows) -> Answer:
    values, held = variance(windows)
    return np.sqrt(values), held


def median_deviation(windows: Windows) -> Answer:
    """The median of how far readings are from their median."""
    return _each(windows, lambda values: float(np.median(np.abs(values - np.median(values)))))


def quantile(windows: Windows, wanted: Values) -> Answer:
    """`wanted` is which one at each step: outside of 0 to 1 it is infinite."""
    held = windows.count > 0
    values = np.zeros(len(held))
    for place in np.flatnonzero(held).tolist():
        inside = windows.values[windows.low[place] : windows.high[place]]
        values[place] = quantile_of(inside, float(wanted[place]))
    return values, held


def quantile_of(values: Values, wanted: float) -> float:
    if np.isnan(wanted) or not len(values):
        return np.nan
    if not 0 <= wanted <= 1:
        return -np.inf if wanted < 0 else np.inf
    return float(np.quantile(values, wanted))


def rate(windows: Windows) -> Answer:
    values, held = increase(windows)
    return values / (windows.length / SECOND), held


def increase(windows: Windows) -> Answer:
    """How much a counter grew: after a reset it begins at zero again."""
    return _extrapolated(windows, is_counter=True)


def delta(windows: Windows) -> Answer:
    return _extrapolated(windows, is_counter=False)


def instant_rate(windows: Windows) -> Answer:
    """By the last two readings."""
    now, before, held = _last_two(windows)
    # After a reset a counter has grown from zero.
    steps = np.where(now < before, now, now - before)
    ended, before_it = _moment(windows, windows.high - 1), _moment(windows, windows.high - 2)
    return steps / np.where(held, (ended - before_it) / SECOND, 1), held


def instant_delta(windows: Windows) -> Answer:
    now, before, held = _last_two(windows)
    return now - before, held


def changes(windows: Windows) -> Answer:
    now, before = windows.values[1:], windows.values[:-1]
    return _counted(windows, (now != before) & ~(np.isnan(now) & np.isnan(before)))


def resets(windows: Windows) -> Answer:
    return _counted(windows, windows.values[1:] < windows.values[:-1])


OVER_TIME: dict[str, Callable[[Windows], Answer]] = {
    "deriv": slope,
    "rate": rate,
    "irate": instant_rate,
    "increase": increase,
    "delta": delta,
    "idelta": instant_delta,
    "changes": changes,
    "resets": resets,
    "avg_over_time": mean,
    "min_over_time": lowest,
    "max_over_time": highest,
    "sum_over_time": total,
    "count_over_time": count,
    "first_over_time": first,
    "last_over_time": last,
    "ts_of_first_over_time": first_timestamp,
    "ts_of_last_over_time": timestamp,
    "ts_of_min_over_time": lowest_timestamp,
    "ts_of_max_over_time": highest_timestamp,
    "present_over_time": present,
    "stddev_over_time": deviation,
    "stdvar_over_time": variance,
    "mad_over_time": median_deviation,
}
# Of those the name of the series stays.
KEEP_NAME = frozenset(("first_over_time", "last_over_time"))


def _at(values: Values, places: Positions, held: Present) -> Values:
    """The values at some places; 0 where nothing is held."""
    if not len(values):
        return np.zeros(len(places))
    return np.where(held, values[np.where(held, places, 0)], 0.0)


def _moment(windows: Windows, places: Positions) -> Times:
    """The times at some places, any one where there is none: as µs they lose nothing when they
    are taken from one another."""
    if not len(windows.times):
        return np.zeros(len(places), np.int64)
    return windows.times[np.clip(places, 0, len(windows.times) - 1)]


def _reduced(of: np.ufunc, windows: Windows) -> Answer:
    held = windows.count > 0
    values = np.zeros(len(held))
    if held.any():
        # Each pair is a window; what is reduced between two of them is left out. The end of the
        # last one may lie behind the last reading, where reduceat takes no place.
        low, high = windows.low[held], windows.high[held]
        pairs = np.stack([low, high], axis=1).ravel()
        padded = np.append(windows.values, 0.0)
        values[held] = of.reduceat(padded, pairs)[::2]
    return values, held


def _each(windows: Windows, of: Callable[[Values], float]) -> Answer:
    held = windows.count > 0
    values = np.zeros(len(held))
    for place in np.flatnonzero(held).tolist():
        values[place] = of(windows.values[windows.low[place] : windows.high[place]])
    return values, held


def _timestamp_of(windows: Windows, wanted: Values, held: Present) -> Answer:
    """When a value was the last time in its window, in seconds."""
    found = np.zeros(len(held))
    for place in np.flatnonzero(held).tolist():
        inside = windows.values[windows.low[place] : windows.high[place]]
        # Only where there is nothing else NaN is wanted.
        back = 0 if np.isnan(wanted[place]) else int(np.argmax(inside[::-1] == wanted[place]))
        found[place] = windows.times[windows.high[place] - 1 - back] / SECOND
    return found, held


def _last_two(windows: Windows) -> tuple[Values, Values, Present]:
    held = windows.count > 1
    now = _at(windows.values, windows.high - 1, held)
    return now, _at(windows.values, windows.high - 2, held), held


def _counted(windows: Windows, happened: Present) -> Answer:
    """How often something happened between two neighbours of a window."""
    held = windows.count > 0
    until = np.concatenate(([0], [0], np.cumsum(happened)))[: len(windows.values) + 1]
    low, high = np.where(held, windows.low, 0), np.where(held, windows.high, 1)
    found = until[high] - until[low + 1] if len(windows.values) else np.zeros(len(held))
    return np.where(held, found, 0).astype(np.float64), held


def _extrapolated(windows: Windows, *, is_counter: bool) -> Answer:
    """The difference between the first and the last reading, as of the whole window: half a
    usual step is added where the window's end is farther than that from them, and a counter
    is not carried below zero (Prometheus' extrapolatedRate)."""
    held = windows.count > 1
    first = _at(windows.values, windows.low, held)
    final = _at(windows.values, windows.high - 1, held)
    grown = final - first + (_lost(windows, held) if is_counter else 0.0)
    began, ended = _moment(windows, windows.low), _moment(windows, windows.high - 1)
    spans = np.where(held, (ended - began) / SECOND, 1.0)
    usual = spans / np.maximum(windows.count - 1, 1)
    before = _bridged((began - (windows.ends - windows.length)) / SECOND, usual)
    after = _bridged((windows.ends - ended) / SECOND, usual)
    if is_counter:
        rises = held & (grown > 0) & (first >= 0)
        to_zero = spans * np.divide(first, grown, out=np.zeros_like(first), where=rises)
        before = np.where(rises, np.minimum(before, to_zero), before)
    return np.where(held, grown * (spans + before + after) / spans, 0.0), held


def _bridged(gaps: Values, usual: Values) -> Values:
    return np.where(gaps >= usual * BRIDGED, usual / 2, gaps)


def _lost(windows: Windows, held: Present) -> Values:
    """What a counter had when it fell, summed up for each window."""
    values = windows.values
    if len(values) < 2:
        return np.zeros(len(held))
    fell = np.where(values[1:] < values[:-1], values[:-1], 0.0)
    until = np.concatenate(([0.0], np.cumsum(fell)))
    low, high = np.where(held, windows.low, 0), np.where(held, windows.high - 1, 0)
    return until[high] - until[low]
