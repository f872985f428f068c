"""What stands behind a part of an expression: a range `[5m]`, the steps of a subquery `[1h:1m]`,
and which moment is meant, `offset 1d`, `@ 1700000000`, `@ start()`."""

import math
from dataclasses import replace

from ..timerange import EARLIEST, LATEST, MINUTE, SECOND, parse_duration
from .faults import BadExpression
from .signatures import type_of
from .stream import Stream
from .syntax import END, START, VECTOR, Node, Select, Subquery

# The steps of a subquery that names none: Prometheus' own, unless it is told another.
STEP = MINUTE


def modified(stream: Stream, node: Node) -> Node:
    """The node with all that stands behind it. Raises BadExpression."""
    while True:
        if stream.take("["):
            node = _ranged(stream, node)
        elif stream.take("offset"):
            node = _earlier(stream, node)
        elif stream.take("@"):
            node = _at(stream, node)
        else:
            return node


def _ranged(stream: Stream, node: Node) -> Node:
    length = duration(stream)
    if stream.take(":"):
        if type_of(node) != VECTOR:
            raise BadExpression(f"A subquery is made of a vector, and not of a {type_of(node)}.")
        step = STEP if stream.operator == "]" else duration(stream)
        stream.expect("]")
        return Subquery(node, length, step)
    if not isinstance(node, Select) or node.range is not None:
        raise BadExpression("A range such as [5m] follows a selector; [5m:1m] follows any vector.")
    if node.offset or node.at is not None:
        raise BadExpression("A range such as [5m] stands before offset and @.")
    stream.expect("]")
    return replace(node, range=length)


def _earlier(stream: Stream, node: Node) -> Node:
    sign = -1 if stream.take("-") else 1
    offset = sign * duration(stream)
    if not isinstance(node, Select | Subquery) or node.offset:
        raise BadExpression("offset stands once behind a selector or a subquery.")
    return replace(node, offset=offset)


def _at(stream: Stream, node: Node) -> Node:
    at = _moment(stream)
    if not isinstance(node, Select | Subquery) or node.at is not None:
        raise BadExpression("@ stands once behind a selector or a subquery.")
    return replace(node, at=at)


def _moment(stream: Stream) -> int | str:
    """µs, or the name of a moment."""
    if word := stream.take_one(START, END):
        stream.expect("(")
        stream.expect(")")
        return word
    sign = -1 if stream.take("-") else 1
    token = stream.next()
    seconds = float(token.text) if token.kind == "number" and "x" not in token.text else math.nan
    at = sign * seconds * SECOND
    if not EARLIEST <= at <= LATEST:
        raise BadExpression(
            f"1:{token.at + 1}: @ takes seconds since 1970, start() or end(), "
            f"and not {token.text[:40]!a}"
        )
    return round(at)


def duration(stream: Stream) -> int:
    """µs, above 0 but for an offset."""
    token = stream.next()
    try:
        if token.kind == "number":
            return int(float(token.text) * SECOND)
        return parse_duration(token.text)
    except (ValueError, OverflowError):
        raise BadExpression(
            f"1:{token.at + 1}: {token.text[:40]!a} is no duration such as 30s, 5m or 1h30m"
        ) from None
