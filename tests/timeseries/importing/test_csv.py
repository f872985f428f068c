import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.importing.reading import read
from tests.timeseries.protocols.parsing import names, parse, times, values
from timeseries.errors import BadRequest
from timeseries.importing.dialect import Dialect, dialect_of
from timeseries.importing.format import Options
from timeseries.importing.formats import csv as csv_format
from timeseries.importing.times import UNITS
from timeseries.ingest.protocol import Parsed
from timeseries.runs import placed
from timeseries.series_key import SeriesKey
from timeseries.timerange import parse_zone, to_iso

FIRST = 1_700_000_000_000_000
SECOND = FIRST + 1_000_000
HEAD = "time,a,b\n"
SECONDS = Options(precision="s")


def lines(count: int) -> list[str]:
    """More than are read one by one."""
    return [f"{1_700_000_000_000 + second * 1000},{second}.5," for second in range(count)]


def table(*rows: list[str]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftime,a\r\n1700000000000,1\r\n",
        "a,time\n1,1700000000000",
        '"time","a"\n"1700000000000","1"\n',
        "\n\ntime,a\n\n1700000000000,1\n,\n  \n",
        "time , a\n 1700000000000 , 1 \n",
        "time,a\n2023-11-14 22:13:20,1e0",
        "time,a\n2023-11-14T23:13:20+01:00,1e0",
        "time,a\n1700000000000,1\n1700000001000,",
        "time,series,value\n1700000000000,a,1\n1700000000001,a,\n",
        'value,time,series\r\n1,1700000000000,"a"\r\n',
    ],
)
def test_the_usual_ways_to_write_csv_are_read(content: str) -> None:
    found = read("csv", content)
    assert found.readings == {"a": [(FIRST, 1.0)]}
    assert (found.count, found.refused) == (0, [])


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
@pytest.mark.parametrize("count", [3, 5_000])
def test_cells_are_separated_by_what_separates_them_in_the_first_lines(
    separator: str, count: int
) -> None:
    rows = [f"{1_700_000_000 + n}{separator}{n}.5{separator}" for n in range(count)]
    found = read("csv", "\n".join([separator.join(("time", "a", "b c")), *rows]), SECONDS)
    assert found.readings == {"a": [(FIRST + n * 1_000_000, n + 0.5) for n in range(count)]}


@pytest.mark.parametrize("count", [3, 5_000])
def test_decimals_have_a_comma_where_the_first_lines_have_it(count: int) -> None:
    rows = [f'{1_700_000_000 + n};{n},5;"-{n},25"\r' for n in range(count)]
    found = read("csv", "\n".join(["time;a;b\r", *rows]), SECONDS)
    times = [FIRST + n * 1_000_000 for n in range(count)]
    assert found.readings["a"] == [(time, n + 0.5) for n, time in enumerate(times)]
    assert found.readings["b"] == [(time, -n - 0.25) for n, time in enumerate(times)]
    assert found.refused == []


@pytest.mark.parametrize("cell", ["1.500", "1.500,5", "1,5,5", "x"])
def test_beside_decimal_commas_a_point_is_refused_since_it_may_stand_between_thousands(
    cell: str,
) -> None:
    rows = [f"{1_700_000_000 + n};{n},5" for n in range(2_000)]
    rows[1000] = f"1700001000;{cell}"
    found = read("csv", "\n".join(["time;a", *rows]), SECONDS)
    assert [at for at, _ in found.refused] == ["line 1002, column a"]
    assert len(found.readings["a"]) == 1999


