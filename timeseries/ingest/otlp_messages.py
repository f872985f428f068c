"""The messages of OpenTelemetry's metrics, as far as they are read here
(https://github.com/open-telemetry/opentelemetry-proto)."""

from .wire import messages

_POINT = {"time": (3, "fixed64"), "count": (4, "fixed64"), "sum": (5, "double")}
KINDS = messages(
    "livecurve.otlp",
    {
        "Request": {"resource_metrics": (1, "*ResourceMetrics")},
        "ResourceMetrics": {"resource": (1, "bytes"), "scope_metrics": (2, "*ScopeMetrics")},
        "ScopeMetrics": {"metrics": (2, "*Metric")},
        "Metric": {
            "name": (1, "bytes"),
            "description": (2, "bytes"),
            "unit": (3, "bytes"),
            "gauge": (5, "Numbers"),
            "sum": (7, "Numbers"),
            "histogram": (9, "Histogram"),
            "exponential_histogram": (10, "ExponentialHistogram"),
            "summary": (11, "Summary"),
        },
        "Numbers": {
            "data_points": (1, "*bytes"),
            "temporality": (2, "int32"),
            "is_monotonic": (3, "bool"),
        },
        "Number": {
            "time": (3, "fixed64"),
            "as_double": (4, "double"),
            "as_int": (6, "sfixed64"),
            "attributes": (7, "*bytes"),
            "flags": (8, "uint32"),
        },
        "Histogram": {"data_points": (1, "*HistogramPoint"), "temporality": (2, "int32")},
        "HistogramPoint": {
            **_POINT,
            "bucket_counts": (6, "*fixed64"),
            "explicit_bounds": (7, "*double"),
            "attributes": (9, "*bytes"),
            "flags": (10, "uint32"),
            "min": (11, "double"),
            "max": (12, "double"),
        },
        "ExponentialHistogram": {
            "data_points": (1, "*ExponentialPoint"),
            "temporality": (2, "int32"),
        },
        "ExponentialPoint": {
            "attributes": (1, "*bytes"),
            **_POINT,
            "scale": (6, "sint32"),
            "zero_count": (7, "fixed64"),
            "positive": (8, "Buckets"),
            "negative": (9, "Buckets"),
            "flags": (10, "uint32"),
            "min": (12, "double"),
            "max": (13, "double"),
        },
        "Buckets": {"offset": (1, "sint32"), "counts": (2, "*uint64")},
        "Summary": {"data_points": (1, "*SummaryPoint")},
        "SummaryPoint": {
            **_POINT,
            "quantiles": (6, "*Quantile"),
            "attributes": (7, "*bytes"),
            "flags": (8, "uint32"),
        },
        "Quantile": {"quantile": (1, "double"), "value": (2, "double")},
        "Attributes": {"attributes": (1, "*KeyValue")},
        "KeyValue": {"key": (1, "bytes"), "value": (2, "Value")},
        "Value": {
            "string": (1, "bytes"),
            "bool": (2, "bool"),
            "int": (3, "int64"),
            "double": (4, "double"),
            "array": (5, "Array"),
            "map": (6, "Map"),
            "bytes": (7, "bytes"),
        },
        "Array": {"values": (1, "*Value")},
        "Map": {"values": (1, "*KeyValue")},
    },
)
WHAT = "an OTLP ExportMetricsServiceRequest"
