"""When a collector runs: every so often or by a cron expression in a time zone, a little apart
from others with the same times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from ..timerange import DAY, EPOCH, MILLISECOND, SECOND

SHORTEST = SECOND
LONGEST = 366 * DAY
# Collectors with the same times are spread over so much of them at most.
SPREAD_INTERVAL = 60 * SECOND
SPREAD_CRON = 5 * SECOND
# So many missed slots of a cron expression are counted one by one.
COUNTED = 10_000
# The fractional part of the golden ratio: its multiples lie as evenly as can be, however many.
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Timetable:
    """`interval` in µs, or a cron expression and the zone that it is meant in. `phase` (µs) is
    how long after its whole times each slot is."""

    interval: int = 0
    cron: str = ""
    zone: str = "UTC"
    phase: int = 0

    def after(self, time: int) -> int:
        """The first slot later than a time (µs)."""
        if not self.cron:
            return ((time - self.phase) // self.interval + 1) * self.interval + self.phase
        return _cron_after(self.cron, self.zone, time - self.phase) + self.phase

    def latest(self, time: int) -> int:
        """The last slot at a time or before it."""
        if not self.cron:
            return (time - self.phase) // self.interval * self.interval + self.phase
        return _cron_before(self.cron, self.zone, time - self.phase) + self.phase

    def between(self, low: int, high: int) -> int:
        """How many slots lie between two times, both left out."""
        if not self.cron:
            first, last = self.after(low), self.latest(high - 1)
            return max(0, (last - first) // self.interval + 1)
        count, slot = 0, self.after(low)
        while slot < high and count < COUNTED:
            count, slot = count + 1, self.after(slot)
        return count


def missed_before(times: Timetable, slot: int, last_slot: int, resume_at: int) -> int:
    """How many slots before this one nobody ran since the last, but for those that were left out
    after errors."""
    since = max(last_slot, resume_at - 1 if resume_at else last_slot)
    return times.between(since, slot) if since < slot else 0


def phase_of(number: int, interval: int) -> int:
    """How long after the whole times the collector with this id has its slots: always the same,
    and spread evenly over all of them. `interval` 0: by cron."""
    span = min(interval, SPREAD_INTERVAL) if interval else SPREAD_CRON
    return int(number * GOLDEN % 1 * span) // MILLISECOND * MILLISECOND


def check_cron(cron: str, zone: str) -> None:
    """Raises ValueError with a sentence."""
    try:
        next(CronSim(cron, datetime.now(ZoneInfo(zone))))
    except CronSimError as error:
        raise ValueError(f"{cron!r} is no cron expression such as */5 * * * *: {error}.") from None
    except StopIteration:
        raise ValueError(f"There is no time that {cron!r} is meant for.") from None


def check_zone(zone: str) -> None:
    """Raises ValueError with a sentence."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{zone[:40]!r} is no time zone such as Europe/Berlin.") from None


@lru_cache(maxsize=4_096)
def _cron_after(cron: str, zone: str, time: int) -> int:
    return _micros(next(CronSim(cron, _local(time, zone))))


def _cron_before(cron: str, zone: str, time: int) -> int:
    # It answers what is earlier than what it is asked from, and knows whole seconds alone.
    return _micros(next(CronSim(cron, _local(time + SECOND, zone), reverse=True)))


def _local(time: int, zone: str) -> datetime:
    return datetime.fromtimestamp(time // SECOND, ZoneInfo(zone))


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
