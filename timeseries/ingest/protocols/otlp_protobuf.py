"""OTLP metrics as protocol buffers."""

from ..otlp import parse_request
from ..protocol import Body, Parsed, Protocol, protocols


@protocols.register("otlp_protobuf")
class OtlpProtobuf(Protocol):
    """An `ExportMetricsServiceRequest`."""

    def parse(self, body: Body) -> Parsed:
        return parse_request(body.content, body)