@pytest.mark.parametrize("count", [3, 5_000])
def test_letters_of_windows_are_read_where_the_first_lines_are_no_utf_8(count: int) -> None:
    rows = [f"{1_700_000_000 + n};{n},5" for n in range(count)]
    content = "\n".join(["time;Außen °C €", *rows]).encode("windows-1252")
    assert dialect_of(content) == Dialect(";", ",", "windows-1252")
    assert len(read("csv", content, SECONDS).readings["Außen °C €"]) == count
    mixed = "time;Außen".encode() + b"\n1;\xdf\n"
    assert dialect_of(mixed).encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ("time,a\n1,2.5", Dialect(",", ".")),
        ("time;a\n1;2,5\n2;3", Dialect(";", ",")),
        ("time;a\n1;2.5", Dialect(";", ".")),
        ("time;a, in;b, out\n1;2,5;3,5", Dialect(";", ",")),
        ('time,"a{b=""x;y""}"\n1,2', Dialect(",", ".")),
        ("time,a\n1,2;3", Dialect(",", ".")),
        ("time\ta\n1\t2,5", Dialect("\t", ",")),
        ("time", Dialect(",", ".")),
        ("", Dialect(",", ".")),
    ],
)
def test_the_first_lines_tell_how_a_file_is_written(content: str, dialect: Dialect) -> None:
    assert dialect_of(content.encode()) == dialect


def test_a_long_table_names_its_series_row_by_row() -> None:
    content = table(
        ["time", "series", "value"],
        ["1700000001000", 'room{floor="2",side="a,b"}', "2"],
        ["1700000000000", "plain", "1"],
        ["1700000000000", 'room{side="a,b",floor="2"}', "3"],
        ["1700000000000", "empty", ""],
    )
    assert read("csv", content).readings == {
        'room{floor="2",side="a\\,b"}': [(FIRST, 3.0), (SECOND, 2.0)],
        "plain": [(FIRST, 1.0)],
    }


