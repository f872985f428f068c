"""Messages of MQTT, ThingsBoard's and collectd's JSON, Graphite's lines, and statsd."""

import pytest

from timeseries.errors import BadRequest
from timeseries.ingest.statsd import VALUES, Aggregate
from timeseries.topic_rules import parse_rules

from .parsing import ARRIVED, parse, readings, refused, states

T = 1_700_000_000_000_000


def test_an_object_of_thingsboard_is_at_its_time_and_of_its_device() -> None:
    body = '[{"ts": 1700000000000, "values": {"a": 1, "b": {"c": true}, "n": null}}, {"m": "on"}]'
    parsed = parse("thingsboard", body, device="pump")
    assert readings(parsed) == {'a{device="pump"}': [(T, 1.0)], 'b_c{device="pump"}': [(T, 1.0)]}
    assert states(parsed) == {'m{device="pump"}': [(ARRIVED, "on")]}


def test_a_time_or_a_value_of_thingsboard_that_is_none_is_refused_by_itself() -> None:
    body = '[{"ts": "x", "values": {"a": 1}}, {"a": NaN, "b": 2}]'
    parsed = parse("thingsboard", body)
    assert readings(parsed) == {"b": [(ARRIVED, 2.0)]}
    assert [at for at, _ in refused(parsed)] == ["[0].ts", "[1].'a'"]


def test_what_is_no_object_in_a_list_of_thingsboard_is_refused_by_itself() -> None:
    parsed = parse("thingsboard", '[{"d": 1}, 5, [{"e": 2}], {"f": 3}]')
    assert readings(parsed) == {"d": [(ARRIVED, 1.0)], "f": [(ARRIVED, 3.0)]}
    reason = 'it is no object such as {"temperature": 21.4}'
    assert refused(parsed) == [("[1]", reason), ("[2]", reason)]
    with pytest.raises(BadRequest, match="takes an object"):
        parse("thingsboard", "5")


def test_collectd_names_series_by_plugin_type_and_value() -> None:
    body = """[{"values": [1, 2.5, null], "dstypes": ["derive", "derive", "gauge"],
      "dsnames": ["rx", "tx", "x"], "time": 1700000000.123, "host": "h", "plugin": "interface",
      "plugin_instance": "eth0", "type": "if_octets", "type_instance": ""},
      {"values": [3], "dstypes": ["gauge"], "dsnames": ["value"], "time": 1700000000,
       "plugin": "load", "type": "load"}, {"severity": "OKAY"}]"""
    parsed = parse("collectd", body)
    tags = '{host="h",plugin_instance="eth0"}'
    assert readings(parsed) == {
        f"interface_if_octets_rx{tags}": [(T + 123_000, 1.0)],
        f"interface_if_octets_tx{tags}": [(T + 123_000, 2.5)],
        "load": [(T, 3.0)],
    }
    assert [note.semantics for note in parsed.batch.notes] == ["counter", "gauge", "gauge"]
    assert [parsed.origins.of(at) for at in range(3)] == ["[0].rx", "[0].tx", "[1].value"]
    assert parsed.empty == 1


def test_lines_of_graphite_have_tags_and_times_in_seconds() -> None:
    parsed = parse("graphite", "a.b;host=x;z=1 1.5 1700000000\na.b 2 -1\r\na.b nan 1\na.c 3 1.5\n")
    assert readings(parsed) == {
        'a.b{host="x",z="1"}': [(T, 1.5)],
        "a.b": [(ARRIVED, 2.0)],
        "a.c": [(1_500_000, 3.0)],
    }
    assert parsed.empty == 1


@pytest.mark.parametrize(
    "line", ["a", "a b 1", "a 1 x", "a;t 1 1", "a 1 1e30", "a 1 1 1", "\xff 1"]
)
def test_a_bad_line_of_graphite_is_refused_and_its_neighbours_are_kept(line: str) -> None:
    parsed = parse("graphite", b"x 1 1\n" + line.encode("latin-1") + b"\nx 2 2\n")
    assert readings(parsed) == {"x": [(1_000_000, 1.0), (2_000_000, 2.0)]}
    assert [at for at, _ in refused(parsed)] == ["line 2"]


