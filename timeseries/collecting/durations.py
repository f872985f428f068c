"""Durations as people write them."""

from ..timerange import DAY, HOUR, MILLISECOND, MINUTE, SECOND

_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"), (MILLISECOND, "ms"), (1, "us"))


def shown_duration(micros: int) -> str:
    """The inverse of `parse_duration`, with as few parts as can be: 90 s is 1m30s."""
    parts = []
    for width, unit in _UNITS:
        count, micros = divmod(micros, width)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
