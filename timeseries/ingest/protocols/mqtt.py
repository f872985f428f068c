"""A message of MQTT: JSON, whose fields are readings, or one plain value; Zigbee2MQTT, Tasmota,
Shelly and most others send such. Its topic, by the rules of its source, names the series."""

import re
from functools import partial
from typing import Any

import orjson

from ...batch import BatchBuilder
from ...series_key import TEXT_LENGTH, SeriesKey, shown
from ...topic_rules import known_rules
from ..json_fields import add_field, fields
from ..numbers import is_number
from ..protocol import Body, Parsed, Protocol, protocols

# A time, as devices send beside what they measure, is no state.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
EXAMPLE = "{topic...}"


@protocols.register("mqtt")
class Mqtt(Protocol):
    """The parameters `topic` and `rules` are those of the message and its source."""

    def parse(self, body: Body) -> Parsed:
        parsed, builder = Parsed(BatchBuilder().build()), BatchBuilder()
        topic = body.parameters.get("topic", "")
        for rule in known_rules(body.parameters.get("rules", EXAMPLE)):
            tags = rule.tags(topic)
            if tags is None:
                continue
            for name, value in fields(_payload(body)):
                if _is_message(value):
                    parsed.texts += 1
                    continue
                key = partial(SeriesKey.of, rule.series(name), tags)
                add_field(builder, parsed, f"{topic[:80]} {shown(name)}", key, body.arrived, value)
            break
        parsed.batch = builder.build()
        return parsed


def _payload(body: Body) -> Any:
    """What a message says: JSON, or a text."""
    try:
        return orjson.loads(body.content)
    except orjson.JSONDecodeError:
        text = body.content.decode(errors="replace").strip()
        return float(text) if is_number(text) else text or None


def _is_message(value: Any) -> bool:
    """Whether a text says when something was, or more than a state does."""
    is_text = isinstance(value, str)
    return is_text and (not value or len(value) > TEXT_LENGTH or bool(_TIME.fullmatch(value)))
