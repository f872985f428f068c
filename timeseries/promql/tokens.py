"""The text of an expression to tokens, by the grammar of PromQL
(https://prometheus.io/docs/prometheus/latest/querying/basics/)."""

import re
from collections.abc import Iterator

from ..lexing import Token, cut
from .faults import BadExpression

_GRAMMAR = re.compile(
    r"""
    (?P<space>[ \t\r\n]+ | \#[^\n]*)
  | (?P<duration>(?:\d+(?:ms|[smhdwy]))+(?![A-Za-z0-9_.]))
  | (?P<number>0[xX][0-9a-fA-F]+ | (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>(?:[A-Za-z_]|:(?![\d\s\]]))[A-Za-z0-9_:]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | `[^`]*`)
  | (?P<sign>=~|!~|==|!=|<=|>=|[-+*/%^()\[\]{},:=<>@])
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(
    r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))"
)
_PLAIN = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
LONGEST = 10_000


def tokens(text: str) -> Iterator[Token]:
    """All tokens of an expression: duration, number, name, text, sign, end. Raises
    BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(f"An expression has at most {LONGEST} characters.")
    return cut(
        text, _GRAMMAR, lambda at: BadExpression(f"1:{at + 1}: unexpected character {text[at]!a}")
    )


def unquoted(token: Token) -> str:
    """What a text stands for. Raises BadExpression."""
    quote, inner = token.text[0], token.text[1:-1]
    if quote == "`":
        return inner
    parts, at = [], 0
    while (found := inner.find("\\", at)) >= 0:
        match = _ESCAPED.match(inner, found)
        if match is None:
            raise BadExpression(f"1:{token.at + found + 2}: unknown escape sequence")
        parts += [inner[at:found], _character(match, token)]
        at = match.end()
    return "".join([*parts, inner[at:]])


def _character(match: re.Match[str], token: Token) -> str:
    plain, hexadecimal, octal, *wide = match.groups()
    if plain is not None:
        return _PLAIN.get(plain, plain)
    number = int(octal, 8) if octal else int(hexadecimal or wide[0] or wide[1], 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise BadExpression(f"1:{token.at + 1}: the text has a character that does not exist")
    return chr(number)
