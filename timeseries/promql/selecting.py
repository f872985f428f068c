"""Selectors of series in an expression: `name{label="value", other=~"a|b"}`."""

from .faults import BadExpression
from .stream import Stream
from .syntax import NAME, Matcher, Select
from .tokens import unquoted

BRACES = "{}"
SIGNS = ("=", "!=", "=~", "!~")


def selection(stream: Stream, name: str | None) -> Select:
    """The selector that begins here; `name` stands before it already."""
    matchers = [Matcher(NAME, "=", name)] if name is not None else []
    if stream.take("{"):
        matchers += _matchers(stream)
    if all(_holds_empty(one) for one in matchers):
        raise BadExpression("A selector takes a name or a condition that not every series fulfils.")
    return Select(tuple(matchers))


def _matchers(stream: Stream) -> list[Matcher]:
    found: list[Matcher] = []
    while not stream.take("}"):
        if found:
            stream.expect(",")
            if stream.take("}"):
                break
        found.append(_matcher(stream))
    return found


def _matcher(stream: Stream) -> Matcher:
    quoted = stream.peek.kind == "text"
    label = stream.label()
    if quoted and stream.operator not in SIGNS:
        # The name of the series, which need not be a word.
        return Matcher(NAME, "=", label)
    sign, value = stream.next(), stream.next()
    if sign.text not in SIGNS or value.kind != "text":
        raise BadExpression(f'1:{sign.at + 1}: a condition is written as {label[:40]}="value"')
    return Matcher(label, sign.text, unquoted(value))


def _holds_empty(matcher: Matcher) -> bool:
    """Whether it holds for a series without the label, as far as can be told without reading a
    regular expression."""
    is_empty = matcher.value in ("", ".*") if "~" in matcher.sign else not matcher.value
    return is_empty is not matcher.sign.startswith("!")
