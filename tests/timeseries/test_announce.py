import pytest
from django.db import transaction

from tests.timeseries.contents import content_of, extent_of, log_after, make_series, newest, write
from tests.timeseries.databases import on_both_databases
from timeseries.models import Commit, Reading, Series
from timeseries.timerange import EARLIEST, LATEST

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def save(series: int, time: int) -> None:
    Reading(series_id=series, time=time, value=float(time)).save()


def is_told(series: int, times: range | list[int], after: int = 0) -> bool:
    """Whether each of these times is in a stretch of the log."""
    told = [(first, last) for one, first, last, late in log_after(after) if one == series and late]
    return all(any(first <= time <= last for first, last in told) for time in times)


def test_a_save_is_told_as_late_and_moves_first_and_last(pk: int) -> None:
    save(pk, 5)
    assert log_after(0) == [(pk, 5, 5, 1)]
    save(pk, 2)
    save(pk, 9)
    assert log_after(0) == [(pk, 5, 5, 1), (pk, 2, 2, 1), (pk, 9, 9, 1)]
    assert extent_of(pk) == (2, 9)


def test_each_transaction_is_told_by_itself(pk: int) -> None:
    for _ in range(2):
        before = newest()
        with transaction.atomic():
            save(pk, 5)
            save(pk, 5)
        assert log_after(before) == [(pk, 5, 5, 1)]


@pytest.mark.parametrize("step", [1, -1])
def test_many_saves_in_one_transaction_are_told_by_few_entries(pk: int, step: int) -> None:
    times = [step * n * 1_000_000 for n in range(500)]
    with transaction.atomic():
        for time in times:
            save(pk, time)
    assert is_told(pk, times)
    assert len(log_after(0)) <= 12
    assert extent_of(pk) == (min(times), max(times))


def test_saves_that_alternate_between_series_are_told_by_few_entries_too() -> None:
    pks = [make_series(name) for name in "abc"]
    with transaction.atomic():
        for time in range(200):
            for pk in pks:
                save(pk, time)
    assert all(is_told(pk, range(200)) for pk in pks)
    assert len(log_after(0)) <= 3 * 10


def test_stretches_are_not_widened_beyond_the_times_that_there_are(pk: int) -> None:
    with transaction.atomic():
        for time in (0, LATEST - 1, EARLIEST + 1, LATEST, EARLIEST):
            save(pk, time)
    assert is_told(pk, [0, LATEST - 1, EARLIEST + 1, LATEST, EARLIEST])
    assert all(EARLIEST <= a <= b <= LATEST for _, a, b, _ in log_after(0))


def test_what_a_savepoint_rolled_back_does_not_hide_what_comes_after_it(pk: int) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            save(pk, 5)
            raise ZeroDivisionError
        assert log_after(0) == []
        save(pk, 5)
    assert log_after(0) == [(pk, 5, 5, 1)]
    assert content_of(pk) == {5: 5.0}


def test_what_was_told_before_a_savepoint_outlives_its_rollback(pk: int) -> None:
    with transaction.atomic():
        save(pk, 5)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            save(pk, 6)
            raise ZeroDivisionError
        save(pk, 7)
    assert is_told(pk, [5, 7])
    assert content_of(pk) == {5: 5.0, 7: 7.0}
    assert extent_of(pk) == (5, 7)


def test_a_rolled_back_transaction_is_not_told_and_hides_nothing(pk: int) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        save(pk, 5)
        raise ZeroDivisionError
    assert (log_after(0), extent_of(pk)) == ([], (None, None))
    save(pk, 5)
    assert log_after(0) == [(pk, 5, 5, 1)]


def test_a_bulk_create_is_told_once_for_each_series() -> None:
    pks = [make_series(name) for name in "ab"]
    Reading.objects.bulk_create(
        [Reading(series_id=pk, time=time, value=0.0) for time in (3, 1, 2) for pk in pks]
    )
    assert log_after(0) == [(pk, 1, 3, 1) for pk in pks]
    assert Commit.objects.count() == 1


def test_an_update_and_a_delete_are_told_with_the_times_that_they_reach(pk: int) -> None:
    before = write({pk: dict.fromkeys(range(10), 0.0)})
    Reading.objects.filter(series=pk, time__gte=3, time__lt=6).update(value=1.0)
    assert log_after(before) == [(pk, 3, 5, 1)]
    before = newest()
    Reading.objects.filter(series=pk, time__gte=8).delete()
    assert log_after(before) == [(pk, 8, 9, 1)]
    assert extent_of(pk) == (0, 7)


def test_a_change_that_reaches_no_reading_is_not_told(pk: int) -> None:
    Reading.objects.filter(series=pk).update(value=1.0)
    Reading.objects.filter(series=pk).delete()
    Reading.objects.bulk_create([])
    assert log_after(0) == []


def test_deleting_the_newest_reading_brings_last_back(pk: int) -> None:
    before = write({pk: {1: 0.0, 5: 0.0}})
    Reading.objects.get(pk=(pk, 5)).delete()
    assert log_after(before) == [(pk, 5, 5, 1)]
    assert extent_of(pk) == (1, 1)
    write({pk: {3: 0.0}})
    assert log_after(newest() - 1)[-1] == (pk, 3, 3, 0)


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_deleted_series_is_told_with_all_its_time(pk: int, one_by_one: bool) -> None:
    before = write({pk: {1: 0.0}})
    if one_by_one:
        Series.objects.get(pk=pk).delete()
    else:
        Series.objects.filter(pk=pk).delete()
    assert log_after(before) == [(pk, EARLIEST, LATEST, 1)]


def test_many_series_deleted_at_once_are_all_told() -> None:
    pks = [make_series(f"a{n}") for n in range(5)]
    Series.objects.filter(pk__in=pks).delete()
    assert sorted(log_after(0)) == [(pk, EARLIEST, LATEST, 1) for pk in pks]
