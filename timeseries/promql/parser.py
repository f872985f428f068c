"""Tokens to the tree of an expression: precedence climbing, as in Prometheus' own grammar."""

import math
from functools import lru_cache

from ..timerange import SECOND
from .faults import BadExpression
from .modifying import duration, modified
from .selecting import BRACES, selection
from .signatures import ABSENT, AGGREGATIONS, FUNCTIONS, type_of
from .stream import Stream
from .syntax import (
    SCALAR,
    VECTOR,
    Aggregation,
    Call,
    Matching,
    Negative,
    Node,
    Number,
    Operation,
    Text,
)
from .tokens import tokens, unquoted

# How tightly operators bind, from the loosest on; `^` alone binds to the right.
STRENGTH = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
    "atan2": 5,
    "^": 7,
}
OF_SIGN = 6
COMPARISONS = frozenset(sign for sign, strength in STRENGTH.items() if strength == 3)
SETS = frozenset(("and", "or", "unless"))
# Of brackets, calls and signs in each other.
DEEPEST = 60
# Chains of operators are as deep as they are long, and trees are walked by recursion.
OPERATORS = 200
CACHED = 500
SPECIAL = {"inf": math.inf, "nan": math.nan}


@lru_cache(maxsize=CACHED)
def parse(text: str) -> Node:
    """The tree of an expression. Raises BadExpression with the place of what is wrong."""
    parser = _Parser(Stream(list(tokens(text))))
    node = parser.expression(0)
    parser.stream.expect_end()
    return node


class _Parser:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._depth = 0
        self._operators = 0

    def expression(self, least: int) -> Node:
        """One in which all operators bind tighter than `least`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadExpression(f"An expression is at most {DEEPEST} deep.")
        left = self._signed()
        while (strength := STRENGTH.get(self.stream.operator, 0)) > least:
            left = self._operation(left, strength)
        self._depth -= 1
        return left

    def _signed(self) -> Node:
        if self.stream.take("-"):
            return Negative(self._number_or_vector(self.expression(OF_SIGN)))
        if self.stream.take("+"):
            return self._number_or_vector(self.expression(OF_SIGN))
        return modified(self.stream, self._atom())

    def _operation(self, left: Node, strength: int) -> Node:
        self._operators += 1
        if self._operators > OPERATORS:
            raise BadExpression(f"An expression has at most {OPERATORS} operators.")
        sign = self.stream.next().text.lower()
        as_number = sign in COMPARISONS and self.stream.take("bool")
        matching = self._matching(sign)
        right = self.expression(strength - 1 if sign == "^" else strength)
        left, right = self._number_or_vector(left), self._number_or_vector(right)
        kinds = {type_of(left), type_of(right)}
        if sign in SETS and kinds != {VECTOR}:
            raise BadExpression(f"{sign} takes vectors on both sides")
        if sign in COMPARISONS and kinds == {SCALAR} and not as_number:
            raise BadExpression(f"{sign} between two numbers takes the word bool behind it")
        if SCALAR in kinds and matching != Matching():
            raise BadExpression("on, ignoring and group take vectors on both sides")
        return Operation(sign, left, right, matching, as_number)

    def _matching(self, sign: str) -> Matching:
        word = self.stream.take_one("on", "ignoring")
        if not word:
            return Matching()
        names = self.stream.names()
        group = self.stream.take_one("group_left", "group_right")
        if group and sign in SETS:
            raise BadExpression(f"{sign} takes no {group}")
        include = self.stream.names() if group and self.stream.operator == "(" else ()
        return Matching(word == "on", names, group.removeprefix("group_"), include)

    def _atom(self) -> Node:
        token = self.stream.peek
        if self.stream.take("("):
            inner = self.expression(0)
            self.stream.expect(")")
            return inner
        if token.kind == "number":
            self.stream.next()
            return Number(_number(token.text))
        if token.kind == "duration":
            return Number(duration(self.stream) / SECOND)
        if token.kind == "text":
            self.stream.next()
            return Text(unquoted(token))
        if token.kind == "name":
            return self._named()
        if token.text == BRACES[0]:
            return selection(self.stream, None)
        raise BadExpression(f"1:{token.at + 1}: unexpected {token.text[:40]!a}")

    def _named(self) -> Node:
        token = self.stream.next()
        name = token.text
        if name.lower() in AGGREGATIONS and self.stream.operator in ("(", "by", "without"):
            return self._aggregation(name.lower())
        if self.stream.operator == "(":
            return self._call(name, token.at)
        if name.lower() in SPECIAL:
            return Number(SPECIAL[name.lower()])
        return selection(self.stream, name)

    def _aggregation(self, name: str) -> Node:
        modifier, names = self._grouping()
        arguments = self._arguments()
        if not modifier:
            modifier, names = self._grouping()
        wanted = [VECTOR] if AGGREGATIONS[name] is None else [AGGREGATIONS[name], VECTOR]
        if [type_of(one) for one in arguments] != wanted:
            raise BadExpression(f"{name} takes {' and '.join(map(str, wanted))}")
        parameter = arguments[0] if len(wanted) == 2 else None
        return Aggregation(name, arguments[-1], names, modifier == "without", parameter)

    def _grouping(self) -> tuple[str, tuple[str, ...]]:
        word = self.stream.take_one("by", "without")
        return word, self.stream.names() if word else ()

    def _call(self, name: str, at: int) -> Node:
        signature = FUNCTIONS.get(name)
        if signature is None:
            raise BadExpression(f"1:{at + 1}: {_unsupported(name)}.")
        arguments = self._arguments()
        kinds = [type_of(one) for one in arguments]
        if not signature.fits(kinds):
            told = ", ".join(kinds) or "nothing"
            raise BadExpression(f"1:{at + 1}: {name} takes {signature}, and not {told}")
        return Call(name, tuple(arguments))

    def _arguments(self) -> list[Node]:
        self.stream.expect("(")
        arguments: list[Node] = []
        while not self.stream.take(")"):
            if arguments:
                self.stream.expect(",")
            arguments.append(self.expression(0))
        return arguments

    def _number_or_vector(self, node: Node) -> Node:
        if type_of(node) not in (SCALAR, VECTOR):
            raise BadExpression("A sign or an operator takes numbers and vectors alone.")
        return node


def _unsupported(name: str) -> str:
    if reason := ABSENT.get(name):
        return f"the function {name!a} is not supported here: {reason}"
    known = ", ".join(sorted({**FUNCTIONS, **AGGREGATIONS}))
    return f"the function {name[:60]!a} is not supported here; there are {known}"


def _number(text: str) -> float:
    return float(int(text, 16)) if text[:2].lower() == "0x" else float(text)
