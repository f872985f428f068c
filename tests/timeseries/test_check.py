from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from tests.timeseries.contents import content_of, make_series, write
from tests.timeseries.damage import execute, flip, roll, state_of
from tests.timeseries.databases import on_both_databases
from timeseries.blocks import DamagedBlock
from timeseries.buckets import COLUMNS
from timeseries.check import check
from timeseries.management.commands.rebuildrollups import rebuild
from timeseries.store import WRITING, snapshot
from timeseries.timerange import MINUTE, SECOND

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    """Three blocks of 500 s and some rows, rolled to the end."""
    series = make_series("a")
    for start in (0, 1_000, 2_000):
        write({series: {(start + n) * SECOND: n * 1.7 for n in range(500)}})
    write({series: {3_000 * SECOND: 1.0, 10 * SECOND: 5.0}})
    roll(series)
    return series


def wrong(series: int) -> list[str]:
    return list(check(series, WRITING))


def run(command: str, *arguments: str) -> str:
    printed = StringIO()
    call_command(command, *arguments, stdout=printed)
    return printed.getvalue()


def test_nothing_is_said_of_a_store_that_is_as_it_should_be(pk: int) -> None:
    assert wrong(pk) == []
    assert run("checkstore") == "1 series are as they should be.\n"


@pytest.mark.parametrize("column", ["times", "values"])
@pytest.mark.parametrize("start", [0, 1_000, 2_000])
def test_a_flipped_bit_in_any_block_is_found(pk: int, column: str, start: int) -> None:
    flip("block", column, pk, start=start * SECOND)
    [sentence] = wrong(pk)
    assert sentence.startswith(f"block {start * SECOND}: ")
    assert "is damaged" in sentence


@pytest.mark.parametrize("column", ["slot", *COLUMNS[1:]])
def test_a_flipped_bit_in_any_column_of_a_rung_is_found(pk: int, column: str) -> None:
    flip("rollupblock", column, pk, width=MINUTE)
    assert any(f"rung {MINUTE}" in sentence for sentence in wrong(pk))


def test_a_rollup_row_that_is_missing_is_found(pk: int) -> None:
    assert execute("DELETE FROM timeseries_rollupblock WHERE width = %s", 10 * MINUTE) == 1
    assert wrong(pk) == [
        f"rung {10 * MINUTE}: it has buckets too many or too few, as at 1970-01-01T00:00:00Z"
    ]


def test_a_bucket_too_many_is_found(pk: int) -> None:
    state = state_of(pk)
    execute("UPDATE timeseries_seriesstate SET rolled_until = %s", state.rolled_until - MINUTE)
    assert wrong(pk) == [f"rung {MINUTE}: it has 1 buckets behind the watermark"]


def test_a_rung_that_the_series_does_not_have_is_found(pk: int) -> None:
    execute("UPDATE timeseries_seriesstate SET base_width = %s", 10 * MINUTE)
    assert f"rung {MINUTE}: it is stored, but the series begins with {10 * MINUTE}" in wrong(pk)


def test_a_value_that_differs_is_named_with_what_it_should_be(pk: int) -> None:
    execute("UPDATE timeseries_reading SET value = 9 WHERE time = %s", 10 * SECOND)
    assert (
        f"rung {MINUTE}: sum of the bucket at 1970-01-01T00:00:00Z is 2997.0, and should be "
        "3001.0 (1 differ)"
    ) in wrong(pk)


@pytest.mark.parametrize("end", [1_000, 1_700, 2_100, 9_000])
def test_blocks_that_overlap_are_found(pk: int, end: int) -> None:
    execute('UPDATE timeseries_block SET "end" = %s WHERE start = 0', end * SECOND)
    said = " ".join(wrong(pk))
    assert f"block {1_000 * SECOND}: it begins before the end of the block before it" in said
    assert "block 0: its readings do not begin and end where it says" in said


