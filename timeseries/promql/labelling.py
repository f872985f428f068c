"""Functions that look at the labels of a vector, or change them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from .faults import NotComputable
from .finding import expression
from .lines import Grid, Key, Line, Vector, key_of
from .syntax import NAME, Node, Select

_DIGITS = re.compile("([0-9]+)")


def replaced(vector: Vector, to: str, replacement: str, source: str, pattern: str) -> Vector:
    """The label `to` made of `source` where that matches; an empty text takes it away."""
    regular = expression(pattern)

    def text(labels: Mapping[str, str]) -> str | None:
        match = regular.fullmatch(labels.get(source, ""))
        return None if match is None else _filled(match, replacement)

    return _labelled("label_replace", vector, to, text)


def joined(vector: Vector, to: str, between: str, sources: Sequence[str]) -> Vector:
    """The label `to` made of the texts of others."""
    for source in sources:
        _check_label("label_join", source)
    return _labelled(
        "label_join",
        vector,
        to,
        lambda labels: between.join(labels.get(source, "") for source in sources),
    )


def _labelled(
    function: str, vector: Vector, to: str, text: Callable[[Mapping[str, str]], str | None]
) -> Vector:
    """The label `to` of each line as `text` gives it: left as it is where that is None, taken
    away where it is empty."""
    _check_label(function, to)
    found: list[Line] = []
    seen: set[Key] = set()
    for line in vector:
        labels = dict(line.labels)
        if (given := text(labels)) is not None:
            labels.pop(to, None)
            if given:
                labels[to] = given
        if key_of(labels) in seen:
            raise NotComputable(f"{function} makes the same labels twice: {labels}")
        seen.add(key_of(labels))
        found.append(Line(labels, line.values, line.present))
    return found


def _check_label(function: str, name: str) -> None:
    if not name.strip():
        raise NotComputable(f"{function} takes the name of a label, and not {name!a}.")


def by_labels(vector: Vector, labels: Sequence[str], *, descending: bool) -> Vector:
    """Sorted by these labels, numbers inside of them by their size, then by all labels."""

    def order(line: Line) -> tuple[object, ...]:
        return *(_natural(line.labels.get(label, "")) for label in labels), key_of(line.labels)

    return sorted(vector, key=order, reverse=descending)


def _natural(text: str) -> list[object]:
    """Texts and numbers by turns, these by their length and then their digits."""
    parts = _DIGITS.split(text)
    whole = [part.lstrip("0") for part in parts]
    return [(len(whole[at]), whole[at]) if at % 2 else part for at, part in enumerate(parts)]


def _filled(match: "object", template: str) -> str:
    # Go's $1 and ${name} are \1 and \g<name> here.
    parts, at = [], 0
    for found in expression(r"\$(?:\$|\{(\w+)\}|(\w+))").finditer(template):
        parts.append(template[at : found.start()])
        name = found.group(1) or found.group(2)
        parts.append("$" if name is None else _group(match, name))
        at = found.end()
    return "".join([*parts, template[at:]])


def _group(match: "object", name: str) -> str:
    try:
        found = match.group(int(name) if name.isdecimal() else name)  # type: ignore[attr-defined]
    except (IndexError, KeyError):
        return ""
    return found or ""


def absent(vector: Vector, node: Node, grid: Grid) -> Vector:
    """1 where nothing is there, with the labels that the selector names."""
    there = np.zeros(len(grid), np.bool_)
    for line in vector:
        there |= line.present
    labels = {}
    if isinstance(node, Select):
        asked = Counter(one.label for one in node.matchers)
        equal = [one for one in node.matchers if one.sign == "=" and one.label != NAME]
        labels = {one.label: one.value for one in equal if asked[one.label] == 1}
    return [Line(labels, np.ones(len(grid)), ~there)]
