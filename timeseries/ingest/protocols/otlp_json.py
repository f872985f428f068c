"""OTLP metrics as JSON."""

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from ...errors import BadRequest
from ..otlp import parse_request
from ..protocol import Body, Parsed, Protocol, protocols


@protocols.register("otlp_json")
class OtlpJson(Protocol):
    """The same request, by the names of its fields; those that are not known are passed over."""

    def parse(self, body: Body) -> Parsed:
        request = ExportMetricsServiceRequest()
        try:
            json_format.Parse(body.text, request, ignore_unknown_fields=True)
        except (json_format.ParseError, RecursionError, ValueError) as error:
            raise BadRequest(f"The body is not OTLP as JSON: {str(error)[:200]}.") from None
        return parse_request(request.SerializeToString(), body)
