"""The tree of an expression. All lengths of time are in µs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on a label: `sign` is one of = != =~ !~."""

    label: str
    sign: str
    value: str


# A moment that is named by the query itself.
START, END = "start", "end"


@dataclass(frozen=True, slots=True)
class Select:
    """The series that all matchers hold for. With a `range` their readings of so long, else the
    newest one. `at` is the moment (µs, START or END) that stands for that of each step, `offset`
    how much earlier."""

    matchers: tuple[Matcher, ...]
    range: int | None = None
    offset: int = 0
    at: int | str | None = None


@dataclass(frozen=True, slots=True)
class Subquery:
    """A vector at each `step` of a `range`, as if these were readings; otherwise as a `Select`."""

    of: "Node"
    range: int
    step: int
    offset: int = 0
    at: int | str | None = None


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Matching:
    """Which series of two sides belong together: by the labels `names`, or by all but these.
    `many` is the side ("left", "right") that may have several to one of the other, from which
    they take the labels `include`."""

    on: bool = False
    names: tuple[str, ...] = ()
    many: str = ""
    include: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """`as_number` (the word bool) makes a comparison answer 0 or 1."""

    sign: str
    left: "Node"
    right: "Node"
    matching: Matching = Matching()
    as_number: bool = False


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`name` over the series that agree in the labels `names`, or in all but these."""

    name: str
    of: "Node"
    names: tuple[str, ...] = ()
    without: bool = False
    parameter: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Sequence["Node"] = ()


Node = Number | Text | Select | Subquery | Negative | Operation | Aggregation | Call
# What answers readings in place of values.
Looking = Select | Subquery

# What an expression answers, in Prometheus' words.
SCALAR, VECTOR, MATRIX, STRING = "scalar", "vector", "matrix", "string"
NAME = "__name__"
