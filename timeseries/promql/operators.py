"""Operators between numbers and vectors."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from ..batch import Values
from .faults import NotComputable
from .lines import Key, Line, Present, Vector, chosen, key_of
from .syntax import NAME, Matching, Operation

ARITHMETIC: dict[str, Callable[[Values, Values], Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "^": np.power,
    "atan2": np.arctan2,
}
COMPARISON: dict[str, Callable[[Values, Values], Present]] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


@np.errstate(all="ignore")
def of_numbers(sign: str, left: Values, right: Values) -> Values:
    if sign in ARITHMETIC:
        return ARITHMETIC[sign](left, right)
    return COMPARISON[sign](left, right).astype(np.float64)


def with_number(operation: Operation, vector: Vector, number: Values, *, first: bool) -> Vector:
    """Each line of a vector with a number; `first` says that the number stands on the left."""
    found = []
    for line in vector:
        left, right = (number, line.values) if first else (line.values, number)
        values, present = _combined(operation, left, right, line.values, line.present)
        keeps = operation.sign in COMPARISON and not operation.as_number
        found.append(Line(line.labels if keeps else line.without_name(), values, present))
    return found


@np.errstate(all="ignore")
def _combined(
    operation: Operation, left: Values, right: Values, kept: Values, present: Present
) -> tuple[Values, Present]:
    """The values of an operation; a comparison keeps those for which it holds."""
    if operation.sign in ARITHMETIC:
        return ARITHMETIC[operation.sign](left, right), present
    holds = COMPARISON[operation.sign](left, right)
    if operation.as_number:
        return holds.astype(np.float64), present
    return kept, present & holds


def of_vectors(operation: Operation, left: Vector, right: Vector) -> Vector:
    """Raises NotComputable when lines do not belong to one another one by one."""
    key = partial(_matched, operation.matching)
    match operation.sign:
        case "and":
            return list(_where(left, right, key, inside=True))
        case "unless":
            return list(_where(left, right, key, inside=False))
        case "or":
            return [*left, *_where(right, left, key, inside=False)]
    return _paired(operation, left, right, key)


def _matched(matching: Matching, labels: Mapping[str, str]) -> Key:
    return key_of(chosen(labels, matching.names, without=not matching.on))


def _where(
    lines: Vector, others: Vector, key: Callable[[Mapping[str, str]], Key], *, inside: bool
) -> Iterator[Line]:
    """The lines at the steps at which another one of the same key is there, or is not."""
    there: dict[Key, Present] = {}
    for other in others:
        known = there.get(key(other.labels))
        there[key(other.labels)] = other.present if known is None else known | other.present
    for line in lines:
        found = there.get(key(line.labels))
        if found is None:
            if not inside:
                yield line
            continue
        yield Line(line.labels, line.values, line.present & (found if inside else ~found))


def _paired(
    operation: Operation, left: Vector, right: Vector, key: Callable[[Mapping[str, str]], Key]
) -> Vector:
    matching = operation.matching
    many, one = (right, left) if matching.many == "right" else (left, right)
    ones: dict[Key, list[Line]] = {}
    for line in one:
        ones.setdefault(key(line.labels), []).append(line)
    _check_apart(list(ones.values()))
    found: dict[Key, list[Line]] = {}
    for line in many:
        for other in ones.get(key(line.labels), []):
            sides = (other, line) if matching.many == "right" else (line, other)
            result = _pair(operation, line, other, sides)
            found.setdefault(key_of(result.labels), []).append(result)
    _check_apart(list(found.values()))
    return [line for lines in found.values() for line in lines]


def _pair(operation: Operation, many: Line, one: Line, sides: tuple[Line, Line]) -> Line:
    left, right = sides
    present = left.present & right.present
    values, present = _combined(operation, left.values, right.values, left.values, present)
    return Line(_labels(operation, many, one), values, present)


def _labels(operation: Operation, many: Line, one: Line) -> dict[str, str]:
    matching = operation.matching
    keeps = operation.sign in COMPARISON and not operation.as_number
    labels = dict(many.labels) if keeps else many.without_name()
    if not matching.many:
        if matching.on:
            labels = {name: labels[name] for name in matching.names if name in labels}
        else:
            labels = {name: text for name, text in labels.items() if name not in matching.names}
    for name in matching.include:
        labels.pop(name, None)
        if one.labels.get(name):
            labels[name] = one.labels[name]
    return labels


def _check_apart(groups: list[list[Line]]) -> None:
    """Of lines with the same labels only one may be there at a step."""
    for lines in groups:
        if len(lines) > 1 and (np.sum([line.present for line in lines], axis=0) > 1).any():
            labels = {k: v for k, v in lines[0].labels.items() if k != NAME}
            raise NotComputable(
                f"Several series match where one is asked for, such as {labels}: name more "
                "labels in on(…), or use group_left or group_right."
            )
