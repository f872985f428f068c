"""Values to JSON in Prometheus' form
(https://prometheus.io/docs/prometheus/latest/querying/api/)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ..asgi import Reply
from ..batch import Values
from ..errors import LivecurveError
from .lines import Grid, Value, Vector
from .numbers import seconds, written
from .syntax import MATRIX, SCALAR, STRING, VECTOR
from .windows import Windows

# What Prometheus calls what our doors refuse.
_KINDS = {401: "unauthorized", 403: "forbidden", 404: "not_found", 503: "unavailable"}


def success(data: Any, warnings: Collection[str] = ()) -> Reply:
    told = {"warnings": sorted(warnings)} if warnings else {}
    return Reply.of({"status": "success", "data": data, **told})


def failure(error: LivecurveError) -> Reply:
    of_ours = "bad_data" if 400 <= error.status < 500 else "internal"
    kind = getattr(error, "kind", _KINDS.get(error.status, of_ours))
    body = {"status": "error", "errorType": kind, "error": str(error)}
    return Reply.of(body, error.status, Reply.of_error(error).headers)


def of_moment(value: Value, at: int) -> dict[str, Any]:
    """The answer to an instant query, at a time in µs."""
    time = seconds(at)
    if isinstance(value, str):
        return _result(STRING, [time, value])
    if isinstance(value, np.ndarray):
        return _result(SCALAR, [time, written(float(value[-1]))])
    return _result(
        VECTOR,
        [
            {"metric": line.labels, "value": [time, written(float(line.values[-1]))]}
            for line in value
            if line.present[-1]
        ],
    )


def of_readings(found: Sequence[tuple[Mapping[str, str], Windows]]) -> dict[str, Any]:
    """The answer to a query for the readings of a range themselves."""
    return _result(
        MATRIX,
        [
            {"metric": labels, "values": _pairs(inside.times, inside.values)}
            for labels, inside in found
        ],
    )


def of_range(value: Vector | Values, grid: Grid) -> dict[str, Any]:
    """The answer to a range query of numbers."""
    if isinstance(value, np.ndarray):
        value = [grid.line(value)]
    return _result(
        MATRIX,
        [
            {
                "metric": line.labels,
                "values": _pairs(grid.times[line.present], line.values[line.present]),
            }
            for line in value
            if line.present.any()
        ],
    )


def _pairs(times: Any, values: Values) -> list[list[Any]]:
    pairs = zip(times.tolist(), values.tolist(), strict=True)
    return [[seconds(time), written(value)] for time, value in pairs]


def _result(kind: str, result: Any) -> dict[str, Any]:
    return {"resultType": kind, "result": result}
