"""Prometheus' remote write 1.0: a `prometheus.WriteRequest`, its times in milliseconds."""

from functools import partial

from google.protobuf.message import DecodeError

from ...series_key import shown
from ..histograms import WHOLE, Part
from ..places import REFUSED, Named, Recent
from ..prometheus import SERIES, Gathered, series_of
from ..protocol import Body, Parsed, Protocol, protocols
from ..samples import WHOLE_FIELD, is_whole, trailing_samples
from ..wire import messages, read

_KINDS = messages(
    "livecurve.prometheus.v1",
    {
        "Request": {"timeseries": (1, "*bytes")},
        "TimeSeries": {
            "labels": (1, "*bytes"),
            "samples": (2, "*bytes"),
            "histograms": (4, "*bytes"),
        },
        "Label": {"name": (1, "bytes"), "value": (2, "bytes")},
    },
)
WHAT = "a prometheus.WriteRequest"


@protocols.register("prometheus_v1")
class PrometheusV1(Protocol):
    """What a series is (a counter, a unit) is told by its name."""

    def parse(self, body: Body) -> Parsed:
        gathered, count, size = Gathered(), 1, WHOLE_FIELD
        known = _known.get
        series: list[Named] = []
        fields: list[bytes] = []
        for number, raw in enumerate(read(_KINDS["Request"], body.content, WHAT).timeseries):
            # Nearly all are labels that came before, and samples like those of the one before.
            named = known(raw[:-size])
            if named and is_whole(raw, count):
                series.append(named)
                fields.append(raw[-size:])
                continue
            gathered.take_fields(series, count, fields)
            series, fields = [], []
            count = self._take_any(gathered, f"timeseries[{number}]", raw) or count
            size = WHOLE_FIELD * count
        gathered.take_fields(series, count, fields)
        return gathered.finish()

    def _take_any(self, gathered: Gathered, at: str, raw: bytes) -> int:
        """A series with any samples; how many of them seem to be at its end."""
        labels, samples = trailing_samples(raw)
        if named := _known.get(labels):
            gathered.take(gathered.builder.place_noted(*named), samples)
        else:
            self._take(gathered, at, raw)
        return len(samples)

    def _take(self, gathered: Gathered, at: str, raw: bytes) -> None:
        """A series in any form, and one whose labels have not come before."""
        series = read(_KINDS["TimeSeries"], raw, WHAT)
        labels, samples, histograms = tuple(series.labels), series.samples, series.histograms
        if samples:
            place = gathered.places.place(labels, at, len(samples), _named, labels)
            if place != REFUSED:
                gathered.take(place, samples)
                before, found = trailing_samples(raw)
                if not histograms and found == list(samples):
                    # Behind labels alone what comes next is sure to be a sample.
                    _known.put(before, _named(labels))
        if histograms:
            gathered.take_histograms(labels, at, partial(_named, labels), histograms)


# Series by their labels, as these stand on the wire one behind another.
_known = Recent[Named](SERIES)


def _named(labels: tuple[bytes, ...], part: Part = WHOLE, semantics: str = "") -> Named:
    """The series of labels as they stand on the wire. Raises ValueError."""
    return series_of(tuple(map(_pair, labels)), semantics, part)


def _pair(label: bytes) -> tuple[bytes, bytes]:
    try:
        found = _KINDS["Label"].FromString(label)
    except DecodeError:
        raise ValueError(f"the label {shown(repr(label)[2:-1])} cannot be read") from None
    return found.name, found.value  # type: ignore[attr-defined]
