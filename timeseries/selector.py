"""Series selectors: `name{tag="value",tag2!="x",tag3="glob*"}`.

In the name and in values `*` stands for any run of characters; a backslash takes the
next character as it is (`\\"`, `\\*`, `\\\\`). A tag that a series does not have is the
empty text, so `tag!="x"` holds for it and `tag=""` too. `tag=("a","b*")` is for one of
several values, `tag!=("a","b*")` for none of them, and `("a","b"){…}` for several names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import BadSelector
from .series_key import shown, split_key, split_values, unescape

# The text up to the next star that is not escaped.
_UP_TO_STAR = re.compile(r"(?:[^*\\]++|\\.)*+", re.DOTALL)

FORM = 'name{tag="value",tag2!="x",tag3="glob*"}'


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal texts and texts with `*` in them: one of them has to match."""

    literals: frozenset[str]
    globs: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Pattern":
        """The pattern of texts in which specials are escaped, any of which may match."""
        literals, globs = set(), []
        for text in texts:
            if "*" not in text:
                literals.add(unescape(text))
                continue
            first, *rest = (unescape(part) for part in _parts(text))
            if rest:
                globs.append(_glob(first, rest))
            else:
                literals.add(first)
        return cls(frozenset(literals), tuple(globs))

    def matches(self, text: str) -> bool:
        return text in self.literals or any(glob.fullmatch(text) for glob in self.globs)


def _glob(first: str, rest: Sequence[str]) -> re.Pattern[str]:
    # Atomic: each part is taken where it first stands, so that many stars cost no more.
    middle = "".join(f"(?>.*?{re.escape(part)})" for part in rest[:-1] if part)
    return re.compile(f"{re.escape(first)}{middle}.*{re.escape(rest[-1])}", re.DOTALL)


def _parts(text: str) -> list[str]:
    parts, at = [], 0
    while match := _UP_TO_STAR.match(text, at):
        parts.append(match[0])
        at = match.end() + 1
        if at > len(text):
            break
    return parts


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on a tag."""

    tag: str
    pattern: Pattern
    negated: bool

    def matches(self, tags: dict[str, str]) -> bool:
        return self.pattern.matches(tags.get(self.tag, "")) is not self.negated


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector."""

    text: str
    name: Pattern
    matchers: tuple[Matcher, ...]

    def matches(self, name: str, tags: dict[str, str]) -> bool:
        return self.name.matches(name) and all(m.matches(tags) for m in self.matchers)


def parse_selector(text: str) -> Selector:
    """The selector of a text. Raises BadSelector with the form that is asked for."""
    try:
        if "\0" in text:
            # No name has one, and PostgreSQL takes none.
            raise ValueError("it has a NUL character")
        names, rest = split_values(text)
        name, parts = split_key(rest)
        if bool(name) == bool(names):
            raise ValueError("the name is missing" if not name else "a name follows the names")
        matchers = tuple(
            Matcher(unescape(tag), Pattern.of(values), operator == "!=")
            for tag, operator, values in parts
        )
        return Selector(text, Pattern.of(names or [name]), matchers)
    except ValueError as error:
        raise BadSelector(
            f"series takes an id or a selector such as {FORM}, and not {shown(text)}: {error}."
        ) from None
