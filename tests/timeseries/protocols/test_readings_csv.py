import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.errors import BadRequest
from timeseries.series_key import SeriesKey
from timeseries.timerange import to_iso

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
SECOND = FIRST + 1_000_000


def table(*rows: list[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def test_each_column_is_a_series() -> None:
    parsed = parse(
        "readings_csv",
        "time,room_temperature,humidity\n1700000000000,21.4,40\n2023-11-14T22:13:21Z,21.5,41\n",
    )
    assert readings(parsed) == {
        "room_temperature": [(FIRST, 21.4), (SECOND, 21.5)],
        "humidity": [(FIRST, 40.0), (SECOND, 41.0)],
    }
    assert parsed.rejected_count == 0


@pytest.mark.parametrize(
    "header", ['room_temperature{room="lab"}', '"room_temperature{room=""lab""}"']
)
def test_a_header_may_be_a_key_with_tags(header: str) -> None:
    parsed = parse("readings_csv", f"time,{header}\n1700000000000,21.4\n")
    assert readings(parsed) == {'room_temperature{room="lab"}': [(FIRST, 21.4)]}


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftime,a\r\n1700000000000,1\r\n",
        "a,time\n1,1700000000000",
        '"time","a"\n"1700000000000","1"\n',
        "time,a\n\n1700000000000,1\n,\n  \n",
        "time , a\n 1700000000000 , 1 \n",
        "time,a\r1700000000000,1\r",
        'time,a\n"2023-11-14\tT"\n'.replace('"2023-11-14\tT"', "2023-11-14 22:13:20,1e0"),
        "time,a\n1700000000000,1\n1700000001000,",
    ],
)
def test_the_usual_ways_to_write_csv_are_read(content: str) -> None:
    parsed = parse("readings_csv", content)
    assert readings(parsed) == {"a": [(FIRST, 1.0)]}
    assert parsed.rejected_count == 0


@pytest.mark.parametrize(
    ("time", "micros"),
    [
        ("1700000000000.1239", FIRST + 123),
        ("-0.0001", -1),
        ("1969-12-31T23:59:59.9999999Z", -1),
        ("253402300799999", 253402300799999000),
    ],
)
def test_a_time_is_floored_to_the_microsecond(time: str, micros: int) -> None:
    assert readings(parse("readings_csv", f"time,a\n{time},1\n")) == {"a": [(micros, 1.0)]}


def test_an_empty_cell_is_no_reading() -> None:
    parsed = parse("readings_csv", "time,a,b\n1700000000000,,1\n1700000001000,2, \n")
    assert readings(parsed) == {"a": [(SECOND, 2.0)], "b": [(FIRST, 1.0)]}
    assert parsed.rejected_count == 0


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("x", "'x' is not a number"),
        ("1_000", "'1_000' is not a number"),
        ("٣", "'٣' is not a number"),
        ("0x10", "'0x10' is not a number"),
        ("on", "'on' is not a number"),
        ("1,5", "'1,5' is not a number"),
        ("1e5e5", "'1e5e5' is not a number"),
        (".", "'.' is not a number"),
        ("NaN", "'NaN' is not finite; leave such values out"),
        ("-inf", "'-inf' is not finite; leave such values out"),
        ("1e999", "'1e999' is beyond what a double holds"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_and_column(cell: str, reason: str) -> None:
    content = table(
        ["time", "room_temperature", "b"],
        ["1700000000000", "1", "5"],
        ["1700000000500", cell, "6"],
        ["1700000001000", "2", "7"],
    )
    parsed = parse("readings_csv", content)
    assert readings(parsed) == {
        "room_temperature": [(FIRST, 1.0), (SECOND, 2.0)],
        "b": [(FIRST, 5.0), (FIRST + 500_000, 6.0), (SECOND, 7.0)],
    }
    assert refused(parsed) == [("line 3, column room_temperature", reason)]


def test_a_column_of_texts_is_one_of_states_and_true_and_false_are_1_and_0() -> None:
    parsed = parse("readings_csv", "time,door,lamp\n1,open,true\n2,,False\n3,shut,0.5\n4,NaN,\n")
    assert states(parsed) == {"door": [(1_000, "open"), (3_000, "shut")]}
    assert readings(parsed) == {"lamp": [(1_000, 1.0), (2_000, 0.0), (3_000, 0.5)]}
    assert [at for at, _ in refused(parsed)] == ["line 5, column door"]


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("now", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("1_000", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("٣", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("9" * 5_000, "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("253402300800000", "the time is outside the years 1 to 9999"),
        ("10000-01-01", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
    ],
    ids=lambda text: text[:20],
)
def test_a_bad_time_refuses_the_readings_of_its_row(time: str, reason: str) -> None:
    parsed = parse("readings_csv", f"time,a,b\n{time},1,2\n1700000001000,3,\n")
    assert readings(parsed) == {"a": [(SECOND, 3.0)]}
    assert refused(parsed) == [("line 2, column time", reason)]
    assert parsed.rejected_count == 2


def test_a_row_of_another_length_is_refused() -> None:
    parsed = parse("readings_csv", "time,a\n1,1,1\n2\n3,3\n")
    assert readings(parsed) == {"a": [(3_000, 3.0)]}
    assert refused(parsed) == [
        ("line 2", "the row has 3 cells, and the first line 2"),
        ("line 3", "the row has 1 cells, and the first line 2"),
    ]


def test_lines_are_counted_through_breaks_in_quotes() -> None:
    parsed = parse("readings_csv", 'time,a\n1,"1\n2"\n\n2,x\n3,4\n')
    assert refused(parsed) == [
        ("line 2, column a", "'1\\n2' is not a number"),
        ("line 5, column a", "'x' is not a number"),
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("a" * 201, "the series name is longer than 200 characters"),
        ("a{room}", 'the braces do not hold tag="value" pairs with commas between them'),
        ("a\x0bb", "the series name has a control character"),
    ],
)
def test_a_column_with_a_bad_name_is_refused_and_the_others_are_kept(
    header: str, reason: str
) -> None:
    parsed = parse("readings_csv", table(["time", header, "b"], ["1", "1", "1"], ["2", "2", ""]))
    assert readings(parsed) == {"b": [(1_000, 1.0)]}
    assert [reason for _, reason in refused(parsed)] == [reason]
    assert refused(parsed)[0][0].startswith("line 1, column a")
    assert parsed.rejected_count == 2


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "The first line of the CSV takes one column called time"),
        (b"a,b\n1,2\n", "The first line of the CSV takes one column called time"),
        (b"time;a\n1;2\n", "The first line of the CSV takes one column called time"),
        (b"time,a,time\n", "The first line of the CSV takes one column called time"),
        (b"time,a,\n1,2,\n", "Column 3 of the CSV has no name"),
        (b"time,a,b, a\n", "Column 4 of the CSV is the series of one before it"),
        (b"time,a{},a\n", "Column 3 of the CSV is the series of one before it"),
        (b'time,a\n1,1\n2,"2\n3,3\n', "The CSV cannot be read at line 3"),
        (b'time,a\n1,"1"2\n', "The CSV cannot be read at line 2"),
        (b"time,a\n1," + b"1" * 200_000, "The CSV cannot be read at line 2: field larger"),
        (b"time," + b"a" * 200_000, "The CSV cannot be read at line 1: field larger"),
        (b"time,a\n1,\xff\n", r"not UTF-8 at line 2 \(byte 9\)"),
        (b"time" + b",a" * 10_000, "at most 10,000 columns"),
    ],
    ids=range(13),
)
def test_a_table_of_another_shape_is_a_bad_request_that_names_the_place(
    content: bytes, place: str
) -> None:
    with pytest.raises(BadRequest, match=place):
        parse("readings_csv", content)


