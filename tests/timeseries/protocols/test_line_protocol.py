import math
import random
import time
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.errors import BadParameter, BadRequest
from timeseries.ingest.protocols import line_protocol
from timeseries.ingest.protocols.line_protocol import PRECISIONS
from timeseries.series_key import SeriesKey
from timeseries.timerange import EARLIEST, LATEST

from .parsing import (
    ARRIVED,
    Readings,
    names,
    parse,
    parses_or_is_a_bad_request,
    readings,
    refused,
    states,
    text_of,
    values,
)

FIRST = 1_700_000_000_000_000
STAMP = "1700000000000000000"


@pytest.fixture(scope="module", autouse=True, params=[0, line_protocol.FEW])
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    """All of these hold for lines that are read together, and for those read one by one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(line_protocol, "FEW", request.param)
        yield


def lines(*texts: str) -> str:
    return "\n".join(texts)


def escape(text: str, special: str) -> str:
    return "".join("\\" + c if c in special else c for c in text)


def test_each_field_is_a_series_with_the_tags_of_its_line() -> None:
    parsed = parse("line_protocol", f"cpu,host=a,core=0 user=1.5,system=2i {STAMP}")
    assert readings(parsed) == {
        'cpu_user{core="0",host="a"}': [(FIRST, 1.5)],
        'cpu_system{core="0",host="a"}': [(FIRST, 2.0)],
    }


def test_a_series_of_home_assistant_has_its_measurement_as_unit() -> None:
    body = lines(
        f"°C,domain=sensor,entity_id=kitchen value=21,battery=80 {STAMP}",
        f"sensor.door,domain=sensor,entity_id=door value=1 {STAMP}",
        f"m³,entity_id=gas value=1 {STAMP}",
        f"{'x' * 41},domain=sensor,entity_id=odd value=1 {STAMP}",
    )
    batch = parse("line_protocol", body).batch
    assert len(batch.keys) == 5
    noted = {key.name: note.unit for key, note in zip(batch.keys, batch.notes, strict=True)}
    assert {name: unit for name, unit in noted.items() if unit} == {"°C": "°C"}


def test_the_field_called_value_is_the_measurement_itself() -> None:
    assert readings(parse("line_protocol", f"co2 value=415.2 {STAMP}")) == {"co2": [(FIRST, 415.2)]}


@pytest.mark.parametrize(
    ("precision", "stamp", "micros"),
    [
        ("ns", "1700000000000000999", FIRST),
        ("ns", "-1", -1),
        ("ns", "-1000", -1),
        ("us", "-1", -1),
        ("ms", "1700000000000", FIRST),
        ("s", "1700000000", FIRST),
        ("s", "-62135596800", EARLIEST),
        ("us", str(LATEST), LATEST),
        ("n", STAMP, FIRST),
        ("u", "5", 5),
        ("µ", "5", 5),
        ("m", "-1", -60_000_000),
        ("h", "1", 3_600_000_000),
        ("", STAMP, FIRST),
        ("nanosecond", STAMP, FIRST),
        ("second", "1700000000", FIRST),
        ("auto", "1700000000", FIRST),
        ("auto", "1700000000000", FIRST),
        ("auto", "1700000000000000", FIRST),
        ("auto", STAMP, FIRST),
        ("auto", "-9223372036854775808", -9223372036854776),
    ],
)
@pytest.mark.parametrize("field", ["f=1", 'f=1,s="x"'])
def test_a_time_is_scaled_by_the_precision_and_floored(
    precision: str, stamp: str, micros: int, field: str
) -> None:
    parsed = parse("line_protocol", f"m {field} {stamp}", precision=precision)
    assert readings(parsed) == {"m_f": [(micros, 1.0)]}


@pytest.mark.parametrize("precision", ["NS", "d", "1", "ns "])
def test_an_unknown_precision_is_a_bad_parameter(precision: str) -> None:
    with pytest.raises(BadParameter, match="precision takes ns, us, ms or s"):
        parse("line_protocol", "m f=1", precision=precision)


def test_a_line_without_a_time_is_at_its_arrival() -> None:
    parsed = parse("line_protocol", lines("m f=1", f"m f=2 {STAMP}", "m f=3 "))
    assert readings(parsed) == {"m_f": [(ARRIVED, 1.0), (FIRST, 2.0), (ARRIVED, 3.0)]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        ("-1.5e-3", -0.0015),
        ("5e-324", 5e-324),
        (".5", 0.5),
        ("5.", 5.0),
        ("1i", 1.0),
        ("-9223372036854775808i", -(2.0**63)),
        ("9223372036854775807i", 2.0**63),
        ("9007199254740993i", 9007199254740992.0),
        ("18446744073709551615u", 2.0**64),
        ("t", 1.0),
        ("TRUE", 1.0),
        ("False", 0.0),
    ],
)
@pytest.mark.parametrize("other", ["", ',s="x"'])
def test_numbers_integers_and_booleans_are_values(text: str, value: float, other: str) -> None:
    parsed = parse("line_protocol", f"m f={text}{other} {STAMP}")
    assert readings(parsed) == {"m_f": [(FIRST, value)]}


def test_text_fields_are_states() -> None:
    parsed = parse(
        "line_protocol", lines('m a="x",b=1,c="y z" 1000', "m a=2 3000", 'm,t=u a="\\"\\\\\\n" 1')
    )
    assert readings(parsed) == {"m_b": [(1, 1.0)], "m_a": [(3, 2.0)]}
    assert states(parsed) == {
        "m_a": [(1, "x")],
        "m_c": [(1, "y z")],
        'm_a{t="u"}': [(0, '"\\\\n')],
    }


@pytest.mark.parametrize("text", ["", "x" * 201, "two\nlines", "\x00"])
def test_a_text_that_is_no_state_is_counted_and_never_an_error(text: str) -> None:
    parsed = parse("line_protocol", f'm a="{text}",b=1 1000')
    assert readings(parsed) == {"m_b": [(1, 1.0)]}
    assert (parsed.texts, parsed.rejected_count, states(parsed)) == (1, 0, {})


def test_empty_lines_comments_and_spaces_pass() -> None:
    parsed = parse(
        "line_protocol",
        lines(
            "", "# a comment", '  #with "quotes', "   ", "  m  f=1   1000  ", "\tm f=2 2000\r", ""
        ),
    )
    assert readings(parsed) == {"m_f": [(1, 1.0), (2, 2.0)]}
    assert parsed.rejected_count == 0


@pytest.mark.parametrize("content", ["", "\n", "\r\n", "#", "\ufeff"])
def test_an_empty_body_is_no_readings(content: str) -> None:
    parsed = parse("line_protocol", content)
    assert (len(parsed.batch), parsed.rejected_count) == (0, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_with_a_line_feed_and_nothing_else(end: str) -> None:
    parsed = parse("line_protocol", end.join(["m,t=a\u2028b f=1 1000", "m,t=a f=2 2000", ""]))
    assert readings(parsed) == {'m_f{t="a\u2028b"}': [(1, 1.0)], 'm_f{t="a"}': [(2, 2.0)]}


def test_a_text_may_hold_anything() -> None:
    parsed = parse("line_protocol", 'm s="a\nm f=9 9000\n\\"#,= ",f=1 1000\nm f=2 2000')
    assert readings(parsed) == {"m_f": [(1, 1.0), (2, 2.0)]}
    assert parsed.texts == 1


def test_lines_are_counted_through_breaks_in_quotes() -> None:
    parsed = parse("line_protocol", 'm s="a\n\nb"\nbad\nm s="a\nb",f=x\nbad')
    assert [at for at, _ in refused(parsed)] == ["line 4", "line 5", "line 7"]


def test_a_quote_that_is_not_closed_does_not_swallow_good_lines() -> None:
    parsed = parse("line_protocol", lines('m s="a 1', "m f=1 1000", 'm s="b",f=2 2000', 'm s="c'))
    assert readings(parsed) == {"m_f": [(1, 1.0), (2, 2.0)]}
    assert refused(parsed) == [
        ("line 1", "a quote is not closed"),
        ("line 4", "a quote is not closed"),
    ]


def test_escapes_are_taken_off() -> None:
    parsed = parse("line_protocol", r"my\ m\,x=,t\=\ a=v\,\=w f\ \,\=g=1,h\i=2 1000")
    tags = {"t= a": "v,=w"}
    assert readings(parsed) == {
        SeriesKey.of("my m,x=_f ,=g", tags).text: [(1, 1.0)],
        SeriesKey.of("my m,x=_h\\i", tags).text: [(1, 2.0)],
    }


def test_quotes_outside_the_value_of_a_field_are_ordinary() -> None:
    parsed = parse("line_protocol", 'm"x,t="a f"=1 1000')
    assert readings(parsed) == {SeriesKey.of('m"x_f"', {"t": '"a'}).text: [(1, 1.0)]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("m", "the line has no fields"),
        ("m,t=a", "the line has no fields"),
        (r"m\ f=1", "the line has no fields"),
        ("m f", "the line is not: measurement,tag=value field=1.5,other=2i time"),
        ("m f=1 5 6", "the line is not: measurement,tag=value field=1.5,other=2i time"),
        ("m f=1, 5", "the line is not: measurement,tag=value field=1.5,other=2i time"),
        ("m f=1,,g=2 5", "the line is not: measurement,tag=value field=1.5,other=2i time"),
        ('m f="a"b 5', "the line is not: measurement,tag=value field=1.5,other=2i time"),
        ('m f="a', "a quote is not closed"),
        (",t=a f=1", "the measurement is empty"),
        ("m =1", "a field has no name"),
        ("m,t f=1", "'t' is not a tag such as host=server1"),
        ("m,t= f=1", "'t=' is not a tag such as host=server1"),
        ("m,=a f=1", "'=a' is not a tag such as host=server1"),
        ("m,t=a=b f=1", "'t=a=b' is not a tag such as host=server1"),
        ("m,t=a,t=b f=1", "the tag 't' stands twice"),
        ("m, f=1", "'' is not a tag such as host=server1"),
        ("m f=", "field 'f': '' is not a number"),
        ("m f=x", "field 'f': 'x' is not a number"),
        ("m f=1=2", "field 'f': '1=2' is not a number"),
        ("m f=1_000", "field 'f': '1_000' is not a number"),
        ("m f=٣", "field 'f': '٣' is not a number"),
        ("m f=0x10", "field 'f': '0x10' is not a number"),
        ("m f=1e", "field 'f': '1e' is not a number"),
        ("m f=tRUE", "field 'f': 'tRUE' is not a number"),
        ("m f=nan", "field 'f': 'nan' is not finite; leave such values out"),
        ("m f=-inf", "field 'f': '-inf' is not finite; leave such values out"),
        ("m f=1e999", "field 'f': '1e999' is beyond what a double holds"),
        ("m f=1.5i", "field 'f': '1.5i' is not an integer of 64 bits"),
        ("m f=1_0i", "field 'f': '1_0i' is not an integer of 64 bits"),
        ("m f=٣i", "field 'f': '٣i' is not an integer of 64 bits"),
        ("m f=i", "field 'f': 'i' is not an integer of 64 bits"),
        ("m f=1ui", "field 'f': '1ui' is not an integer of 64 bits"),
        ("m f=1iu", "field 'f': '1iu' is not an integer of 64 bits"),
        ("m f=-1u", "field 'f': '-1u' is beyond an integer of 64 bits"),
        ("m f=9223372036854775808i", "field 'f': '9223372036854775808i' is beyond an integer of"),
        ("m f=18446744073709551616u", "field 'f': '18446744073709551616u' is beyond an integer of"),
        (f"m f={'9' * 5000}i", "field 'f': '9999999999999999999999999999999999999999…' is not an"),
        ("m f=1 1.5", "the time '1.5' is not an integer of 64 bits"),
        ("m f=1 1_0", "the time '1_0' is not an integer of 64 bits"),
        ("m f=1 ٣", "the time '٣' is not an integer of 64 bits"),
        ("m f=1 +5", "the time '+5' is not an integer of 64 bits"),
        ("m f=1 99999999999999999999", "the time '99999999999999999999' is not an integer of"),
        (f"m f=1 {'9' * 5000}", "the time '9999999999999999999999999999999999999999…' is not an"),
        ("a\tb f=1", "the series name has a control character"),
        ("m,t=\x00 f=1", "tag 't' has a control character"),
        ("m\x85 f=1", "the series name has a control character"),
        (f"m{'x' * 200} f=1", "the series name is longer than 200 characters"),
        (f"m,t={'x' * 201} f=1", "tag 't' is longer than 200 characters"),
        (f"m{',t=x' * 2000} f=1", "the measurement and tags take more than 4000 characters"),
    ],
    ids=range(50),
)
@pytest.mark.parametrize("text", ["", 's="x",'])
def test_a_bad_line_is_refused_and_its_neighbours_are_kept(
    line: str, reason: str, text: str
) -> None:
    good = [f"m {text}good=1 1000", f"m {text}good=2 2000"]
    parsed = parse("line_protocol", lines(good[0], line, good[1]))
    assert readings(parsed) == {"m_good": [(1, 1.0), (2, 2.0)]}
    assert parsed.rejected_count == 1
    assert [at for at, _ in refused(parsed)] == ["line 2"]
    assert refused(parsed)[0][1].startswith(reason)


@pytest.mark.parametrize(
    ("precision", "stamp"),
    [("s", "253402300800"), ("s", "-62135596801"), ("ms", "9223372036854775807"), ("h", "9" * 18)],
)
def test_a_time_outside_the_years_1_to_9999_is_refused(precision: str, stamp: str) -> None:
    parsed = parse("line_protocol", f"m f=1 {stamp}\nm f=2 0", precision=precision)
    assert readings(parsed) == {"m_f": [(0, 2.0)]}
    assert refused(parsed) == [("line 1", "the time is outside the years 1 to 9999")]


def test_of_the_same_series_and_time_the_last_line_stands_whatever_its_form() -> None:
    parsed = parse(
        "line_protocol",
        lines("m,a=1,b=2 f=1 1000", 'm,a=1,b=2 f=2,s="x" 1000', "m,b=2,a=1 f=3 1000")
        + "\nm,a=1,b=2 f=4,f=5 1000\n"
        + lines(*["other f=true"] * 2_000, "m,b=2,a=1 f=6 1000", 'm,a=1,b=2 s="x",f=7 1000'),
    )
    key = 'm_f{a="1",b="2"}'
    assert [value for _, value in readings(parsed)[key]] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


@pytest.mark.parametrize("content", [b"m f=1\nm,t=\xff f=2", b"m f=1\n\xed\xa0\x80"])
def test_a_body_that_is_not_utf_8_is_a_bad_request_that_names_the_place(content: bytes) -> None:
    with pytest.raises(BadRequest, match=r"The body is not UTF-8 at line 2 \(byte \d+\)"):
        parse("line_protocol", content)


integers = st.integers(-(2**63), 2**63 - 1)


def field_text(value: float | bool | str) -> str:
    if isinstance(value, str):
        return '"' + escape(value, '"\\') + '"'
    if isinstance(value, bool):
        return str(value)
    return f"{value}i" if isinstance(value, int) else repr(value)


def sendable(name: str) -> bool:
    # Line protocol has no way to write a backslash before a separator.
    return not name.endswith("\\") and not name.startswith(("#", " "))


@given(
    st.lists(
        st.tuples(
            names.filter(sendable),
            st.dictionaries(names.filter(sendable), names.filter(sendable), max_size=2),
            st.dictionaries(
                names.filter(sendable),
                values | st.booleans() | integers | st.text('a" \\\n,=', max_size=4),
                min_size=1,
                max_size=3,
            ),
            integers,
        ),
        max_size=4,
    )
)
def test_what_is_sent_is_what_is_read(
    rows: list[tuple[str, dict[str, str], dict[str, float | str], int]],
) -> None:
    sent: list[str] = []
    expected: Readings = {}
    for measurement, tags, numbers, stamp in rows:
        head = escape(measurement, ", ") + "".join(
            f",{escape(tag, ', =')}={escape(value, ', =')}" for tag, value in tags.items()
        )
        inside = ",".join(f"{escape(name, ', =')}={field_text(v)}" for name, v in numbers.items())
        sent.append(f"{head} {inside} {stamp}")
        for name, value in numbers.items():
            if not isinstance(value, str):
                series = measurement if name == "value" else f"{measurement}_{name}"
                rest = expected.setdefault(SeriesKey.of(series, tags).text, [])
                rest.append((stamp // 1000, float(value)))
    parsed = parse("line_protocol", "\n".join(sent))
    assert refused(parsed) == []
    assert readings(parsed) == expected


plain = st.tuples(
    st.sampled_from(["m", "m,t=a", "m,t=b", "n"]),
    st.lists(st.sampled_from("fgh"), min_size=1, max_size=3, unique=True),
    st.sampled_from(["1", "2.5", "3i", "4u", "-5e3"]),
    st.integers(0, 3),
)
bad_lines = st.sampled_from(
    ["m", "m f", "m f=", "m f=x 1", "m f=1 x", "m g 1=1,f", "m f=1,g", "m f,g=1", "m f==1", "m =1"]
    + ["m f=1=1,g", "m,t=a,t=a f=1", "m f=nan", "m f=1 99999999999999999999", "m f=5ui", "m 1=f,"]
)


@settings(max_examples=150)
@given(st.lists(plain | bad_lines, max_size=10))
def test_bad_lines_never_harm_good_ones(
    mixed: list[tuple[str, list[str], str, int] | str],
) -> None:
    sent: list[str] = []
    expected: Readings = {}
    for line in mixed:
        if isinstance(line, str):
            sent.append(line)
            continue
        head, fields, value, stamp = line
        sent.append(f"{head} {','.join(f'{name}={value}' for name in fields)} {stamp}")
        name, _, tag = head.partition(",t=")
        for field in fields:
            key = SeriesKey.of(f"{name}_{field}", {"t": tag} if tag else {}).text
            expected.setdefault(key, []).append((stamp, float(value.rstrip("iu"))))
    parsed = parse("line_protocol", "\n".join(sent), precision="us")
    assert readings(parsed) == expected
    bad = [f"line {number}" for number, line in enumerate(mixed, 1) if isinstance(line, str)]
    assert [at for at, _ in refused(parsed)] == bad


@given(st.binary(max_size=60))
def test_any_bytes_are_readings_or_a_bad_request(content: bytes) -> None:
    parses_or_is_a_bad_request("line_protocol", content)


pieces = st.sampled_from(
    [
        "m",
        "f=",
        "1",
        "1.5",
        "i",
        "u",
        "t",
        "nan",
        "e9",
        "-",
        "+",
        ",",
        "=",
        " ",
        "\n",
        "\r",
        '"',
        "\\",
    ]
    + ["#", "_", "٣", "\x00", "\x0b", "\u2028", "\ufeff", ".", 'm,t=a f=1,s="x" 5\n']
)


@settings(max_examples=200)
@given(st.lists(pieces, max_size=25).map("".join))
def test_anything_like_lines_is_readings_or_rejections(content: str) -> None:
    parses_or_is_a_bad_request("line_protocol", content.encode())


number_pieces = st.lists(st.sampled_from(list("0159.eE+-iu_ ")), max_size=6).map("".join)


@settings(max_examples=200)
@given(st.lists(number_pieces, min_size=1, max_size=3))
def test_many_lines_at_once_mean_what_each_means_by_itself(texts: list[str]) -> None:
    content = "\n".join(f"m f={text} 1000" for text in texts)
    # A text field sends every line the slow way.
    slowly = "\n".join(f'm f={text},s="" 1000' if " " not in text else "m f" for text in texts)
    if not any(" " in text for text in texts):
        assert readings(parse("line_protocol", content)) == readings(parse("line_protocol", slowly))


@pytest.mark.parametrize(
    "line",
    [
        'm f="',
        'x f=1",g="',
        'x f=",c="',
        'm f=1,s="a',
        'm,t="a f="b',
        "m\\",
        "m f=1 1 1",
        'm f"=1,s="',
    ],
)
def test_a_long_bad_body_takes_time_in_proportion(line: str) -> None:
    start = time.perf_counter()
    parsed = parse("line_protocol", "\n".join([line] * 20_000))
    assert parsed.rejected_count + parsed.texts + len(parsed.batch) >= 10_000
    assert time.perf_counter() - start < 2


def test_a_long_bad_number_takes_time_in_proportion() -> None:
    start = time.perf_counter()
    for text in ("1" * 1_000_000 + "x", "0" * 1_000_000 + "x", "0" * 1_000_000 + "xi"):
        assert parse("line_protocol", f"m f={text}").rejected_count == 1
    assert time.perf_counter() - start < 2


def test_the_sign_of_zero_is_kept() -> None:
    found = readings(parse("line_protocol", "m f=-0.0 1000"))
    assert math.copysign(1, found["m_f"][0][1]) == -1


def test_the_table_of_precisions_is_exact() -> None:
    units = {name: unit for name, unit in PRECISIONS.items() if name != "auto"}
    seconds = {name: Fraction(*unit) / 1_000_000 for name, unit in units.items()}
    assert seconds["ns"] == Fraction(1, 10**9)
    assert seconds["m"] == 60
    assert seconds["h"] == 3_600


@pytest.mark.parametrize("count", [5, 300, 10_000])
def test_each_reading_is_known_by_the_line_that_it_came_from(count: int) -> None:
    """Lines of all kinds, which are read in different ways, by their numbers as values."""
    kinds = ("m value={0}", "m a={0},b={0}", 'm t="x",value={0}', "# {0}", "m value={0} bad", "")
    chance = random.Random(count)
    lines = [chance.choice(kinds).format(number) for number in range(1, count + 1)]
    parsed = parse("line_protocol", "\n".join(lines))
    batch = parsed.batch
    numbers = [at for at, number in enumerate(text_of(batch)) if number < 0]
    assert len(numbers) > count / 4
    for at in numbers:
        assert parsed.origins.of(at) == f"line {int(batch.values[at])}"
