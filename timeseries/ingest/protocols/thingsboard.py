"""ThingsBoard's telemetry of a device (https://thingsboard.io/docs/reference/http-api/):
`{"temperature": 21.4}`, `{"ts": 1700000000000, "values": {"temperature": 21.4}}`, or a list of
either. A key is a series with the tag `device`."""

from functools import partial
from typing import Any

from ...batch import BatchBuilder
from ...errors import BadRequest
from ...series_key import SeriesKey, shown
from ...timerange import from_milliseconds
from ..json_fields import add_field, fields, load
from ..protocol import Body, Parsed, Protocol, protocols

DEVICE = "device"


@protocols.register("thingsboard")
class ThingsBoard(Protocol):
    """Nested objects are taken apart; the parameter `device` is the tag."""

    def parse(self, body: Body) -> Parsed:
        content = load(body)
        if not isinstance(content, list | dict):
            raise BadRequest('The body takes an object such as {"temperature": 21.4}.')
        parsed, builder = Parsed(BatchBuilder().build()), BatchBuilder()
        tags = {DEVICE: device} if (device := body.parameters.get(DEVICE)) else {}
        for number, item in enumerate(content if isinstance(content, list) else [content]):
            if not isinstance(item, dict):
                parsed.reject(f"[{number}]", 'it is no object such as {"temperature": 21.4}')
                continue
            values, time = item, body.arrived
            if isinstance(item.get("values"), dict) and "ts" in item:
                try:
                    values, time = item["values"], _time(item["ts"])
                except ValueError as error:
                    parsed.reject(f"[{number}].ts", str(error), max(len(item["values"]), 1))
                    continue
            for name, value in fields(values):
                key = partial(SeriesKey.of, name, tags)
                add_field(builder, parsed, f"[{number}].{shown(name)}", key, time, value)
        parsed.batch = builder.build()
        return parsed


def _time(ts: Any) -> int:
    if isinstance(ts, bool) or not isinstance(ts, int | float):
        raise ValueError("ts is no number of milliseconds")
    return from_milliseconds(ts)
