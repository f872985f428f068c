"""A formula cut into its smallest parts."""

import re
from collections.abc import Iterator

from .lexing import Token, cut

_EXPONENT = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+(?![A-Za-z0-9_.])"
# A number with letters right behind it is a duration: 10m, 1h30m.
_GRAMMAR = re.compile(
    rf"""
    (?P<space> (?u:\s+) )
  | (?P<duration> (?!{_EXPONENT})
        [0-9]+(?:\.[0-9]+)?[a-zA-Z]+ (?:[0-9]+(?:\.[0-9]+)?[a-zA-Z]+)* (?![0-9.]) )
  | (?P<number> {_EXPONENT} | [0-9]+(?:\.[0-9]*)? | \.[0-9]+ )
  | (?P<name> [A-Za-z][A-Za-z0-9_]* )
  | (?P<sign> [-+*/^(),] )
    """,
    re.VERBOSE | re.ASCII,
)


class BadFormula(ValueError):
    """A formula cannot be read. `at` is the place of the character where it breaks, from 0."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(f"at character {at + 1} {reason}")
        self.at = at


def tokens(text: str) -> Iterator[Token]:
    """The parts of a formula in their order: number, duration, name, sign, end. Raises
    BadFormula."""
    return cut(text, _GRAMMAR, lambda at: BadFormula(at, f"{text[at]!a} has no meaning"))
