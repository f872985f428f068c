"""Colours that a query gives to its curves: to the first of them, or to each by its series."""

import re
from functools import lru_cache
from typing import Any

from timeseries.errors import BadSelector
from timeseries.selector import Selector, parse_selector

from .choices import Choice
from .variables import with_stand_ins

# Of the palette, as the light theme has them (`static/css/tokens.css`): for whoever draws an
# option without this page.
PALETTE = (
    "#2f6feb", "#357554", "#a69025", "#9b549c", "#c13a09",
    "#d8758b", "#3d26c8", "#802806", "#8d8eda", "#6d2088",
)  # fmt: skip
SLOTS = len(PALETTE)
# Curves of one query.
COLORS = 200
# With all values of a variable in it.
SELECTOR = 50_000
HEX = re.compile(r"#[0-9a-fA-F]{6}")

Color = int | str
Colors = tuple[tuple[str, Color], ...]


def color() -> Choice:
    """A slot of the palette or `#rrggbb`, in small letters."""
    return Choice(None, f"a slot of the palette from 1 to {SLOTS}, or a colour as #rrggbb", _color)


def colors() -> Choice:
    """Colours by selectors: `{"cpu{core=\\"1\\"}": 3}` becomes (('cpu{core="1"}', 3),)."""

    def read(given: Any) -> Colors:
        if not isinstance(given, dict) or len(given) > COLORS:
            raise ValueError
        return tuple((_selector(text), _color(one)) for text, one in given.items())

    example = '{"cpu{core=\\"1\\"}": 3}'
    takes = (
        f"at most {COLORS} colours by selectors such as {example}, each a slot of the palette"
        f" from 1 to {SLOTS}, or #rrggbb"
    )
    return Choice((), takes, read)


def place_in(colors: Colors, name: str, tags: dict[str, str]) -> int | None:
    """Which of them is that of a series: the one whose selector matches it and says most of it,
    of equal ones the first. What has no name of its own is matched by `*`."""
    found = [
        (_said(selector), -place)
        for place, (text, _) in enumerate(colors)
        if (selector := _parsed(text)) and selector.matches(name, tags)
    ]
    return -max(found)[1] if found else None


def as_hex(color: Color) -> str:
    """A slot as the light theme has it."""
    return color if isinstance(color, str) else PALETTE[color - 1]


def _said(selector: Selector) -> int:
    """How much a selector says: conditions that name one value count for more than others."""
    exact = sum(not one.negated and not one.pattern.globs for one in selector.matchers)
    return 2 * len(selector.matchers) + 2 * exact + (not selector.name.globs)


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Selector | None:
    try:
        return parse_selector(text)
    except BadSelector:
        # One with a variable that is nowhere chosen.
        return None


def _selector(given: Any) -> str:
    if not isinstance(given, str) or len(given) > SELECTOR:
        raise ValueError
    try:
        parse_selector(with_stand_ins(given))
    except BadSelector as error:
        raise ValueError from error
    return given


def _color(given: Any) -> Color:
    if isinstance(given, str) and HEX.fullmatch(given):
        return given.lower()
    if type(given) is not int or not 1 <= given <= SLOTS:
        raise ValueError
    return given
