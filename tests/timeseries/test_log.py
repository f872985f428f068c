import pytest

from tests.timeseries.contents import make_series, newest, wait_for_the_log, write
from tests.timeseries.databases import on_both_databases
from timeseries.live import log as log_module
from timeseries.live.frame import Delta
from timeseries.live.log import NOTHING, LogForgotten, moment, read_missed, read_new
from timeseries.models import Commit, Reading, Series
from timeseries.store import LOG_KEPT, prune_log
from timeseries.timerange import now

pytestmark = on_both_databases
EVERYTHING = 2**62


@pytest.fixture
def pk() -> int:
    return make_series("a")


def plain(
    delta: Delta,
) -> tuple[dict[int, list[tuple[int, float]]], dict[int, list[tuple[int, int]]]]:
    """The readings and the changed stretches of a delta."""
    readings = {
        pk: list(zip(times.tolist(), values.tolist(), strict=True))
        for pk, (times, values) in delta.readings.items()
    }
    return readings, delta.changed


def new(cursor: int, newest_sent: dict[int, int]) -> Delta:
    wait_for_the_log()
    return read_new(cursor, newest_sent, lambda pk: True)[0]


def missed(cursor: int, *pks: int) -> Delta:
    wait_for_the_log()
    delta = read_missed(cursor, EVERYTHING, pks)
    assert delta
    return delta


def test_the_number_and_the_times_that_there_are_now(pk: int) -> None:
    other = make_series("b")
    number = write({pk: {5: 1.0, 9: 1.0}})
    wait_for_the_log()
    found, times = moment([pk, other])
    assert found >= number
    assert times == {pk: 9, other: NOTHING}


# For those who have followed all along


def test_what_is_later_than_what_was_sent_is_read_over_all_commits(pk: int) -> None:
    before = write({pk: {5: 1.0}})
    write({pk: {6: 2.0}})
    write({pk: {7: 3.0, 9: 4.0}})
    delta = new(before, {pk: 5})
    assert plain(delta) == ({pk: [(6, 2.0), (7, 3.0), (9, 4.0)]}, {})
    assert delta.newest == {pk: 9}
    assert delta.cursor >= newest()


def test_what_was_touched_up_to_what_was_sent_has_changed(pk: int) -> None:
    before = write({pk: dict.fromkeys(range(0, 100, 10), 0.0)})
    write({pk: {5: 1.0, 20: 1.0}})
    write({pk: {70: 1.0}})
    assert plain(new(before, {pk: 90})) == ({}, {pk: [(5, 20), (70, 70)]})


def test_what_was_sent_ahead_of_its_commit_has_changed(pk: int) -> None:
    before = write({pk: {5: 1.0}})
    write({pk: {6: 1.0, 7: 1.0}})
    assert plain(new(before, {pk: 6})) == ({pk: [(7, 1.0)]}, {pk: [(6, 6)]})


def test_stretches_that_overlap_or_meet_are_joined(pk: int) -> None:
    before = write({pk: dict.fromkeys(range(100), 0.0)})
    for stretch in ([50, 60], [55, 70], [10, 20], [21, 30], [71, 71]):
        write({pk: dict.fromkeys(stretch, 1.0)})
    assert plain(new(before, {pk: 99})) == ({}, {pk: [(10, 30), (50, 71)]})


def test_series_that_nobody_follows_are_left_out(pk: int) -> None:
    write({pk: {1: 1.0}, make_series("b"): {1: 1.0}})
    assert plain(new(0, {pk: NOTHING})) == ({pk: [(1, 1.0)]}, {})


def test_series_that_were_never_seen_are_told(pk: int) -> None:
    other = make_series("b")
    write({pk: {1: 1.0}, other: {1: 1.0}})
    wait_for_the_log()
    _, strangers = read_new(0, {}, {pk}.__contains__)
    assert strangers == [Series.objects.get(pk=other)]


def test_a_series_that_was_deleted_meanwhile_is_no_stranger(pk: int) -> None:
    write({pk: {1: 1.0}})
    Series.objects.get(pk=pk).delete()
    delta, strangers = read_new(0, {}, lambda pk: False)
    assert (plain(delta), strangers, delta.gone) == (({}, {}), [], {pk})
    assert missed(0).gone == {pk}


@pytest.mark.parametrize(("count", "sent"), [(5, True), (6, False)])
def test_too_many_readings_have_changed_instead(
    pk: int, count: int, sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MOST_READINGS", 5)
    before = write({pk: {0: 0.0}})
    write({pk: dict.fromkeys(range(1, count + 1), 0.0)})
    delta = new(before, {pk: 0})
    assert (pk in delta.readings, delta.changed) == (sent, {} if sent else {pk: [(1, count)]})
    assert delta.newest == {pk: count}


def test_nothing_new_is_an_empty_delta(pk: int) -> None:
    number = write({pk: {1: 1.0}})
    delta = new(number, {pk: 1})
    assert not delta
    assert delta.cursor >= number


# For those who were away


def test_what_was_missed_of_some_series(pk: int) -> None:
    other = make_series("b")
    before = write({pk: {1: 1.0, 5: 1.0}, other: {5: 1.0}})
    write({pk: {3: 3.0, 5: 5.0, 6: 6.0}, other: {6: 6.0}})
    write({pk: {7: 7.0}})
    delta = missed(before, pk)
    assert plain(delta) == ({pk: [(6, 6.0), (7, 7.0)]}, {pk: [(3, 5)]})
    assert delta.added == []
    assert delta.cursor == EVERYTHING


def test_what_came_after_the_number_up_to_which_it_is_asked_is_left_out(pk: int) -> None:
    before = write({pk: {5: 1.0}})
    until = write({pk: {6: 1.0}})
    write({pk: {7: 1.0}})
    wait_for_the_log()
    delta = read_missed(before, until, [pk])
    assert delta
    assert (plain(delta), delta.cursor) == (({pk: [(6, 1.0)]}, {}), until)


def test_a_series_whose_first_reading_was_missed_is_added(pk: int) -> None:
    before = write({pk: {5: 1.0}})
    born, by_orm = make_series("b"), make_series("c")
    write({pk: {6: 1.0}, born: {1: 1.0, 2: 2.0}})
    Reading.objects.create(series_id=by_orm, time=1, value=1.0)
    assert [series.pk for series in missed(before, pk, born, by_orm).added] == [born, by_orm]


def test_a_log_that_does_not_reach_back_says_so(pk: int) -> None:
    numbers = [write({pk: {time: 1.0}}) for time in range(3)]
    Commit.objects.update(at=now() - LOG_KEPT - 1)
    prune_log()
    wait_for_the_log()
    assert read_missed(numbers[0], EVERYTHING, [pk]) is None
    with pytest.raises(LogForgotten):
        new(numbers[0], {pk: NOTHING})
    assert plain(missed(numbers[1], pk)) == ({pk: [(2, 1.0)]}, {})
