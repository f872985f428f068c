"""Conditions of Prometheus and InfluxDB as a selector of ours: what is a regular expression there
is a list of alternatives here, in which `.*` is a star."""

import re
from collections.abc import Iterator, Sequence

from timeseries.promql.syntax import NAME, Matcher
from timeseries.series_key import escape

from .grafana_marks import said

# Of one pattern, whose groups multiply.
ALTERNATIVES = 1_000
# A group, an alternative, a star, or a character that stands for itself.
_PART = re.compile(
    r"(?P<sign>\((?:\?:)?|[)|])|(?P<any>\.[*+])|\\(?P<plain>\W)|(?P<one>[^].[{}?+*^$\\])"
)


def selector_of(matchers: Sequence[Matcher]) -> str:
    """The selector that all of the conditions make. Raises ValueError with a sentence for what
    has no counterpart."""
    named = [one for one in matchers if one.label == NAME]
    if len(named) > 1 or any(one.sign.startswith("!") for one in named):
        raise ValueError("The conditions on the name of a series have no counterpart.")
    names = _texts(named[0]) if named else ["*"]
    name = names[0] if len(names) == 1 else _listed(names)
    conditions = ",".join(_conditions(matchers))
    return f"{name}{{{conditions}}}" if conditions else name


def _conditions(matchers: Sequence[Matcher]) -> Iterator[str]:
    for one in matchers:
        # Any text at all is that of a tag that is not there, too.
        if one.label == NAME or (one.sign, one.value) == ("=~", ".*"):
            continue
        sign = "!=" if one.sign.startswith("!") else "="
        if one.sign in ("=~", "!~") and one.value in (".+", "^.+$"):
            yield f'{escape(one.label)}{"=" if sign == "!=" else "!="}""'
            continue
        texts = _texts(one)
        yield f"{escape(one.label)}{sign}{_listed(texts) if len(texts) > 1 else _quoted(texts[0])}"


def _texts(matcher: Matcher) -> list[str]:
    """What it holds for, escaped."""
    if matcher.sign in ("=", "!="):
        return [escape(matcher.value)]
    return list(dict.fromkeys(alternatives(matcher.value)))


def alternatives(pattern: str) -> list[str]:
    """The texts, with stars in them, that a regular expression stands for as a whole. Raises
    ValueError where it is more than alternatives."""
    done: list[str] = []
    open_: list[str] = [""]
    outer: list[tuple[list[str], list[str]]] = []
    for part in _parts(pattern):
        match part["sign"]:
            case None:
                text = "*" if part["any"] else escape(part["plain"] or part["one"])
                open_ = [one + text for one in open_]
            case "|":
                done, open_ = done + open_, [""]
            case ")" if outer:
                inner = done + open_
                done, before = outer.pop()
                if len(before) * len(inner) > ALTERNATIVES:
                    raise _more_than_alternatives(pattern)
                open_ = [one + two for one in before for two in inner]
            case ")":
                raise _more_than_alternatives(pattern)
            case _:
                outer.append((done, open_))
                done, open_ = [], [""]
    if outer:
        raise _more_than_alternatives(pattern)
    return done + open_


def _parts(pattern: str) -> Iterator[re.Match[str]]:
    text = pattern.removeprefix("^")
    text = text if text.endswith(r"\$") else text.removesuffix("$")
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            raise _more_than_alternatives(pattern)
        yield part
        at = part.end()


def _more_than_alternatives(pattern: str) -> ValueError:
    return ValueError(f"The pattern {said(pattern)} is more than alternatives with .* in them.")


def _listed(texts: Sequence[str]) -> str:
    return f"({','.join(map(_quoted, texts))})"


def _quoted(text: str) -> str:
    return f'"{text}"'
