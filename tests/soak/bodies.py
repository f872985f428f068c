"""A batch as the body of a request, in each of the formats that a server takes."""

from dataclasses import dataclass

import orjson

from tests.soak.sources import Batch


@dataclass(frozen=True)
class Body:
    path: str
    media: str
    content: bytes


def as_json(batch: Batch) -> Body:
    readings = [
        {"series": name, "points": list(zip((times / 1000).tolist(), values.tolist(), strict=True))}
        for name, (times, values) in batch.items()
    ]
    return Body("/api/readings", "application/json", orjson.dumps({"readings": readings}))


def as_csv(batch: Batch) -> Body:
    """A row for each reading: the cells of the other series are empty."""
    lines = [",".join(["time", *batch])]
    for column, (times, values) in enumerate(batch.values()):
        before, after = "," * (column + 1), "," * (len(batch) - column - 1)
        pairs = zip((times / 1000).tolist(), values.tolist(), strict=True)
        lines += [f"{time!r}{before}{value!r}{after}" for time, value in pairs]
    return Body("/api/readings", "text/csv", "\n".join(lines).encode())


def as_lines(batch: Batch) -> Body:
    lines = [
        f"{name} value={value!r} {time}"
        for name, (times, values) in batch.items()
        for time, value in zip(times.tolist(), values.tolist(), strict=True)
    ]
    return Body("/api/v2/write?precision=us", "text/plain", "\n".join(lines).encode())


FORMATS = (as_json, as_csv, as_lines)
