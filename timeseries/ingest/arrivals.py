"""What is arriving: by protocol and token, from when to when, how fast, and what is refused.

All of it is of this process, in bounded memory, and begins anew with it. Noted on the event loop
alone, so nothing has to be locked.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from .protocol import Parsed, Rejection

# Pairs of a protocol and a token; the one that was silent the longest goes for a new one.
SOURCES = 500
# Of one source, kept alike.
REASONS = 20
REASON_LENGTH = 200
# Of what one body had refused so many are looked at.
LOOKED_AT = 20
# The rate is of so many seconds.
RATE_SECONDS = 10

# A protocol, and the id of a token.
Key = tuple[str, int]
# What came without a token.
NOBODY = 0


@dataclass(slots=True)
class Reason:
    """Why something was refused: how often, where and when (epoch ms) at last."""

    count: int
    at: str
    last: float


@dataclass(slots=True)
class Source:
    """One way in. `recent` has the readings of each of the last seconds that had any."""

    first: float
    last: float = 0.0
    requests: int = 0
    readings: int = 0
    rejected: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)
    recent: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=RATE_SECONDS + 1))

    def note(self, now: float, readings: int) -> None:
        self.last = now
        self.requests += 1
        self.readings += readings
        second = int(now / 1000)
        if self.recent and self.recent[-1][0] == second:
            readings += self.recent.pop()[1]
        self.recent.append((second, readings))

    def refuse(self, now: float, count: int, rejections: Iterable[Rejection]) -> None:
        self.rejected += count
        for one in rejections:
            text = one.reason[:REASON_LENGTH]
            known = self.reasons.pop(text, None) or Reason(0, "", now)
            known.count, known.at, known.last = known.count + one.count, one.at[:REASON_LENGTH], now
            self.reasons[text] = known
            if len(self.reasons) > REASONS:
                del self.reasons[next(iter(self.reasons))]


class Arrivals:
    """The sources of one process."""

    def __init__(self) -> None:
        self._sources: OrderedDict[Key, Source] = OrderedDict()

    def note(self, protocol: str, token: int, parsed: Parsed) -> None:
        """A body that was taken, or some of it."""
        now = time.time() * 1000
        source = self._source((protocol, token), now)
        source.note(now, len(parsed.batch))
        if parsed.rejected_count:
            source.refuse(now, parsed.rejected_count, parsed.rejected[:LOOKED_AT])

    def refuse(self, protocol: str, token: int, reason: str) -> None:
        """A body that was refused as a whole."""
        now = time.time() * 1000
        source = self._source((protocol, token), now)
        source.note(now, 0)
        source.refuse(now, 1, [Rejection("the request", reason)])

    def told(self) -> list[dict[str, Any]]:
        """As JSON holds it, for `together`."""
        return [
            {"protocol": protocol, "token": token, **asdict(source), "recent": [*source.recent]}
            for (protocol, token), source in self._sources.items()
        ]

    def forget(self) -> None:
        self._sources.clear()

    def _source(self, key: Key, now: float) -> Source:
        if key not in self._sources:
            if len(self._sources) >= SOURCES:
                self._sources.popitem(last=False)
            self._sources[key] = Source(first=now)
        self._sources.move_to_end(key)
        return self._sources[key]


def together(told: Iterable[list[dict[str, Any]]], now: float) -> list[dict[str, Any]]:
    """What several processes told, as one: the newest first. `now` is in epoch ms."""
    found: dict[Key, dict[str, Any]] = {}
    for one in (one for of_process in told for one in of_process):
        key = one["protocol"], one["token"]
        found[key] = _joined(found[key], one) if key in found else one
    sources = sorted(found.values(), key=lambda one: -one["last"])
    return [_shown(one, now) for one in sources]


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    reasons = dict(one["reasons"])
    for text, reason in other["reasons"].items():
        known = reasons.get(text)
        newer = reason if known is None or reason["last"] > known["last"] else known
        count = reason["count"] + (known["count"] if known else 0)
        reasons[text] = {**newer, "count": count}
    return {
        **one,
        "first": min(one["first"], other["first"]),
        "last": max(one["last"], other["last"]),
        **{name: one[name] + other[name] for name in ("requests", "readings", "rejected")},
        "reasons": reasons,
        "recent": [*one["recent"], *other["recent"]],
    }


def _shown(one: dict[str, Any], now: float) -> dict[str, Any]:
    """The rate is of whole seconds: the one that is going on has not got all of its readings."""
    second = int(now / 1000)
    recent = sum(n for at, n in one["recent"] if second - RATE_SECONDS <= at < second)
    reasons = [{"reason": text, **reason} for text, reason in one["reasons"].items()]
    return {
        **{name: value for name, value in one.items() if name not in ("recent", "reasons")},
        "rate": recent / RATE_SECONDS,
        "reasons": sorted(reasons, key=lambda reason: -reason["last"]),
    }


arrivals = Arrivals()
