"""What was chosen put in the place of variables: in texts, and in selectors, where a value never
becomes anything but a value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from timeseries.errors import BadSelector
from timeseries.series_key import escape

from .variables import PLACE

# Alternatives that a selector may get.
MOST = 10_000
# Strings, variables, escaped characters, and all else.
_TOKEN = re.compile(
    r'"(?P<string>(?:[^"\\]|\\.)*+)"|\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<bare>[A-Za-z_]\w*))'
    r"|\\.|.",
    re.DOTALL | re.ASCII,
)
_QUOTE = re.compile(r'(\\.)|"', re.DOTALL)
ANY = "*"


@dataclass(frozen=True, slots=True)
class Picked:
    """What stands for one variable. With `every` all values were chosen; `any` says that they are
    too many to be named, so that any value does."""

    values: tuple[str, ...]
    every: bool = False
    any: bool = False

    def as_text(self) -> str:
        return "all" if self.every else ", ".join(self.values)

    def escaped(self) -> list[str]:
        """As alternatives in a selector."""
        return [ANY] if self.any else [escape(value) for value in self.values]


Choices = Mapping[str, Picked]


def in_text(text: str, choices: Choices) -> str:
    """A title, label or formula with what was chosen in it."""

    def filled(match: re.Match[str]) -> str:
        picked = choices.get(match[1] or match[2])
        return match[0] if picked is None else picked.as_text()

    return PLACE.sub(filled, text)


def in_selector(text: str, choices: Choices) -> str:
    """A selector with what was chosen in it; several values become alternatives. Raises
    BadSelector where several cannot stand."""
    if not any(match[1] in choices or match[2] in choices for match in PLACE.finditer(text)):
        return text
    tokens = list(_TOKEN.finditer(text.strip()))
    brace = next((at for at, token in enumerate(tokens) if token[0] == "{"), len(tokens))
    name = _name(tokens[:brace], choices)
    return name + _matchers(tokens[brace:], choices)


def _name(tokens: Sequence[re.Match[str]], choices: Choices) -> str:
    if tokens and tokens[0][0] == "(":
        return _matchers(tokens, choices)
    names = _product([_parts(token, choices) for token in tokens])
    if len(names) == 1:
        # Digits alone would be the id of a series.
        return f"\\{names[0]}" if names[0].strip().isdecimal() else names[0]
    return f"({_quoted(name.strip() for name in names)})"


def _matchers(tokens: Iterable[re.Match[str]], choices: Choices) -> str:
    found = ""
    for token in tokens:
        if token["string"] is not None:
            found = _with_string(found, token["string"], choices)
        elif (alternatives := _alternatives(token, choices)) is None:
            found += token[0]
        elif len(alternatives) == 1 and alternatives != [ANY]:
            found += alternatives[0]
        else:
            raise BadSelector(f"{token[0]} has to be one value where it names a tag.")
    return found


def _with_string(before: str, string: str, choices: Choices) -> str:
    tokens = list(_TOKEN.finditer(string))
    if all(_alternatives(token, choices) is None for token in tokens):
        return f'{before}"{string}"'
    values = _product([_parts(token, choices) for token in tokens])
    bare = before.rstrip()
    if values == [ANY] and bare.endswith("=") and not bare.endswith("!="):
        # A star alone would take series without the tag too.
        return f'{bare[:-1]}!=""'
    listed = _quoted(values)
    return before + (listed if len(values) == 1 or not bare.endswith("=") else f"({listed})")


def _alternatives(token: re.Match[str], choices: Choices) -> list[str] | None:
    """What may stand in the place of a variable, None where there is none."""
    picked = choices.get(token["braced"] or token["bare"] or "")
    return None if picked is None else picked.escaped()


def _parts(token: re.Match[str], choices: Choices) -> list[str]:
    alternatives = _alternatives(token, choices)
    return [token[0]] if alternatives is None else alternatives


def _product(parts: Sequence[Sequence[str]]) -> list[str]:
    count = 1
    for part in parts:
        count *= len(part)
    if count > MOST:
        raise BadSelector(f"The variables make more than {MOST:,} alternatives: choose fewer.")
    return ["".join(one) for one in product(*parts)]


def _quoted(values: Iterable[str]) -> str:
    # A name may have quotes that are not escaped; all else is escaped already.
    return ",".join(f'"{_QUOTE.sub(_with_slash, value)}"' for value in values)


def _with_slash(match: re.Match[str]) -> str:
    return match[1] or '\\"'
