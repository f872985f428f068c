"""What collectd and ThingsBoard's devices post comes back as it was sent."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ..parsing import ARRIVED, parse
from .sending import Expected, doubles, integers, milliseconds, names, trips

KINDS = {
    "gauge": doubles | st.none(),
    "derive": integers | doubles,
    "counter": st.integers(0, 2**64 - 1),
    "absolute": st.integers(0, 2**64 - 1),
}
sources = st.lists(
    st.sampled_from([*KINDS]).flatmap(
        lambda kind: st.tuples(st.just("value") | names, st.just(kind), KINDS[kind])
    ),
    max_size=3,
)
lists_of_values = st.fixed_dictionaries(
    {
        "host": names,
        "plugin": names,
        "plugin_instance": st.just("") | names,
        "type": names,
        "type_instance": st.just("") | names,
        "interval": st.sampled_from([1, 10.0]),
        "time": milliseconds,
    }
)


@trips
@given(st.lists(st.tuples(lists_of_values, sources), max_size=4))
def test_what_collectd_reads(sent: list[tuple[dict[str, Any], list[tuple[str, str, Any]]]]) -> None:
    expected, body = Expected(), []
    for values, found in sent:
        labels = [values["plugin"], values["type"]]
        tags = {
            tag: values[tag] for tag in ("host", "plugin_instance", "type_instance") if values[tag]
        }
        for name, _, value in found:
            words = list(dict.fromkeys(labels)) + ([name] if name != "value" else [])
            if value is not None:
                expected.add("_".join(words), tags, values["time"] * 1000, value)
        dsnames, dstypes, numbers = ([one[field] for one in found] for field in range(3))
        # It writes seconds with three decimals.
        timed = values | {"time": values["time"] / 1000}
        body.append(timed | {"dsnames": dsnames, "dstypes": dstypes, "values": numbers})
    expected.is_all_of(parse("collectd", json.dumps(body, ensure_ascii=False)))


leaves = st.none() | st.booleans() | doubles | integers | names
objects = st.dictionaries(
    names,
    leaves | st.lists(leaves, max_size=2) | st.dictionaries(names, leaves, max_size=2),
    max_size=3,
)


def leaves_of(value: Any, *way: str) -> Iterator[tuple[str, Any]]:
    """What stands in an object, by the names on the way to it."""
    if isinstance(value, list):
        value = {str(place): one for place, one in enumerate(value)}
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves_of(one, *way, name)
    elif value is not None:
        yield "_".join(way), value


@trips
@given(st.lists(st.tuples(st.none() | milliseconds, objects), max_size=4), names, st.booleans())
def test_telemetry_of_thingsboard(
    sent: list[tuple[int | None, Any]], device: str, is_alone: bool
) -> None:
    expected, body = Expected(), []
    sent = sent[:1] if is_alone else sent
    for time, values in sent:
        body.append(values if time is None else {"ts": time, "values": values})
        for name, value in leaves_of(values):
            expected.add(name, {"device": device}, ARRIVED if time is None else time * 1000, value)
    content = json.dumps(body[0] if is_alone and body else body)
    expected.is_all_of(parse("thingsboard", content, device=device))