def test_statsd_adds_up_what_comes_between_two_flushes() -> None:
    aggregate = Aggregate()
    aggregate.take(b"hits:1|c\nhits:3|c|@0.5\nlevel:5|g\nlevel:-2|g\nusers:a|s\nusers:b|s")
    aggregate.take(b"users:a|s\nwait:10:30|ms|#route:x,cached\n_e{1,1}:a|b\nbad\nx:1|q")
    parsed = aggregate.flush(T)
    tags = '{cached="true",route="x"}'
    found = {name: value for name, [(_, value)] in readings(parsed).items()}
    assert found.items() >= {"hits": 7.0, "level": 3.0, "users": 2.0}.items()
    assert found[f"wait_mean{tags}"] == 20
    assert found[f"wait_count{tags}"] == 2
    assert parsed.rejected_count == 2


def test_all_values_of_a_timer_count_and_the_first_ones_for_percentiles() -> None:
    aggregate = Aggregate()
    for _ in range(VALUES + 500):
        aggregate.take(b"wait:1|ms")
    aggregate.take(b"wait:99999|ms|@0.5\nwait:0|ms")
    found = {name: value for name, [(_, value)] in readings(aggregate.flush(T)).items()}
    count, total = VALUES + 503, VALUES + 500 + 2 * 99_999
    assert found == {
        "wait_count": count,
        "wait_mean": total / count,
        "wait_min": 0,
        "wait_max": 99_999,
        "wait_sum": total,
        "wait_p50": 1,
        "wait_p95": 1,
        "wait_p99": 1,
    }


def test_a_gauge_of_statsd_is_changed_from_flush_to_flush_and_a_counter_begins_anew() -> None:
    aggregate = Aggregate()
    aggregate.take(b"level:5|g\nhits:2|c")
    aggregate.flush(T)
    aggregate.take(b"level:+1.5|g")
    assert readings(aggregate.flush(T + 1)) == {"level": [(T + 1, 6.5)]}
    assert len(aggregate.flush(T + 2).batch) == 0


RULES = "zigbee2mqtt/{device}\ntele/{device}/SENSOR => tasmota\nhome/{room}/temperature\n{rest...}"


@pytest.mark.parametrize(
    ("topic", "payload", "expected"),
    [
        ("zigbee2mqtt/lamp", '{"x": {"y": 1}}', {'x_y{device="lamp"}': [(ARRIVED, 1.0)]}),
        ("tele/p/SENSOR", '{"P": 2, "Time": 3}', 'tasmota_P{device="p"}'),
        ("home/lab/temperature", "21.5", {'temperature{room="lab"}': [(ARRIVED, 21.5)]}),
        ("a/b", "true", {'mqtt{rest="a/b"}': [(ARRIVED, 1.0)]}),
        ("zigbee2mqtt/lamp", '{"last_seen": "2026-01-01T00:00:00Z"}', {}),
        ("home/lab/temperature", "", {}),
    ],
)
def test_a_message_is_named_by_the_first_rule_that_its_topic_fits(
    topic: str, payload: str, expected: object
) -> None:
    found = readings(parse("mqtt", payload, topic=topic, rules=RULES))
    assert expected in found if isinstance(expected, str) else found == expected


def test_a_plain_text_is_a_state() -> None:
    parsed = parse("mqtt", "open", topic="home/lab/temperature", rules=RULES)
    assert states(parsed) == {'temperature{room="lab"}': [(ARRIVED, "open")]}


def test_a_rule_subscribes_to_the_filter_of_its_topic() -> None:
    assert [rule.filter for rule in parse_rules(RULES)] == [
        "zigbee2mqtt/+",
        "tele/+/SENSOR",
        "home/+/temperature",
        "#",
    ]


@pytest.mark.parametrize("text", ["", "a/+", "a/#", "a//b", "{x...}/b", "{x}/{x}", "a/{b", "a{b}"])
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_rules(text)
