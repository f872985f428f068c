import json
import math
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.errors import BadRequest
from timeseries.series_key import SeriesKey
from timeseries.timerange import from_milliseconds, to_iso, to_milliseconds

from .parsing import (
    names,
    parse,
    parses_or_is_a_bad_request,
    readings,
    refused,
    states,
    times,
    values,
)

FIRST = 1_700_000_000_000_000
DOUBLE = "the value is NaN, infinite, or beyond what a double holds"


def entry(*points: Any, **more: Any) -> dict[str, Any]:
    return {"series": "t", "points": list(points), **more}


def body(*entries: Any) -> bytes:
    return json.dumps({"readings": entries}).encode()


def one(point: str) -> bytes:
    """A bad point, as JSON, between two good ones."""
    points = f"[[1700000000000,1],{point},[1700000001000,2]]"
    return f'{{"readings":[{{"series":"t","points":{points}}}]}}'.encode("utf-8", "surrogatepass")


def test_the_example_of_the_contract_is_read() -> None:
    parsed = parse(
        "readings_json",
        '{"readings": [{"series": "room_temperature", "tags": {"room": "lab"}, "unit": "°C",'
        ' "points": [[1700000000000, 21.4], ["2023-11-14T22:13:21Z", 21.5]]}]}',
    )
    assert readings(parsed) == {
        'room_temperature{room="lab"}': [(FIRST, 21.4), (FIRST + 1_000_000, 21.5)]
    }
    assert parsed.batch.units == {SeriesKey("room_temperature", (("room", "lab"),)): "°C"}
    assert (parsed.rejected, parsed.rejected_count) == ([], 0)


@pytest.mark.parametrize(
    ("time", "micros"),
    [
        (1700000000000.123, FIRST + 123),
        (1700000000000.9995, FIRST + 999),
        (-0.5, -500),
        (-0.0001, -1),
        (253402300799999, 253402300799999000),
        (9007199254740.5, 9007199254740500),
        ("2023-11-14T23:13:20.000001+01:00", FIRST + 1),
    ],
)
def test_a_time_is_floored_to_the_microsecond(time: Any, micros: int) -> None:
    assert readings(parse("readings_json", body(entry([time, 1])))) == {"t": [(micros, 1.0)]}


@given(st.lists(st.floats(-4e12, 9e12) | st.integers(-(10**13), 10**13), min_size=1))
def test_times_by_columns_are_those_by_decimal_arithmetic(stamps: list[float]) -> None:
    parsed = parse("readings_json", orjson.dumps({"readings": [entry(*[[t, 1] for t in stamps])]}))
    assert parsed.batch.times.tolist() == [from_milliseconds(stamp) for stamp in stamps]


@given(st.lists(st.integers(-(10**15), 4 * 10**15), min_size=1))
def test_every_microsecond_survives_as_milliseconds(micros: list[int]) -> None:
    content = body(entry(*[[to_milliseconds(time), 1] for time in micros]))
    assert parse("readings_json", content).batch.times.tolist() == micros


points = st.lists(st.tuples(times, values), max_size=5)


@given(st.dictionaries(names, points, max_size=5))
def test_what_is_sent_is_what_is_read(series: dict[str, list[tuple[int, float]]]) -> None:
    entries = [
        {"series": name, "tags": {"t": name}, "points": [[to_iso(t), v] for t, v in rows]}
        for name, rows in series.items()
    ]
    parsed = parse("readings_json", orjson.dumps({"readings": entries}))
    expected = {SeriesKey.of(name, {"t": name}).text: rows for name, rows in series.items() if rows}
    assert readings(parsed) == expected
    assert parsed.rejected_count == 0


