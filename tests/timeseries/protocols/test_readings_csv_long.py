"""CSV with a row for each reading."""

import pytest

from tests.timeseries.protocols.parsing import parse, readings, refused, states


def test_a_table_of_three_columns_has_a_row_for_each_reading() -> None:
    rows = ["t,1,20", "mode,1,auto", '"lamp{room=""lab""}",2,true', "t,2,none", "mode,3,off"]
    rows += ["t{,4,1", ",4,1", "t,now,1", "t,5", "mode,6,", "new,7,nan"]
    parsed = parse("readings_csv", "\n".join(["series,time,value", *rows]))
    assert readings(parsed) == {"t": [(1_000, 20.0)], 'lamp{room="lab"}': [(2_000, 1.0)]}
    assert states(parsed) == {"mode": [(1_000, "auto"), (3_000, "off")]}
    assert {at: reason for at, reason in refused(parsed) if "column value" in at} == {
        "line 5, column value": "'none' is not a number",
        "line 7, column value": "a brace is neither closed nor escaped",
        "line 8, column value": "the series name is empty",
        "line 12, column value": "'nan' is not finite; leave such values out",
    }
    assert [at for at, _ in refused(parsed) if "column value" not in at] == [
        *("line 10", "line 9, column time"),
    ]
    assert [parsed.origins.of(number) for number in range(len(parsed.batch))] == [
        f"line {line}, column value" for line in (2, 3, 4, 6)
    ]


@pytest.mark.parametrize("size", [3, 50_000])
def test_rows_of_many_series_are_read_in_their_order(size: int) -> None:
    rows = [f"{number},s{number % 7},{number / 4}" for number in range(size)]
    parsed = parse("readings_csv", "\n".join(["time,series,value", *rows]))
    found = readings(parsed)
    assert found["s2"] == [(n * 1_000, n / 4) for n in range(2, size, 7)]
    assert len(found) == min(size, 7)
    assert parsed.origins.of(size - 1) == f"line {size + 1}, column value"
