"""A turn of the background for several series, one of which is not as it should be."""

import logging

import pytest

from tests.timeseries.contents import make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import packer
from timeseries.background import Background
from timeseries.models import Block, Reading, Series

pytestmark = on_both_databases


def rows(series: int) -> int:
    return Reading.objects.filter(series=series).count()


@pytest.fixture
def three() -> list[int]:
    """Series with a block, and rows that are due to be packed into it and beside it."""
    series = [make_series(f"series {place}") for place in range(3)]
    for pk in series:
        write({pk: dict.fromkeys(range(0, 6000, 10), 1.0)})
        for low in range(0, 300, 10):
            write({pk: {time * 10 + 5: 2.0 for time in range(low, low + 10)}})
    return series


def test_a_damaged_block_of_one_series_leaves_the_others_packed(
    three: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    damaged = three[1]
    Block.objects.filter(series=damaged).update(count=5)
    with caplog.at_level(logging.WARNING):
        Background().finish()
    assert [rows(pk) for pk in three] == [0, 300, 0]
    assert f"The block of series {damaged} " in caplog.text


def test_a_series_deleted_before_its_turn_leaves_the_others_packed(three: list[int]) -> None:
    background = Background()
    background._work.extend(three)
    Series.objects.get(pk=three[1]).delete()
    while background._work:
        background._do()
    assert [rows(three[0]), rows(three[2])] == [0, 0]


def test_one_turn_takes_a_bounded_number_of_readings_whatever_series_they_are_of(
    three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packer, "STEP_READINGS", 300)
    background = Background()
    background._work.extend(three)
    background._do()
    left = [pk for pk in three if rows(pk)]
    assert [rows(pk) for pk in left] == [300, 300]
    assert set(background._work) >= set(left)
    while background._work:
        background._do()
    assert [rows(pk) for pk in three] == [0, 0, 0]