@pytest.mark.parametrize(("value", "number"), [("true", 1.0), ("false", 0.0), ("-0", 0.0)])
def test_booleans_are_one_and_zero(value: str, number: float) -> None:
    found = readings(parse("readings_json", one(f"[1700000000500,{value}]")))
    assert found["t"][1] == (FIRST + 500_000, number)


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("[1700000000500,NaN]", DOUBLE),
        ("[1700000000500,-Infinity]", DOUBLE),
        ("[1700000000500,1e400]", DOUBLE),
        pytest.param(f"[1700000000500,{10**400}]", DOUBLE, id="10**400"),
        pytest.param(f"[1700000000500,-{'9' * 5000}]", DOUBLE, id="5000 digits"),
        ("[1700000000500,null]", "a value is a number, and not null"),
        ('[1700000000500,"1"]', "a value is a number, and not the text of one"),
        ('[1700000000500,"NaN"]', "a value is a number, and not the text of one"),
        ('[1700000000500,"\\ud800"]', "the text has a lone surrogate, no character"),
        ('[1700000000500,""]', "the text is empty"),
        ("[1700000000500,[]]", "a value is a number, and not a list or object"),
        ("[1700000000500]", "a point is a list of a time and a value"),
        ("[1,2,3]", "a point is a list of a time and a value"),
        ("[]", "a point is a list of a time and a value"),
        ('{"t":1}', "a point is a list of a time and a value"),
        ("null", "a point is a list of a time and a value"),
        ("[null,1]", "a time is epoch milliseconds or an ISO 8601 text"),
        ("[true,1]", "a time is epoch milliseconds or an ISO 8601 text"),
        ("[NaN,1]", "the time is not a finite number of milliseconds"),
        ("[1e400,1]", "the time is not a finite number of milliseconds"),
        ("[253402300800000,1]", "the time is outside the years 1 to 9999"),
        ("[-62135596800001,1]", "the time is outside the years 1 to 9999"),
        ("[9223372036854775808,1]", "the time is outside the years 1 to 9999"),
        pytest.param(f"[{10**400},1]", "the time is outside the years 1 to 9999", id="at 10**400"),
        ('["now",1]', "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ('["1700000000000",1]', "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ('["\\ud800",1]', "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ('["9999-12-31T23:59:59-01:00",1]', "the time is outside the years 1 to 9999"),
    ],
)
def test_a_bad_point_is_refused_and_its_neighbours_are_kept(point: str, reason: str) -> None:
    parsed = parse("readings_json", one(point))
    assert readings(parsed) == {"t": [(FIRST, 1.0), (FIRST + 1_000_000, 2.0)]}
    assert refused(parsed) == [("readings[0].points[1]", reason)]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"series": ""}, "the series name is empty"),
        ({"series": "a" * 201}, "the series name is longer than 200 characters"),
        ({"series": "a\n"}, "the series name has a control character"),
        ({"series": "\ud800"}, "the series name has a lone surrogate, no character"),
        ({"series": 5}, "the series name is not a text"),
        ({"tags": []}, 'the tags are not an object such as {"room": "lab"}'),
        ({"tags": {"room": 5}}, "tag 'room' is not a text"),
        ({"tags": {"": "lab"}}, "the name of tag '' is empty"),
        (
            {"tags": {"\udc00": "lab"}},
            "the name of tag '\\udc00' has a lone surrogate, no character",
        ),
        ({"unit": "x" * 41}, "the unit is longer than 40 characters"),
        ({"unit": "\x00"}, "the unit has a control character"),
        ({"unit": 5}, "the unit is not a text"),
    ],
)
def test_a_bad_name_tag_or_unit_refuses_all_points_of_its_entry(
    more: dict[str, Any], reason: str
) -> None:
    bad, good = entry([1, 1], [2, 2], **more), entry([3, 3])
    parsed = parse("readings_json", body(good, bad, good))
    assert readings(parsed) == {"t": [(3_000, 3.0), (3_000, 3.0)]}
    assert refused(parsed) == [("readings[1]", reason)]
    assert parsed.rejected_count == 2


def test_an_entry_that_is_refused_counts_even_without_points() -> None:
    assert parse("readings_json", body(entry(series=""))).rejected_count == 1


@pytest.mark.parametrize("more", [{"unit": ""}, {"unit": None}, {"tags": None}, {"tags": {}}])
def test_unit_and_tags_may_be_empty(more: dict[str, Any]) -> None:
    parsed = parse("readings_json", body(entry([1, 1], **more)))
    assert readings(parsed) == {"t": [(1_000, 1.0)]}
    assert parsed.batch.units == {}


def test_a_series_without_good_points_is_not_in_the_batch() -> None:
    parsed = parse("readings_json", body(entry(unit="m"), entry([1, None], series="u")))
    assert parsed.batch.keys == []
    assert parsed.batch.units == {}
    assert parsed.rejected_count == 1


