"""How long a collector that fails is left alone."""

from ..timerange import MINUTE, SECOND

# From so many failures in a row on: how long after its slot it is not asked (µs).
BACK_OFF: tuple[tuple[int, int], ...] = (
    (20, 15 * MINUTE),
    (10, 5 * MINUTE),
    (5, MINUTE),
    (3, 30 * SECOND),
    (1, 0),
)


def pause_after(failures: int) -> int:
    """µs from the slot of the last failure to the next that is not left out."""
    return next((pause for least, pause in BACK_OFF if failures >= least), 0)


def resume_at(slot: int, failures: int) -> int:
    """From when on slots are run again, after so many failures in a row up to this slot; 0: from
    the next on."""
    return slot + pause_after(failures) if failures else 0
