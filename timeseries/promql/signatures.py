"""What functions and aggregations take and answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from .syntax import (
    MATRIX,
    SCALAR,
    STRING,
    VECTOR,
    Aggregation,
    Call,
    Negative,
    Node,
    Number,
    Operation,
    Select,
    Subquery,
    Text,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`takes` are the types of the arguments, the last `optional` of which may be left out; one of
    the last type may come any number of times where it `repeats`."""

    takes: tuple[str, ...]
    optional: int = 0
    answers: str = VECTOR
    repeats: bool = False

    def fits(self, kinds: Sequence[str]) -> bool:
        """Whether it takes arguments of these types."""
        least = len(self.takes) - self.optional
        more = max(len(kinds) - len(self.takes), 0) if self.repeats else 0
        takes = self.takes + more * self.takes[-1:]
        return len(kinds) >= least and tuple(kinds) == takes[: len(kinds)]

    def __str__(self) -> str:
        told = ", ".join(self.takes) or "nothing"
        return f"{told}, …" if self.repeats else told


_OF_RANGE = Signature((MATRIX,))
_OF_VECTOR = Signature((VECTOR,))
_OF_TIME = Signature((VECTOR,), optional=1)

FUNCTIONS: dict[str, Signature] = {
    **dict.fromkeys(
        ("rate", "irate", "increase", "delta", "idelta", "deriv", "changes", "resets"), _OF_RANGE
    ),
    "predict_linear": Signature((MATRIX, SCALAR)),
    "absent_over_time": _OF_RANGE,
    **{
        f"{name}_over_time": _OF_RANGE
        for name in (
            *("avg", "min", "max", "sum", "count", "stddev", "stdvar", "mad", "present"),
            *("first", "last", "ts_of_first", "ts_of_last", "ts_of_min", "ts_of_max"),
        )
    },
    **dict.fromkeys(
        ("double_exponential_smoothing", "holt_winters"), Signature((MATRIX, SCALAR, SCALAR))
    ),
    "quantile_over_time": Signature((SCALAR, MATRIX)),
    **dict.fromkeys(
        ("abs", "ceil", "floor", "sqrt", "exp", "ln", "log2", "log10", "sgn"), _OF_VECTOR
    ),
    **dict.fromkeys(("acos", "acosh", "asin", "asinh", "atan", "atanh", "deg"), _OF_VECTOR),
    **dict.fromkeys(("cos", "cosh", "sin", "sinh", "tan", "tanh", "rad"), _OF_VECTOR),
    **dict.fromkeys(("sort", "sort_desc", "timestamp", "absent"), _OF_VECTOR),
    **dict.fromkeys(
        ("hour", "minute", "day_of_week", "day_of_month", "day_of_year", "days_in_month"), _OF_TIME
    ),
    **dict.fromkeys(("month", "year"), _OF_TIME),
    "round": Signature((VECTOR, SCALAR), optional=1),
    "clamp": Signature((VECTOR, SCALAR, SCALAR)),
    "clamp_min": Signature((VECTOR, SCALAR)),
    "clamp_max": Signature((VECTOR, SCALAR)),
    "scalar": Signature((VECTOR,), answers=SCALAR),
    "vector": Signature((SCALAR,)),
    "time": Signature((), answers=SCALAR),
    "pi": Signature((), answers=SCALAR),
    "histogram_quantile": Signature((SCALAR, VECTOR)),
    "histogram_fraction": Signature((SCALAR, SCALAR, VECTOR)),
    "label_replace": Signature((VECTOR, STRING, STRING, STRING, STRING)),
    "label_join": Signature((VECTOR, STRING, STRING, STRING), optional=1, repeats=True),
    **dict.fromkeys(
        ("sort_by_label", "sort_by_label_desc"),
        Signature((VECTOR, STRING), optional=1, repeats=True),
    ),
}

# Aggregations, with the type of the parameter that some take first.
AGGREGATIONS: dict[str, str | None] = {
    **dict.fromkeys(("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar")),
    **dict.fromkeys(("topk", "bottomk", "limitk", "quantile"), SCALAR),
    "count_values": STRING,
}

# What Prometheus has besides, and why it is not here.
_NATIVE = "it is of native histograms, which are NAME_count, NAME_sum and NAME_bucket here"
ABSENT: dict[str, str] = {
    **{f"histogram_{part}": _NATIVE for part in ("avg", "count", "sum", "stddev", "stdvar")},
    "histogram_quantiles": "ask for each quantile by histogram_quantile",
    "info": "write out its join: a * on(job, instance) group_left(label) target_info",
    "limit_ratio": "its choice is random: take limitk",
    **dict.fromkeys(("step", "range"), "write the duration itself"),
}


def type_of(node: Node) -> str:
    """What a node answers: scalar, vector, matrix or string."""
    match node:
        case Number():
            return SCALAR
        case Text():
            return STRING
        case Select():
            return VECTOR if node.range is None else MATRIX
        case Subquery():
            return MATRIX
        case Negative():
            return type_of(node.of)
        case Operation():
            scalar = type_of(node.left) == type_of(node.right) == SCALAR
            return SCALAR if scalar else VECTOR
        case Aggregation():
            return VECTOR
        case Call():
            return FUNCTIONS[node.name].answers
