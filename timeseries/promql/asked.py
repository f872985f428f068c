"""The parameters of a request in Prometheus' form."""

from dataclasses import dataclass

import numpy as np
from django.http import QueryDict

from ..timerange import EARLIEST, LATEST, TimeRange, now
from .faults import BadExpression
from .lines import Grid
from .numbers import length, moment
from .parser import parse
from .syntax import Node

# As Prometheus has it: more than a chart has pixels.
MOST_STEPS = 11_000
# Labels, values or series of one answer.
MOST_LISTED = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Each raises BadExpression with what it takes."""

    given: QueryDict
    path: str

    def text(self, name: str) -> str | None:
        text = self.given.get(name)
        if text and "\0" in text:
            raise BadExpression(f"{name} takes a text without NUL characters.")
        return text or None

    def expression(self) -> Node:
        text = self.text("query")
        if text is None:
            raise BadExpression("query is missing: it takes an expression such as rate(a[5m]).")
        return parse(text)

    def moment(self, name: str, default: int) -> int:
        text = self.text(name)
        return default if text is None else moment(name, text)

    def grid(self) -> Grid:
        """The steps of a range query."""
        start, end, step = (self._needed(name) for name in ("start", "end", "step"))
        first, last, width = moment("start", start), moment("end", end), length("step", step)
        if last < first:
            raise BadExpression("end takes a time that is not before start.")
        if (last - first) // width >= MOST_STEPS:
            raise BadExpression(
                f"An answer has at most {MOST_STEPS:,} steps a series: take a longer step."
            )
        return Grid(np.arange(first, last + 1, width, dtype=np.int64))

    def within(self) -> TimeRange:
        """The range of a listing: all times where it names none."""
        start, end = self.moment("start", EARLIEST), self.moment("end", LATEST)
        return TimeRange(start, end + 1)

    def selectors(self) -> list[str]:
        return [text for text in self.given.getlist("match[]") if text]

    def limit(self) -> int:
        text = self.text("limit") or "0"
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise BadExpression("limit takes a whole number, and 0 for all.")
        return min(int(text) or MOST_LISTED, MOST_LISTED)

    def seconds(self, most: float) -> float:
        """How long the expression may be computed."""
        text = self.text("timeout")
        return most if text is None else min(most, length("timeout", text) / 1_000_000)

    def now(self) -> int:
        return self.moment("time", now())

    def _needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise BadExpression(f"{name} is missing: a range query takes start, end and step.")
        return text
