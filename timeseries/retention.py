"""The table of retention: which series are kept for how long, at which resolution."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from .errors import LivecurveError
from .models import Retention
from .resolutions import LADDER, RAW, kept_days
from .selector import Selector, parse_selector
from .states import BEFORE_ALL, State
from .timerange import DAY

# Horizons lie on the edges of its buckets, which are those of all other rungs too.
WIDEST = LADDER[-1]


class BadRetention(LivecurveError):
    """A row of the table that came by another way than the admin page makes no sense."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: `days` by width, `RAW` for the readings; what is not in it stays."""

    selector: Selector
    days: Mapping[int, int]

    def horizons(self, at: int) -> dict[int, int]:
        """The times (µs) before which each level goes when it is `at`."""
        return {width: (at - days * DAY) // WIDEST * WIDEST for width, days in self.days.items()}


@dataclass(frozen=True, slots=True)
class Rules:
    """All rows, the first of which that names a series counts."""

    rules: tuple[Rule, ...]

    @classmethod
    def read(cls, using: str) -> "Rules":
        """Those of the table as it is now. Raises BadRetention: a row that cannot be read might
        be the one that keeps what a later one lets go."""
        rows = Retention.objects.using(using).order_by("position", "pk")
        return cls(tuple(map(_rule, rows)))

    def horizons(self, name: str, tags: dict[str, str], at: int) -> dict[int, int]:
        """Those of the series of this name and tags."""
        for rule in self.rules:
            if rule.selector.matches(name, tags):
                return rule.horizons(at)
        return {}


def _rule(row: Retention) -> Rule:
    try:
        row.clean()
    except ValidationError as error:
        raise BadRetention(
            f"Nothing goes, for row {row.pk} of the table of retention cannot be read: "
            f"{' '.join(error.messages)}"
        ) from error
    return Rule(parse_selector(row.selector or "*"), kept_days(row.raw, row.rungs))


def marks(state: State, horizons: Mapping[int, int]) -> dict[int, int]:
    """Up to where (µs) which levels of a series go now, of those that have not gone so far.

    Readings go only when buckets of all rungs stand for them, but where these go too. While a
    rung is filled back from the readings, they wait.
    """
    if state.first is None or state.filling:
        return {}
    raw = max(state.kept_from, _raw_horizon(state, horizons))
    found = {RAW: raw} if raw > max(state.kept_from, state.first) else {}
    kept = found.get(RAW, state.kept_from)
    for width in state.rungs:
        until = min(horizons.get(width, BEFORE_ALL), kept)
        if until > max(state.rung_from.get(width, BEFORE_ALL), state.first):
            found[width] = until
    return found


def _raw_horizon(state: State, horizons: Mapping[int, int]) -> int:
    rolled = state.rolled_until // WIDEST * WIDEST if state.base_width else BEFORE_ALL
    stood_for = min(horizons.get(RAW, BEFORE_ALL), rolled)
    return max(stood_for, horizons.get(WIDEST, BEFORE_ALL))