def test_a_block_among_many_that_says_a_wrong_end_hides_no_other() -> None:
    series = make_series("many")
    for n in range(200):
        write({series: {(100 * n + m) * SECOND: float(m) for m in range(16)}})
    for n in (3, 70, 150):
        flip("block", "times", series, start=100 * n * SECOND)
    execute('UPDATE timeseries_block SET "end" = %s WHERE start = %s', 2**50, 6_300 * SECOND)
    named = {sentence.split(":")[0] for sentence in wrong(series) if "is damaged" in sentence}
    assert named == {f"block {100 * n * SECOND}" for n in (3, 70, 150)}


@pytest.mark.parametrize(("column", "off"), [("first", -1), ("first", 1), ("last", 5)])
def test_a_state_that_says_other_ends_is_found(pk: int, column: str, off: int) -> None:
    execute(f"UPDATE timeseries_seriesstate SET {column} = {column} + %s", off)
    [sentence] = wrong(pk)
    assert sentence.startswith("its state says ")


def test_times_that_do_not_ascend_are_found(pk: int) -> None:
    for start in (0, 1_000):
        execute(
            "UPDATE timeseries_block SET times = (SELECT other.times FROM timeseries_block AS"
            " other WHERE other.start = %s) WHERE start = %s",
            2_000 * SECOND,
            start * SECOND,
        )
    assert len(wrong(pk)) == 2


# The commands


def test_checkstore_says_what_is_wrong_and_ends_with_an_error(pk: int) -> None:
    make_series("without readings")
    flip("block", "values", pk, start=0)
    printed = StringIO()
    with pytest.raises(CommandError, match=r"1 differences in 2 series\..*backup") as ended:
        call_command("checkstore", stdout=printed)
    assert ended.value.returncode == 1
    [line] = printed.getvalue().splitlines()
    assert line.startswith("a: block 0: The block of series")


def test_checkstore_takes_ids_and_selectors(pk: int) -> None:
    other = make_series("b")
    flip("block", "values", pk, start=0)
    assert run("checkstore", "b") == "1 series are as they should be.\n"
    assert run("checkstore", str(other), "b") == "2 series are as they should be.\n"
    with pytest.raises(CommandError, match="no series with id"):
        run("checkstore", "999999999")


@pytest.mark.parametrize("column", ["slot", "count", "sum", "max_at"])
def test_rebuildrollups_mends_damaged_rollups(pk: int, column: str) -> None:
    flip("rollupblock", column, pk, width=MINUTE)
    assert wrong(pk) != []
    assert run("rebuildrollups") == "The rollups of 1 series are built anew.\n"
    assert wrong(pk) == []


def test_rebuildrollups_leaves_the_rollups_of_damaged_blocks_and_mends_the_others(pk: int) -> None:
    others = [make_series("b"), make_series("c")]
    write({other: {n * SECOND: 1.0 for n in range(1_000)} for other in others})
    execute("DELETE FROM timeseries_rollupblock WHERE width = %s", 10 * MINUTE)
    before = execute("SELECT start FROM timeseries_rollupblock")
    flip("block", "values", pk, start=0)
    printed = StringIO()
    with pytest.raises(CommandError, match=r"1 series stay as they are.*Those of 2 series"):
        call_command("rebuildrollups", stdout=printed)
    assert printed.getvalue().startswith(f"The block of series {pk} from 0 ")
    assert state_of(pk).base_width == MINUTE
    assert [wrong(other) for other in others] == [[], []]
    assert before is not None


def test_a_rebuild_refuses_a_damaged_block_before_it_removes_anything(pk: int) -> None:
    state = state_of(pk)
    flip("block", "values", pk, start=2_000 * SECOND)
    with pytest.raises(DamagedBlock):
        rebuild(pk)
    assert state_of(pk) == state


def test_rollups_are_rebuilt_while_others_write(pk: int) -> None:
    def writing() -> None:
        for n in range(200):
            write({pk: {(4_000 + n) * SECOND: 1.0, 700 * SECOND + n: 2.0}})
        connections.close_all()

    writer = Thread(target=writing)
    writer.start()
    while writer.is_alive():
        rebuild(pk)
        with snapshot() as using:
            assert list(check(pk, using)) == []
    writer.join()
    rebuild(pk)
    assert wrong(pk) == []
    assert len(content_of(pk)) == 1_501 + 400


def test_a_series_that_is_gone_is_no_reason_to_stop(pk: int) -> None:
    rebuild(pk + 1_000)
