"""Prometheus' remote write 2.0: an `io.prometheus.write.v2.Request`, whose texts stand in a
table of symbols, and whose series say what they are."""

from typing import Any

from ...batch import Note
from ...errors import BadRequest
from ...series_key import DESCRIPTION_LENGTH, check_unit
from ..histograms import BUCKET, COUNT, WHOLE, Part
from ..places import REFUSED, Named
from ..prometheus import COUNTER, Gathered, series_of
from ..protocol import Body, Parsed, Protocol, protocols
from ..wire import messages, read

_KINDS = messages(
    "livecurve.prometheus.v2",
    {
        "Request": {"symbols": (4, "*bytes"), "timeseries": (5, "*TimeSeries")},
        "TimeSeries": {
            "labels_refs": (1, "*uint32"),
            "samples": (2, "*bytes"),
            "histograms": (3, "*bytes"),
            "metadata": (5, "Metadata"),
        },
        "Metadata": {"type": (1, "int32"), "help_ref": (3, "uint32"), "unit_ref": (4, "uint32")},
    },
)
WHAT = "an io.prometheus.write.v2.Request"
# Types of metrics; of the parts of histograms and summaries the name tells.
SEMANTICS = {1: COUNTER, 2: "gauge", 4: "gauge"}
_UNITS = {"seconds": "s", "bytes": "B", "celsius": "°C", "ratio": ""}


@protocols.register("prometheus_v2")
class PrometheusV2(Protocol):
    """Unit, help and type go to series that are new."""

    def parse(self, body: Body) -> Parsed:
        gathered = Gathered()
        request = read(_KINDS["Request"], body.content, WHAT)
        symbols = list(request.symbols)
        for number, series in enumerate(request.timeseries):
            references, samples = tuple(series.labels_refs), series.samples
            at = f"timeseries[{number}]"
            name = _Name(series, references, symbols)
            if samples:
                place = gathered.places.place(references, at, len(samples), name)
                if place != REFUSED:
                    gathered.take(place, samples)
            if histograms := series.histograms:
                gathered.take_histograms(references, at, name.part, histograms)
        return gathered.finish()


class _Name:
    """What names a series. Called once for each; raises ValueError, or BadRequest for
    references to symbols that there are not."""

    def __init__(self, series: Any, references: tuple[int, ...], symbols: list[bytes]) -> None:
        self._series, self._references, self._symbols = series, references, symbols

    def __call__(self) -> Named:
        return self.part(WHOLE, "")

    def part(self, part: Part, semantics: str) -> Named:
        texts = [self._symbol(reference) for reference in self._references]
        if len(texts) % 2:
            raise ValueError("a label has no value")
        metadata = self._series.metadata
        named = series_of(
            tuple(zip(texts[0::2], texts[1::2], strict=True)),
            semantics or SEMANTICS.get(metadata.type, ""),
            part,
        )
        help_text = self._symbol(metadata.help_ref).decode(errors="replace")
        is_count = part[0] in (COUNT, BUCKET)
        unit = "" if is_count else self._unit(metadata.unit_ref) or named.note.unit
        return Named(named.key, Note(unit, named.note.semantics, help_text[:DESCRIPTION_LENGTH]))

    def _unit(self, reference: int) -> str:
        unit = self._symbol(reference).decode(errors="replace")
        try:
            return check_unit(_UNITS.get(unit, unit))
        except ValueError:
            return ""

    def _symbol(self, reference: int) -> bytes:
        if reference >= len(self._symbols):
            if reference == 0:
                return b""
            raise BadRequest(f"The body refers to symbol {reference}, and has no such.")
        return self._symbols[reference]
