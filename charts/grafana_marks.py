"""Variables in what Grafana writes: `$host`, `${host:regex}` and `[[host]]` in the one form that
we write, and as a word while expressions are read that know no variables."""

import re
from collections.abc import Collection
from typing import Any

_REFERENCE = re.compile(r"\[\[(\w+)(?::\w+)?\]\]|\$\{(\w+)(?::\w+)?\}|\$(\w+)", re.ASCII)
_MARK = re.compile(r"__livecurve_(\w+?)_chosen__")
_UNKNOWN = re.compile(r"\$\w|\$\{|\[\[")
# Of an expression that is told.
LONGEST = 100


def with_our_variables(text: str, known: Collection[str]) -> str:
    """`[[host]]` and `${host:regex}` as we write them."""
    return str(unmarked(marked(text, known)))


def marked(part: Any, known: Collection[str]) -> Any:
    """With marks that are a word to every grammar here, in the place of known variables."""
    if isinstance(part, dict):
        return {name: marked(value, known) for name, value in part.items()}
    if isinstance(part, list):
        return [marked(value, known) for value in part]
    if not isinstance(part, str):
        return part

    def mark(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3]
        return f"__livecurve_{name}_chosen__" if name in known else match[0]

    return _REFERENCE.sub(mark, part)


def unmarked(part: Any) -> Any:
    """The same with our variables in the place of marks."""
    if isinstance(part, dict):
        return {name: unmarked(value) for name, value in part.items()}
    if isinstance(part, list):
        return [unmarked(value) for value in part]
    return _MARK.sub(r"${\1}", part) if isinstance(part, str) else part


def said(text: str) -> str:
    """An expression as a reason names it."""
    return _MARK.sub(r"$\1", text)[:LONGEST]


def refuse_variables(text: str) -> None:
    """Raises ValueError where one is left that is not known."""
    if _UNKNOWN.search(text):
        raise ValueError(f"The variable in {said(text)} is not known here.")
