import asyncio

import pytest

from tests.timeseries.contents import make_series, write
from tests.timeseries.damage import flip, pack
from tests.timeseries.databases import on_both_databases
from timeseries import history as history_module
from timeseries.blocks import DamagedBlock
from timeseries.history import history
from timeseries.models import Reading, Series

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    """Readings at 0 to 99 in a block, of which 50 is corrected, and at 200 to 204 in rows."""
    series = make_series("a")
    write({series: {time: time / 2 for time in range(100)}})
    write({series: {time: time / 2 for time in range(200, 205)}})
    Reading.objects.create(series_id=series, time=50, value=-1.0)
    return series


ALL = {time: time / 2 for time in (*range(100), *range(200, 205))} | {50: -1.0}


def test_all_readings_come_as_arrays_packed_or_not(pk: int) -> None:
    times, values = history(pk).arrays()
    assert dict(zip(times.tolist(), values.tolist(), strict=True)) == ALL
    assert [times.dtype.name, values.dtype.name] == ["int64", "float64"]
    pack(pk)
    assert history(pk).arrays()[1].tolist() == values.tolist()


def test_it_takes_a_series_or_its_id(pk: int) -> None:
    assert history(Series.objects.get(pk=pk)) == history(pk)


def test_the_orm_sees_rows_alone_and_history_sees_all(pk: int) -> None:
    assert Reading.objects.filter(series=pk).count() == 6
    assert len(history(pk).arrays()[0]) == 105


def test_ranges_are_half_open_and_narrow_each_other(pk: int) -> None:
    assert history(pk).between(98, 201).arrays()[0].tolist() == [98, 99, 200]
    narrowed = history(pk).between(10, 20).between(0, 12)
    assert narrowed.arrays()[0].tolist() == [10, 11]
    assert len(history(pk).between(100, 200).arrays()[0]) == 0


def test_the_first_and_the_last_are_read_ascending(pk: int) -> None:
    assert history(pk).first()[0].tolist() == [0]
    assert history(pk).between(97, 999).first(4)[0].tolist() == [97, 98, 99, 200]
    assert history(pk).last(2)[0].tolist() == [203, 204]
    assert history(pk).between(99, 202).last(9)[0].tolist() == [99, 200, 201]


def test_a_value_is_found_by_its_time(pk: int) -> None:
    assert [history(pk).value_at(time) for time in (50, 51, 150, 204)] == [-1.0, 25.5, None, 102.0]


@pytest.mark.parametrize("page", [1, 7, 105, 1_000])
def test_iterating_gives_each_reading_once_whatever_the_page(
    pk: int, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "PAGE", page)
    assert list(history(pk)) == sorted(ALL.items())
    assert list(history(pk).between(98, 202)) == [(98, 49), (99, 49.5), (200, 100), (201, 100.5)]


@pytest.mark.parametrize("page", [7, 1_000])
def test_iterating_in_async_code_gives_the_same(
    pk: int, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "PAGE", page)

    async def gathered() -> list[tuple[int, float]]:
        return [reading async for reading in history(pk)]

    assert asyncio.run(gathered()) == sorted(ALL.items())
    times, _ = asyncio.run(history(pk).between(0, 3).aarrays())
    assert times.tolist() == [0, 1, 2]


def test_a_series_without_readings_has_an_empty_history() -> None:
    empty = history(make_series("empty"))
    assert (list(empty), len(empty.arrays()[0]), len(empty.last()[0])) == ([], 0, 0)


def test_a_damaged_block_is_an_error_and_never_a_gap(pk: int) -> None:
    flip("block", "values", pk)
    with pytest.raises(DamagedBlock):
        history(pk).arrays()
    with pytest.raises(DamagedBlock):
        list(history(pk))
    assert history(pk).between(200, 300).arrays()[0].tolist() == [200, 201, 202, 203, 204]
