"""What every way of writing goes through: readings change, and what is derived from them follows.

Each call belongs into the caller's transaction on `WRITING`.
"""

from collections.abc import Sequence

from .models import Reading
from .store import WRITING, Run, Stretches, append, get_store, log_commit, mend_states


def write(runs: Sequence[Run]) -> int:
    """Write readings; the number of the commit. At the same time the last value stands."""
    return append(get_store(), runs)


def delete(series: int, start: int, end: int) -> int:
    """Delete a series' readings in [start, end) µs; how many there were."""
    found = Reading.objects.using(WRITING).filter(series=series, time__gte=start, time__lt=end)
    count = found.count()
    if count:
        found._raw_delete(WRITING)
        log_commit(get_store(), Stretches.of([(series, start, end - 1, 1)]))
        mend_states([series])
    return count
