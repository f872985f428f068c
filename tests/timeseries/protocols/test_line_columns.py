import pytest

from timeseries.ingest.line_columns import read_lines


def test_the_fields_of_lines_are_told_apart() -> None:
    found = read_lines(["cpu,host=a usage_idle=1,usage_user=2i 7", "cpu usage_idle=3,value=4 8"])
    assert found is not None
    assert (found.heads, found.head.tolist()) == (["cpu,host=a", "cpu"], [0, 1])
    assert found.stamps is not None
    assert found.stamps.tolist() == [7, 8]
    names = [found.names[number] for number in found.name.tolist()]
    assert names == ["usage_idle", "usage_user", "usage_idle", "value"]
    assert (found.line.tolist(), found.values.tolist()) == ([0, 0, 1, 1], [1, 2, 3, 4])


def test_names_that_differ_behind_their_first_eight_bytes_are_not_the_same() -> None:
    found = read_lines(["m usage_idle=1 7", "m usage_user=2 7"])
    assert found is not None
    assert found.names == ["usage_idle", "usage_user"]


def test_lines_without_times_have_none() -> None:
    found = read_lines(["m f=1", "m f=2"])
    assert found is not None
    assert found.stamps is None


@pytest.mark.parametrize(
    "line",
    ["m", "m f", "m f=", "m f=1=2 5", "m f=1,g 5", "m f=1,,g=2 5", "m =f=1 5", "m f=1 5 6"]
    + [" m f=1 5", "m f=1 5 ", "m  f=1 5", "m,t=a 5", "m f=1 x=5", "", "m f=1 5,6", "m f=x 5"],
)
def test_a_line_that_is_no_plain_one_is_left_to_be_read_by_itself(line: str) -> None:
    assert read_lines(["m f=1 5", line, "m f=1 5"]) is None
    assert read_lines([line, line]) is None