def test_the_same_series_may_come_in_many_entries() -> None:
    parsed = parse("readings_json", body(entry([2, 2]), entry([1, 9], series="u"), entry([1, 1])))
    assert readings(parsed) == {"t": [(2_000, 2.0), (1_000, 1.0)], "u": [(1_000, 9.0)]}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "not JSON at line 1, column 1"),
        (b"{", "not JSON at line 1, column 2"),
        (b'{"readings":\n [1,]}', "not JSON at line 2, column "),
        (b'{"readings": []} x', "not JSON at line 1, column 18"),
        (b'{"readings": [], "a": "\n"}', "not JSON at line 1, column "),
        (b'{"readings":\n "\xff"}', r"not UTF-8 at line 2 \(byte 15\)"),
        (b"\xed\xa0\x80", r"not UTF-8 at line 1 \(byte 0\)"),
        pytest.param(b"[" * 100_000, "nested deeper", id="open brackets"),
        pytest.param(
            b'{"readings":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "deeper", id="brackets"
        ),
        (b"[]", r'takes an object with a list: {"readings": \[...\]}'),
        (b"5", "takes an object with a list"),
        (b"null", "takes an object with a list"),
        (b"{}", "takes an object with a list"),
        (b'{"readings": {}}', "takes an object with a list"),
        (b'{"readings": [5]}', r"readings\[0\] takes an object with series and points"),
        (b'{"readings": [{"points": []}]}', r"readings\[0\] takes the name of a series"),
        (b'{"readings": [{"series": "a"}]}', r"readings\[0\].points takes a list of points"),
        (body(entry(), entry(points="x")), r"readings\[1\].points takes a list of points"),
    ],
)
def test_a_body_of_another_shape_is_a_bad_request_that_names_the_place(
    content: bytes, place: str
) -> None:
    with pytest.raises(BadRequest, match=place):
        parse("readings_json", content)


@pytest.mark.parametrize("content", [b'{"readings": []}', b'\xef\xbb\xbf{"readings": []}'])
def test_no_readings_are_fine(content: bytes) -> None:
    parsed = parse("readings_json", content)
    assert (len(parsed.batch), parsed.rejected_count) == (0, 0)


def test_at_most_a_thousand_reasons_are_listed_and_all_are_counted() -> None:
    parsed = parse("readings_json", body(entry(*[[1, None]] * 1_500)))
    assert (len(parsed.rejected), parsed.rejected_count) == (1_000, 1_500)


bad_points = st.sampled_from(
    ["[1]", "[1,null]", "[1,NaN]", '["x",1]', "[1e999,1]", "5", f"[1,{10**400}]"]
)


@given(st.lists(st.tuples(times, values) | bad_points, max_size=12))
def test_bad_points_never_harm_good_ones(mixed: list[tuple[int, float] | str]) -> None:
    good = [point for point in mixed if not isinstance(point, str)]
    texts = [p if isinstance(p, str) else f'["{to_iso(p[0])}",{p[1]!r}]' for p in mixed]
    content = f'{{"readings":[{{"series":"t","points":[{",".join(texts)}]}}]}}'
    parsed = parse("readings_json", content)
    assert readings(parsed) == ({"t": good} if good else {})
    bad = [f"readings[0].points[{n}]" for n, p in enumerate(mixed) if isinstance(p, str)]
    assert [at for at, _ in refused(parsed)] == bad


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | times,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["series", "tags", "unit", "points"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(anything | st.fixed_dictionaries({"readings": st.lists(anything, max_size=4)}))
def test_any_json_is_readings_or_a_bad_request(content: Any) -> None:
    parses_or_is_a_bad_request("readings_json", json.dumps(content).encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_readings_or_a_bad_request(content: bytes) -> None:
    parses_or_is_a_bad_request("readings_json", content)


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_good_body_is_readings_or_a_bad_request(data: st.DataObject) -> None:
    content = bytearray(body(entry([1.5, 2], ["2023-11-14T22:13:21Z", 1], tags={"a": "b"})))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    parses_or_is_a_bad_request("readings_json", bytes(content))


def test_the_sign_of_zero_is_kept() -> None:
    found = readings(parse("readings_json", b'{"readings":[{"series":"t","points":[[1,-0.0]]}]}'))
    assert math.copysign(1, found["t"][0][1]) == -1


def test_texts_are_states() -> None:
    points = '[[1, "open"], [2, "shut"], [4, true]]'
    body = f'{{"readings": [{{"series": "door", "points": {points}}}]}}'
    parsed = parse("readings_json", body)
    assert states(parsed) == {"door": [(1_000, "open"), (2_000, "shut")]}
    assert readings(parsed) == {"door": [(4_000, 1.0)]}


def test_beside_numbers_a_text_is_refused_in_its_place() -> None:
    parsed = parse("readings_json", one('[1700000000500,"open"]'))
    [refused] = parsed.rejected
    assert refused.at.endswith(".points[1]")
    assert refused.reason == "a value is a number, and not a text"
