"""Texts cut into tokens, each of which is a group of one regular expression."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# The group of what stands between tokens, and the kind of the token behind the last.
SPACE, END = "space", "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is the name of its group, or `END`; `at` is the place of its first character."""

    kind: str
    text: str
    at: int


def cut(
    text: str, grammar: re.Pattern[str], no_token: Callable[[int], Exception]
) -> Iterator[Token]:
    """All tokens of a text and one for its end. Raises what `no_token` makes of the place of a
    character that none begins with."""
    at = 0
    while at < len(text):
        match = grammar.match(text, at)
        if match is None:
            raise no_token(at)
        if match.lastgroup != SPACE:
            yield Token(match.lastgroup or "", match[0], at)
        at = match.end()
    yield Token(END, "end of the expression", at)
