"""`POST /api/v1/write`, Prometheus' remote write 1.0 and 2.0."""

from ...asgi import Reply
from ...door import Request
from ...errors import LivecurveError, Unsupported
from ..door import WriteDoor, doors
from ..protocol import Parsed
from ..refusals import told

V1, V2 = "prometheus.WriteRequest", "io.prometheus.write.v2.Request"
MEDIA = "application/x-protobuf"
_WRITTEN = "X-Prometheus-Remote-Write-{}-Written"


@doors.register("prometheus")
class Prometheus(WriteDoor):
    """`204` with what was written; `400`, after which nothing is sent again, where series were
    refused and the rest is written. NaN and stale markers are passed over."""

    path = "/api/v1/write"
    encodings = ("snappy", "gzip")
    kinds = {V1: "prometheus_v1", V2: "prometheus_v2"}

    def protocol(self, headers: dict[str, str]) -> str:
        media, *parameters = headers.get("content-type", MEDIA).split(";")
        named = dict(one.strip().partition("=")[::2] for one in parameters)
        kind = named.get("proto", V1).strip('"')
        if media.strip().lower() != MEDIA or kind not in self.kinds:
            raise Unsupported(f"Content-Type takes {MEDIA} with proto={V1} or proto={V2}.")
        return self.kinds[kind]

    def accept(self, request: Request, parsed: Parsed) -> Reply:
        samples = max(len(parsed.batch) - parsed.of_histograms, 0)
        counts = {"Samples": samples, "Histograms": parsed.histograms, "Exemplars": 0}
        headers = {_WRITTEN.format(what): str(count) for what, count in counts.items()}
        if not parsed.rejected_count:
            return Reply(204, headers=headers)
        return _plain(told(parsed), 400, headers)

    def refuse(self, error: LivecurveError) -> Reply:
        return _plain(str(error), error.status, Reply.of_error(error).headers)


def _plain(message: str, status: int, headers: dict[str, str]) -> Reply:
    return Reply(status, message.encode(), headers | {"Content-Type": "text/plain; charset=utf-8"})
