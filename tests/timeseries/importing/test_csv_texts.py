"""Texts of states in CSV files."""

import pytest

from tests.timeseries.importing.reading import read
from timeseries.importing.formats import csv as csv_format


@pytest.mark.parametrize("few", [0, 1_000_000])
@pytest.mark.parametrize("separator", [",", ";"])
def test_texts_of_a_series_without_numbers_are_states(
    few: int, separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_format, "_FEW", few)
    rows = ["1,mode, auto ", "1,t,20", "2,lamp,true", "2,mode,", "3,mode,off", "4,lamp,FALSE"]
    content = "\n".join(["time,series,value", *rows]).replace(",", separator)
    found = read("csv", content)
    assert found.states == {"mode": [(1_000, "auto"), (3_000, "off")]}
    assert found.readings == {"t": [(1_000, 20.0)], "lamp": [(2_000, 1.0), (4_000, 0.0)]}
    assert not found.count
    wide = ["time,mode,t,lamp", "1,auto,20,", "2,,,true", "3, off,,", "4,,,FALSE"]
    found = read("csv", "\n".join(wide).replace(",", separator))
    assert found.states == {"mode": [(1_000, "auto"), (3_000, "off")]}
    assert found.readings == {"t": [(1_000, 20.0)], "lamp": [(2_000, 1.0), (4_000, 0.0)]}


def test_a_text_of_a_series_of_numbers_is_refused_wherever_it_stands() -> None:
    rows = [f"{number},{number},{'on' if number % 2 else 'off'}" for number in range(30_000)]
    rows[29_000], rows[10] = "29000,none,", "10,,nan"
    found = read("csv", "\n".join(["time,t,mode", *rows]))
    assert found.refused == [
        ("line 12, column mode", "'nan' is not finite; leave such values out"),
        ("line 29002, column t", "'none' is not a number"),
    ]
    assert len(found.readings["t"]) == 29_998
    assert len(found.states["mode"]) == 29_998
    found = read("csv", "time,series,value\n1,t,none\n2,t,5\n3,u,none\n" + "4,u,\x01\n")
    assert found.states == {"u": [(3_000, "none")]}
    assert found.refused[0] == ("line 2, column value", "'none' is not a number")
    assert found.refused[1][0] == "line 5, column value"
