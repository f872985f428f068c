"""Formulas between series, such as `A / B * 100`: read to a tree.

    sum      = product { ("+" | "-") product }
    product  = signed { ("*" | "/") signed }
    signed   = ("+" | "-") signed | power
    power    = atom [ "^" signed ]
    atom     = number | name | name "(" sum { "," sum } ")" | "(" sum ")"

So `^` binds to the right and tighter than a sign, as in Python: `-2 ^ 2` is -4. What the
functions take stands in `FUNCTIONS`; `formula_values.py` computes a tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .formula_tokens import BadFormula, tokens
from .lexing import Token
from .timerange import parse_duration

# Of brackets, signs and powers in each other.
DEEPEST = 50
# Sums and products are as deep as they are long, and trees are walked by recursion.
OPERATIONS = 200
LONGEST = 2_000
CACHED = 1_000


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A query of the panel."""

    text: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in µs, which some functions take."""

    span: int


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of + - * / ^."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: "tuple[Node, ...]"


Node = Number | Name | Duration | Negative | Operation | Call


@dataclass(frozen=True, slots=True)
class Takes:
    """How many values a function takes, and whether a duration comes behind them. `steps` is how
    many points before the first it looks at."""

    least: int = 1
    most: int = 1
    duration: bool = False
    steps: int = 0


FUNCTIONS = {
    "abs": Takes(),
    "sqrt": Takes(),
    "log": Takes(most=2),
    "round": Takes(most=2),
    "min": Takes(least=2, most=20),
    "max": Takes(least=2, most=20),
    "moving_mean": Takes(duration=True),
    "difference": Takes(steps=1),
    "cumulative_sum": Takes(),
    "rate": Takes(steps=1),
}


@lru_cache(maxsize=CACHED)
def parse_formula(text: str) -> Node:
    """The tree of a formula. Raises BadFormula with the place where it breaks."""
    if len(text) > LONGEST:
        raise BadFormula(LONGEST, f"it is longer than {LONGEST} characters")
    return _Parser(text).whole()


def names_in(node: Node) -> frozenset[str]:
    """The queries that a formula refers to."""
    return frozenset(part.text for part in _parts(node) if isinstance(part, Name))


def looks_back(node: Node) -> tuple[int, int]:
    """How far before a range a formula looks: by so many µs, and by so many points more."""
    span = sum(part.span for part in _parts(node) if isinstance(part, Duration))
    calls = [part for part in _parts(node) if isinstance(part, Call)]
    return span, sum(FUNCTIONS[call.function].steps for call in calls)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    inner: tuple[Node, ...] = ()
    if isinstance(node, Negative):
        inner = (node.of,)
    elif isinstance(node, Operation):
        inner = (node.left, node.right)
    elif isinstance(node, Call):
        inner = node.arguments
    for one in inner:
        yield from _parts(one)


class _Parser:
    """A parser by recursive descent: a method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._place = 0
        self._depth = 0
        self._operations = 0

    def whole(self) -> Node:
        node = self._sum()
        if self._next.kind != "end":
            raise BadFormula(self._next.at, f"{self._next.text[:40]!a} is one too many")
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self, *signs: str) -> str | None:
        """The next sign, if it is one of these."""
        if self._next.kind != "sign" or self._next.text not in signs:
            return None
        self._place += 1
        return self._tokens[self._place - 1].text

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise BadFormula(self._next.at, f"a {sign} is missing")

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = self._operation(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._take("*", "/"):
            node = self._operation(sign, node, self._signed())
        return node

    def _operation(self, sign: str, left: Node, right: Node) -> Node:
        self._operations += 1
        if self._operations > OPERATIONS:
            raise BadFormula(self._next.at, f"it has more than {OPERATIONS} operations")
        return Operation(sign, left, right)

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFormula(self._next.at, f"it is deeper than {DEEPEST} levels")
        sign = self._take("+", "-")
        node = self._signed() if sign else self._power()
        self._depth -= 1
        return Negative(node) if sign == "-" else node

    def _power(self) -> Node:
        node = self._atom()
        return self._operation("^", node, self._signed()) if self._take("^") else node

    def _atom(self) -> Node:
        token = self._next
        if self._take("("):
            node = self._sum()
            self._expect(")")
            return node
        if token.kind not in ("number", "name"):
            raise BadFormula(token.at, _wrong_atom(token))
        self._place += 1
        if token.kind == "number":
            return Number(float(token.text))
        return self._call(token) if self._take("(") else self._name(token)

    def _name(self, token: Token) -> Node:
        if token.text in FUNCTIONS:
            raise BadFormula(token.at, f"the function {token.text} has no brackets")
        return Name(token.text)

    def _call(self, token: Token) -> Node:
        takes = FUNCTIONS.get(token.text)
        if takes is None:
            known = ", ".join(FUNCTIONS)
            raise BadFormula(token.at, f"{token.text[:40]!a} is no function: there are {known}")
        arguments = [self._sum()]
        while self._take(","):
            last = takes.duration and len(arguments) == takes.most
            arguments.append(self._duration() if last else self._sum())
        _check_count(token, takes, len(arguments))
        self._expect(")")
        return Call(token.text, tuple(arguments))

    def _duration(self) -> Node:
        token = self._next
        self._place += token.kind != "end"
        try:
            return Duration(parse_duration(token.text))
        except ValueError:
            raise BadFormula(token.at, "a duration such as 10m is missing") from None


def _wrong_atom(token: Token) -> str:
    if token.kind == "duration":
        return f"{token.text[:40]!a} is a duration, and a value is taken there"
    return "a value is missing"


def _check_count(token: Token, takes: Takes, given: int) -> None:
    least, most = takes.least + takes.duration, takes.most + takes.duration
    if not least <= given <= most:
        count = f"{least}" if least == most else f"{least} to {most}"
        raise BadFormula(token.at, f"{token.text} takes {count} values, and not {given}")
