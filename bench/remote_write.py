"""Bodies of Prometheus' remote write 1.0, as its senders make them."""

from collections.abc import Iterable, Mapping
from typing import Any

from timeseries.ingest.wire import messages

# A series: its labels, and samples of milliseconds and values.
Samples = Iterable[tuple[int, float]]

_KINDS = messages(
    "bench.prometheus",
    {
        "Request": {"timeseries": (1, "*TimeSeries")},
        "TimeSeries": {"labels": (1, "*Label"), "samples": (2, "*Sample")},
        "Label": {"name": (1, "string"), "value": (2, "string")},
        "Sample": {"value": (1, "double"), "timestamp": (2, "int64")},
    },
)


def write_request(series: Iterable[tuple[Mapping[str, str], Samples]]) -> bytes:
    """A request before it is compressed."""
    request: Any = _KINDS["Request"]()
    for labels, samples in series:
        one = request.timeseries.add()
        for name, value in labels.items():
            one.labels.add(name=name, value=value)
        for time, sample in samples:
            one.samples.add(value=sample, timestamp=time)
    return bytes(request.SerializeToString())