def test_many_rows_are_read_in_their_order() -> None:
    lines = "".join(f"{time},{time}.5,\n" for time in range(90_000))
    parsed = parse("readings_csv", "time,a,b\n" + lines)
    assert parsed.batch.times[:3].tolist() == [0, 1_000, 2_000]
    assert parsed.batch.values[-1] == 89_999.5
    assert (len(parsed.batch), parsed.rejected_count) == (90_000, 0)


@given(st.dictionaries(names, st.lists(values, min_size=3, max_size=3), max_size=4), st.data())
def test_what_is_sent_is_what_is_read(columns: dict[str, list[float]], data: st.DataObject) -> None:
    keys = {SeriesKey.of(name, {name: name}).text: column for name, column in columns.items()}
    stamps = data.draw(st.lists(times, min_size=3, max_size=3))
    rows = zip(*([repr(value) for value in column] for column in keys.values()), strict=True)
    content = table(
        ["time", *keys], *([to_iso(t), *row] for t, row in zip(stamps, rows, strict=False))
    )
    expected = {key: list(zip(stamps, column, strict=True)) for key, column in keys.items()}
    assert readings(parse("readings_csv", content)) == expected


cells = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.just("")
bad_cells = st.sampled_from(["nan", "x", "1_0", "1e999", "٣", '"', "\n", "1 2", "\x00"])


@given(st.lists(st.tuples(times, cells | bad_cells, cells), max_size=8))
def test_bad_cells_never_harm_good_ones(rows: list[tuple[int, str, str]]) -> None:
    content = table(["time", "a", "b"], *([to_iso(time), a, b] for time, a, b in rows))
    parsed = parse("readings_csv", content)

    def good(column: int) -> list[tuple[int, float]]:
        found = []
        for row in rows:
            try:
                # float() takes these two.
                if row[column] not in ("1_0", "٣", "nan", "1e999"):
                    found.append((row[0], float(row[column])))
            except ValueError:
                pass
        return found

    assert readings(parsed) == {key: good(n) for n, key in ((1, "a"), (2, "b")) if good(n)}


@given(st.binary(max_size=60))
def test_any_bytes_are_readings_or_a_bad_request(content: bytes) -> None:
    parses_or_is_a_bad_request("readings_csv", content)


pieces = st.sampled_from(
    [
        "time",
        ",",
        "\n",
        "\r",
        '"',
        "a",
        '{t="x"}',
        "1700000000000",
        "2023-11-14",
        "1.5",
        "x",
        "\x00",
    ]
    + ["\u2028", "\x0b", "\\", " ", "٣", "\ufeff"]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_anything_like_csv_is_readings_or_a_bad_request(rest: str) -> None:
    parses_or_is_a_bad_request("readings_csv", rest.encode())
    parses_or_is_a_bad_request("readings_csv", f"time,b\n{rest}".encode())
