"""What one query of a panel says, checked: which series or which formula, computed how, drawn
how."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from timeseries.errors import BadParameter
from timeseries.formula import FUNCTIONS
from timeseries.selector import FORM
from timeseries.timerange import EARLIEST, LATEST, parse_duration

from .choices import Choice, one_of, switch, text, whole
from .colors import SELECTOR, Color, Colors, color, colors

QUERIES = 50
TEXT = 2_000
TAGS = 20
UNIT = 40
MOST_DECIMALS = 10
LONGEST = LATEST - EARLIEST
COMBINE = ("sum", "mean", "min", "max", "count")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """One query of a panel: `series`, an id or a selector, or a `formula` over other queries.

    `agg` is an aggregate ("" leaves it to the kind and the series), `label` a template for the
    labels of its series, such as `core {core}`, `step` how long a column is in µs (None lets the
    width of the chart decide). `name` is what formulas call it ("" is that of its place). The
    series may be combined to one, or one for each value of the tags `by`; `shift` (µs) draws the
    readings of so long before, `band` from the lowest to the highest around the line. `color` is
    a slot of the palette or `#rrggbb` for the first of its curves, `colors` have those of others by
    selectors of their series.
    """

    series: str = ""
    agg: str = ""
    label: str = ""
    step: int | None = None
    name: str = ""
    formula: str = ""
    combine: str = ""
    by: tuple[str, ...] = ()
    shift: int | None = None
    band: bool = False
    axis: str = "left"
    unit: str = ""
    decimals: int | None = None
    color: Color | None = None
    colors: Colors = ()
    hidden: bool = False


def query_of(place: str, given: Any) -> PanelQuery:
    """The checked query; a formula is checked with the others (`spec.py`). Raises BadParameter
    that names the field."""
    if not isinstance(given, dict):
        raise BadParameter(place, 'an object such as {"series": "room_temperature"}')
    query = PanelQuery(**{name: one.of(given, name, place) for name, one in FIELDS.items()})
    _check_source(place, query)
    if query.by and not query.combine:
        raise BadParameter(f"{place}.by", "tags of series that are combined: name combine too")
    return query


def _check_source(place: str, query: PanelQuery) -> None:
    if query.formula:
        for name in ("series", "agg", "step", "combine", "shift", "band"):
            if getattr(query, name):
                raise BadParameter(f"{place}.{name}", "nothing beside a formula: one of both")
    elif not query.series:
        raise BadParameter(f"{place}.series", f"an id or a selector such as {FORM}")


def names_of(queries: Sequence[PanelQuery]) -> list[str]:
    """What formulas call the queries: their own names, or A, B, C … by place. Raises
    BadParameter where two have the same."""
    names = [query.name or place_name(place) for place, query in enumerate(queries)]
    for place, name in enumerate(names):
        if (first := names.index(name)) < place:
            takes = f"a name that no other query has: {name} is that of queries[{first}]"
            raise BadParameter(f"queries[{place}].name", takes)
    return names


def place_name(place: int) -> str:
    """A to Z, then A2 to Z2."""
    turn, letter = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(turn + 1) if turn else "")


def duration() -> Choice:
    """A length of time in µs; none by default."""

    def read(given: Any) -> int | None:
        span = parse_duration(given) if isinstance(given, str) and given else None
        if given != "" and (span is None or span > LONGEST):
            raise ValueError
        return span

    return Choice(None, "a duration such as 1h, 1d or 28d", read)


def query_name() -> Choice:
    """What formulas call a query."""

    def read(given: Any) -> str:
        if given != "" and (not _NAME.fullmatch(given) or given in FUNCTIONS):
            raise ValueError
        return str(given)

    takes = "at most 20 letters of a to z, digits and underscores, and no function's name"
    return Choice("", takes, _texts_alone(read))


def tag_names() -> Choice:
    """Names of tags, each once, as they are given."""

    def read(given: Any) -> tuple[str, ...]:
        if not isinstance(given, list) or len(given) > TAGS:
            raise ValueError
        if not all(isinstance(tag, str) and 0 < len(tag) <= TEXT for tag in given):
            raise ValueError
        return tuple(dict.fromkeys(given))

    return Choice((), f"a list of at most {TAGS} names of tags", read)


def _texts_alone(read: Any) -> Any:
    def checked(given: Any) -> Any:
        if not isinstance(given, str):
            raise ValueError
        return read(given)

    return checked


# In the order in which files have them.
FIELDS: Mapping[str, Choice] = {
    "name": query_name(),
    "series": text(SELECTOR),
    "formula": text(TEXT),
    "agg": text(TEXT),
    "step": duration(),
    "combine": one_of("", *COMBINE),
    "by": tag_names(),
    "shift": duration(),
    "band": switch(),
    "label": text(TEXT),
    "axis": one_of("left", "right"),
    "unit": text(UNIT),
    "decimals": whole(None, 0, MOST_DECIMALS),
    "color": color(),
    "colors": colors(),
    "hidden": switch(),
}
