import os
from pathlib import Path

import pytest

from tests.timeseries.importing.reading import read, read_file
from timeseries.errors import BadRequest
from timeseries.importing import source
from timeseries.importing.format import Options
from timeseries.importing.formats import line_protocol


def test_lines_are_read_as_the_door_reads_them() -> None:
    found = read(
        "line_protocol", 'room,side=a t=1.5,n=2i,on=true,say="hello" 1700000000000000000\n'
    )
    assert found.readings == {
        'room_t{side="a"}': [(1_700_000_000_000_000, 1.5)],
        'room_n{side="a"}': [(1_700_000_000_000_000, 2.0)],
        'room_on{side="a"}': [(1_700_000_000_000_000, 1.0)],
    }
    assert (found.count, found.texts) == (0, 0)


def test_a_line_without_a_time_has_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.lp"
    path.write_text("m value=1\n")
    os.utime(path, (5, 5))
    assert read_file("line_protocol", path).readings == {"m": [(5_000_000, 1.0)]}


def test_the_unit_of_times_may_be_another() -> None:
    assert read("line_protocol", "m value=1 5", Options(precision="s")).readings == {
        "m": [(5_000_000, 1.0)]
    }


@pytest.mark.parametrize("size", [20, 64, 1_000])
def test_bad_lines_are_told_by_their_numbers_in_every_part(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_protocol, "_PART", size)
    lines = [f"m value={number} {number}000" for number in range(1, 101)]
    lines[49] = "m value=x 1"
    lines[79] = "nothing"
    content = "\n".join(lines).encode() + b"\nm,a=\xff value=1 1\n# the end\n"
    found = read("line_protocol", content)
    # Those that are no text are told before the others of their part.
    assert sorted(found.refused, key=lambda one: int(one[0].split()[1])) == [
        ("line 50", "field 'value': 'x' is not a number"),
        ("line 80", "the line has no fields"),
        ("line 101", "it is not UTF-8 (byte 5: invalid start byte)"),
    ]
    assert len(found.readings["m"]) == 98


@pytest.mark.parametrize("size", [12, 16 * 2**20])
def test_a_part_does_not_end_inside_of_quotes(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLICE", size)
    content = 'm text="one\ntwo\\" three",value=1 1000\nm value=2 2000\n'
    assert read("line_protocol", content).readings == {"m": [(1, 1.0), (2, 2.0)]}


def test_a_quote_that_nobody_closes_takes_its_line_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLICE", 16)
    found = read("line_protocol", 'm text="one 1000\nm value=2 2000\nm value=3 3000\n')
    assert found.readings == {"m": [(2, 2.0), (3, 3.0)]}
    assert found.refused == [("line 1", "a quote is not closed")]


def test_a_unit_that_is_none_is_refused() -> None:
    with pytest.raises(BadRequest, match="precision takes"):
        read("line_protocol", "m value=1 5", Options(precision="weeks"))