@pytest.mark.parametrize("one_by_one", [True, False])
def test_of_equal_times_the_last_stands(one_by_one: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if one_by_one:
        monkeypatch.setattr(csv_format, "read_columns", lambda *given: None)
    found = read("csv", "time,a\n1700000001000,1\n1700000000000,2\n1700000001000,3\n")
    assert found.readings == {"a": [(FIRST, 2.0), (SECOND, 3.0)]}


def test_bad_rows_among_many_are_told_by_their_lines_and_all_others_are_kept() -> None:
    rows = lines(30_000)
    rows[7] = "1700000007000,x,"
    rows[9_999] = "soon,1,2"
    rows[10_000] = "1700010000000,1"
    rows[20_000] = "1700020000000,1e999,\xff"
    content = (HEAD + "\n".join(rows)).encode("latin-1")
    found = read("csv", content)
    assert found.refused == [
        ("line 9, column a", "'x' is not a number"),
        ("line 10001, column time", "the time is not ISO 8601 as in 2023-11-14T22:13:21Z"),
        ("line 10002", "the row has 2 cells, and the first line 3"),
        ("line 20002", "it is not UTF-8 (byte 21: invalid start byte)"),
    ]
    assert found.count == 5
    kept = [second for second in range(30_000) if second not in (7, 9_999, 10_000, 20_000)]
    assert found.readings["a"] == [(FIRST + second * 1_000_000, second + 0.5) for second in kept]


def test_a_line_far_longer_than_the_others_costs_them_nothing() -> None:
    rows = lines(10)
    rows[4] += "9" * 100_000
    found = read("csv", HEAD + "\n".join(rows))
    assert [at for at, _ in found.refused] == ["line 6, column b"]
    assert len(found.readings["a"]) == 10


def test_a_column_with_a_bad_name_is_refused_once_and_its_cells_are_counted() -> None:
    found = read("csv", "time,a{room},b\n1,1,1\n2,2,\n3,,x\n")
    assert found.readings == {"b": [(1_000, 1.0)]}
    assert found.refused == [
        (
            "line 1, column a{room}",
            'the braces do not hold tag="value" pairs with commas between them',
        ),
        ("line 4, column b", "'x' is not a number"),
    ]
    assert found.count == 3


def test_a_bad_name_in_a_long_table_refuses_its_reading() -> None:
    found = read("csv", f"time,series,value\n1,{'a' * 201},1\n2,b,2\n3,,3\n")
    assert found.readings == {"b": [(2_000, 2.0)]}
    assert found.refused == [
        ("line 2, column value", "the series name is longer than 200 characters"),
        ("line 4, column value", "the series name is empty"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("a,b\n1,2\n", "one column called time; --time names"),
        ("time,a,time\n", "one column called time"),
        ("time,a,b, a\n1,1,1,1\n", "Column 4 is the series of one before it"),
        ('time,"a\n1,1\n', "Line 1 cannot be read: it is not CSV"),
        ("time" + ",a" * 10_000, "at most 10,000 columns"),
    ],
    ids=range(6),
)
def test_a_table_of_another_shape_is_refused_in_one_sentence(content: str, sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence) as refused:
        read("csv", content)
    assert str(refused.value).endswith(".")


def test_the_column_of_times_may_have_another_name_and_another_zone() -> None:
    content = "When,a\n2023-11-14 23:13:20,1\n"
    options = Options("When", parse_zone("Europe/Berlin"))
    assert read("csv", content, options).readings == {"a": [(FIRST, 1.0)]}


@pytest.mark.parametrize(
    ("unit", "stamp"),
    [("s", "1700000000"), ("ms", "1700000000000"), ("us", str(FIRST)), ("ns", f"{FIRST}999")],
)
def test_numbers_are_times_of_the_unit_that_is_asked_for(unit: str, stamp: str) -> None:
    assert unit in UNITS
    content = f"time,a\n{stamp},1\n"
    assert read("csv", content, Options(precision=unit)).readings == {"a": [(FIRST, 1.0)]}


cells = st.one_of(
    values.map(repr),
    st.sampled_from(
        ["", " ", " 1", "1 ", '"1"', '""', "+.5", "5.", "1e5", "1e", "e5", ".", "-", "0x1", "1_0"]
    ),
    st.sampled_from(
        ["nan", "-inf", "Infinity", "1e999", "true", "x", "٣", "1d", '"1', '1"2', "\x00"]
    ),
)
stamps = st.one_of(
    times.map(to_iso),
    st.integers(-(10**15), 10**15).map(str),
    st.sampled_from(
        ["", " ", "1", "+1", "-1", " 1", "1.5", "1.", "1e3", "2023-11-14", "2023-02-30", "now"]
    ),
    st.sampled_from(
        [
            "2023-11-14T22:13:21+0100",
            "2023-11-14T22:13",
            "2023-11-14 24:00:00Z",
            "0001-01-01T00:00:00+01:00",
            "2023-11-14T22:13:21.123456789-23:59",
            "9999-12-31T23:59:59.9999999Z",
            "10000-01-01",
            "٣",
        ]
    ),
)


@given(st.lists(st.tuples(stamps, cells, cells), max_size=8), st.booleans())
def test_a_file_holds_what_the_door_would_take(
    rows: list[tuple[str, str, str]], windows: bool
) -> None:
    # Of a column without a number the door takes texts as states.
    lines = map(",".join, [("0", "1", "1"), *rows])
    content = ("\r\n" if windows else "\n").join(["time,a,b", *lines])
    try:
        door = parse("readings_csv", content)
    except BadRequest:
        # An open quote takes a body as a whole; of a file it takes its line.
        assert read("csv", content).count
        return
    found = read("csv", content)
    assert found.readings == settled(door)
    assert found.count == door.rejected_count
    assert dict(found.refused) == {one.at: one.reason for one in door.rejected}


def settled(parsed: Parsed) -> dict[str, list[tuple[int, float]]]:
    return {
        parsed.batch.keys[at].text: list(zip(own.tolist(), numbers.tolist(), strict=True))
        for at, own, numbers in placed(parsed.batch)
    }


@given(
    st.dictionaries(names, st.dictionaries(times, values, min_size=1, max_size=5), max_size=4),
    st.booleans(),
)
def test_what_is_written_is_read_to_the_last_bit(
    content: dict[str, dict[int, float]], shuffled: bool
) -> None:
    rows = [
        [to_iso(time), SeriesKey.of(name).text, repr(value)]
        for name, of in content.items()
        for time, value in of.items()
    ]
    found = read("csv", table(["time", "series", "value"], *(sorted(rows) if shuffled else rows)))
    assert found.count == 0
    assert repr(found.readings) == repr(
        {key: sorted(found.readings[key]) for key in found.readings}
    )
    assert {key: list(map(repr, of)) for key, of in found.readings.items()} == {
        SeriesKey.of(name).text: [repr(pair) for pair in sorted(of.items())]
        for name, of in content.items()
    }
