import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.contents import (
    Content,
    Session,
    batch_of,
    content_of,
    make_series,
    newest,
    wait_for_the_log,
    write,
)
from tests.timeseries.databases import on_both_databases
from tests.timeseries.pages import Page, Process, process
from timeseries.errors import BadSelector, DatabaseUnavailable, NotFound
from timeseries.live import conflate as conflate_module
from timeseries.live import hub as hub_module
from timeseries.live import log as log_module
from timeseries.live import subscription as subscription_module
from timeseries.models import Commit, Reading, Series
from timeseries.store import LOG_KEPT, prune_log
from timeseries.timerange import now
from timeseries.writer import Writer

pytestmark = on_both_databases
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer"
)
numbered = count()


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0)


@pytest.fixture
def here() -> Iterator[Process]:
    with process() as one:
        yield one


@pytest.fixture
def elsewhere() -> Iterator[Process]:
    with process() as one:
        yield one


@pytest.fixture
def pk() -> int:
    return make_series("a")


def opened(process: Process, *texts: str) -> Page:
    """A page that is connected and has its window."""
    page = Page(*texts)
    page.connect(process)
    page.load()
    page.frames.clear()
    return page


def outlive() -> None:
    """Let all commits so far be old, and prune the log as upkeep does."""
    Commit.objects.filter(at__gt=0).update(at=now() - LOG_KEPT - 1)
    prune_log()


# Following


def test_the_first_frame_comes_at_once_with_the_cursor_and_nothing_else(
    here: Process, pk: int
) -> None:
    number = write({pk: {1: 1.0}})
    page = Page(str(pk))
    page.connect(here)
    assert page.frames == [{"cursor": str(page.cursor)}]
    assert (page.cursor or 0) >= number


def test_what_is_appended_comes_as_series(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0}})
    page = opened(here, str(pk))
    write({pk: {2_000: 2.0}})
    write({pk: {3_500: 3.0}})
    here.tick()
    page.take_all()
    [frame] = page.frames
    assert frame["series"] == {str(pk): [[2, 2.0], [3.5, 3.0]]}
    assert frame.keys() == {"cursor", "series"}


def test_what_is_late_or_corrected_comes_as_changed(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0, 9_000: 1.0}})
    page = opened(here, str(pk))
    write({pk: {1_000: 5.0, 4_000: 4.0, 10_000: 2.0}})
    here.tick()
    page.take_all()
    [frame] = page.frames
    assert frame["changed"] == {str(pk): [[1, 4.001]]}
    assert frame["series"] == {str(pk): [[10, 2.0]]}


def test_a_late_reading_between_two_ticks_is_told_as_changed_too(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0}})
    page = Page(str(pk))
    page.connect(here)
    write({pk: {9_000: 1.0}})
    page.load()
    # The query has answered 9 ms; that 5 ms comes before it is for `changed` to say.
    write({pk: {5_000: 2.0}})
    here.tick()
    page.take_all()
    assert page.settled() == {pk: {1_000: 1.0, 5_000: 2.0, 9_000: 1.0}}


def test_a_reading_that_came_and_went_between_two_ticks_is_not_left_on_the_page(
    here: Process, pk: int
) -> None:
    write({pk: {1_000: 1.0}})
    page = Page(str(pk))
    page.connect(here)
    write({pk: {9_000: 1.0}})
    page.load()
    Reading.objects.get(pk=(pk, 9_000)).delete()
    here.tick()
    page.take_all()
    assert page.settled() == {pk: {1_000: 1.0}}


def test_what_is_deleted_comes_as_changed(here: Process, pk: int) -> None:
    write({pk: dict.fromkeys(range(0, 10_000, 1_000), 0.0)})
    page = opened(here, str(pk))
    Reading.objects.filter(time__gte=7_000).delete()
    here.tick()
    page.take_all()
    assert page.frames[0]["changed"] == {str(pk): [[7, 9.001]]}
    assert page.settled() == {pk: content_of(pk)}


def test_a_reading_after_a_deleted_end_is_changed_to_whoever_was_sent_that_end(
    here: Process, pk: int
) -> None:
    page = opened(here, str(pk))
    write({pk: {9_000: 1.0}})
    here.tick()
    Reading.objects.all().delete()
    here.tick()
    write({pk: {5_000: 2.0}})
    here.tick()
    page.take_all()
    assert [frame.keys() - {"cursor"} for frame in page.frames] == [
        {"series"},
        {"changed"},
        {"changed"},
    ]
    assert page.settled() == {pk: {5_000: 2.0}}


def test_a_deleted_series_is_changed_in_times_that_a_query_takes(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0}})
    page = opened(here, str(pk))
    Series.objects.get(pk=pk).delete()
    here.tick()
    page.take_all()
    [[start, end]] = page.frames[0]["changed"][str(pk)]
    assert -62_135_596_800_000 <= start < 1 < end < 253_402_300_800_000
    assert page.settled() == {}


def test_a_series_that_came_and_went_between_two_ticks_is_not_left_on_a_page(
    here: Process, pk: int
) -> None:
    selects, follows = Page("*"), opened(here, str(pk))
    selects.connect(here)
    write({make_series("b"): {1_000: 1.0}})
    selects.load()
    Series.objects.get(key="b").delete()
    here.tick()
    for page in (selects, follows):
        page.take_all()
        assert page.settled() == {}
    assert follows.frames == []


def test_more_readings_than_a_frame_holds_come_as_changed(
    here: Process, pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MOST_READINGS", 3)
    page = opened(here, str(pk))
    write({pk: dict.fromkeys((1_000, 2_000, 3_000, 4_000), 0.0)})
    here.tick()
    write({pk: dict.fromkeys((5_000, 6_000, 7_000), 0.0)})
    here.tick()
    page.take_all()
    assert "series" not in page.frames[0]
    [[start, end]] = page.frames[0]["changed"][str(pk)]
    assert start <= 1
    assert end == 4.001
    assert page.frames[1]["series"] == {str(pk): [[5, 0.0], [6, 0.0], [7, 0.0]]}


def test_others_readings_are_not_sent(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    write({make_series("b"): {1: 1.0}})
    here.tick()
    page.take_all()
    assert page.frames == []


def test_clients_of_the_same_series_share_a_frame(here: Process, pk: int) -> None:
    pages = [opened(here, str(pk), "b*"), opened(here, "b*", str(pk), str(pk))]
    write({pk: {1: 1.0}})
    here.tick()
    frames = [here.run(page.subscription.next(0)) for page in pages]
    assert frames[0] is frames[1]


def test_two_ids_and_a_selector_are_followed_at_once(here: Process, pk: int) -> None:
    other, third = make_series("b"), make_series("c1")
    page = opened(here, str(pk), str(other), "c*")
    write({pk: {1_000: 1.0}, other: {1_000: 2.0}, third: {1_000: 3.0}})
    here.tick()
    page.take_all()
    assert page.frames[0]["series"].keys() == {str(pk), str(other), str(third)}


# New series


def test_a_new_series_that_a_selector_takes_is_added_with_its_readings(here: Process) -> None:
    page = opened(here, 'cpu{host="a*"}')
    series = Series.objects.create(name="cpu", tags={"host": "a1"}, unit="%")
    write({series.pk: {1_000: 1.0}, make_series("other"): {1_000: 2.0}})
    here.tick()
    page.take_all()
    assert page.frames[0]["added"] == [
        {"id": series.pk, "name": "cpu", "tags": {"host": "a1"}, "unit": "%"}
    ]
    assert page.frames[0]["series"] == {str(series.pk): [[1, 1.0]]}
    write({series.pk: {2_000: 2.0}})
    here.tick()
    page.take_all()
    assert page.frames[1].keys() == {"cursor", "series"}


def test_a_series_is_added_once_to_each_that_takes_it(here: Process) -> None:
    pages = [opened(here, "a*"), opened(here, "*"), opened(here, "b*")]
    for time in (1_000, 2_000):
        write({find("a1"): {time: 1.0}})
        here.tick()
    for page in pages:
        page.take_all()
    assert [page.added for page in pages] == [["a1"], ["a1"], []]


def find(name: str) -> int:
    return Series.objects.get_or_create(key=name, defaults={"name": name})[0].pk


def test_a_new_series_is_added_also_when_another_client_was_the_first_to_find_it(
    here: Process,
) -> None:
    page = opened(here, "a*")
    write({make_series("a1"): {1_000: 1.0}})
    # Before the hub has read of it in the log.
    other = opened(here, "*")
    here.tick()
    for one in (page, other):
        one.take_all()
        assert one.settled() == {find("a1"): {1_000: 1.0}}
    assert (page.added, other.added) == (["a1"], [])


def test_a_new_series_with_more_readings_than_a_frame_holds_is_added_as_changed(
    here: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MOST_READINGS", 3)
    page = opened(here, "a*")
    write({make_series("a1"): dict.fromkeys((1_000, 2_000, 3_000, 4_000), 1.0)})
    here.tick()
    page.take_all()
    assert page.frames[0].keys() == {"cursor", "changed", "added"}
    assert page.settled() == {find("a1"): content_of(find("a1"))}


def test_a_series_that_was_there_without_readings_is_not_added(here: Process, pk: int) -> None:
    page = opened(here, "a")
    write({pk: {1_000: 1.0}})
    here.tick()
    page.take_all()
    assert page.frames[0].keys() == {"cursor", "series"}


@pytest.mark.parametrize("way", ["writer", "orm"])
def test_a_series_that_was_born_while_a_client_was_away_is_added(here: Process, way: str) -> None:
    write({make_series("other"): {0: 0.0}})
    page = opened(here, "a*")
    stays = opened(here, "a*")
    page.disconnect()
    if way == "writer":
        write({make_series("a1"): {1_000: 1.0}})
    else:
        Reading.objects.create(series_id=make_series("a1"), time=1_000, value=1.0)
    here.tick()
    page.connect(here)
    stays.take_all()
    assert page.added == stays.added == ["a1"]
    assert page.settled() == {find("a1"): {1_000: 1.0}}


# Coming back


def test_who_comes_back_is_sent_what_was_missed(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0}})
    page = opened(here, str(pk))
    opened(here, str(pk))
    page.disconnect()
    write({pk: {500: 5.0, 2_000: 2.0}})
    write({pk: {3_000: 3.0}})
    here.tick()
    page.connect(here)
    [frame] = page.frames
    assert frame["changed"] == {str(pk): [[0.5, 0.501]]}
    assert frame["series"] == {str(pk): [[2, 2.0], [3, 3.0]]}


def test_who_comes_back_with_nothing_missed_is_sent_the_cursor(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    page.disconnect()
    page.connect(here)
    assert [frame.keys() for frame in page.frames] == [{"cursor"}]
    assert page.resyncs == 0


@pytest.mark.parametrize("at", [5_000, 9_000])
def test_what_was_missed_and_is_not_later_than_a_missed_deletion_is_changed(
    here: Process, pk: int, at: int
) -> None:
    write({pk: {1_000: 1.0, 9_000: 1.0}})
    page = opened(here, str(pk))
    opened(here, str(pk))
    page.disconnect()
    Reading.objects.get(pk=(pk, 9_000)).delete()
    write({pk: {at: 2.0}})
    here.tick()
    page.connect(here)
    assert page.frames[0].keys() == {"cursor", "changed"}
    assert page.settled() == {pk: {1_000: 1.0, at: 2.0}}


def test_a_series_that_was_deleted_while_a_client_was_away_does_not_stay_with_it(
    here: Process, pk: int
) -> None:
    other = make_series("b")
    write({pk: {1_000: 1.0}, other: {1_000: 1.0}})
    page = opened(here, "*")
    page.disconnect()
    Series.objects.get(pk=other).delete()
    page.connect(here)
    assert page.settled() == {pk: {1_000: 1.0}}


def test_another_process_knows_the_cursor_of_the_first(
    here: Process, elsewhere: Process, pk: int
) -> None:
    page = opened(here, str(pk))
    write({pk: {1_000: 1.0}})
    here.tick()
    page.take_all()
    page.disconnect()
    write({pk: {2_000: 2.0}})
    page.connect(elsewhere)
    assert page.frames[-1]["series"] == {str(pk): [[2, 2.0]]}
    assert page.resyncs == 0


def test_a_cursor_ahead_of_this_process_makes_it_read_on(
    here: Process, elsewhere: Process, pk: int
) -> None:
    behind = opened(elsewhere, str(pk))
    page = opened(here, str(pk))
    write({pk: {1_000: 1.0}})
    here.tick()
    page.take_all()
    page.disconnect()
    page.connect(elsewhere)
    assert page.resyncs == 0
    assert page.frames[-1].keys() == {"cursor"}
    behind.take_all()
    assert behind.settled() == {pk: {1_000: 1.0}}


def test_a_cursor_that_no_log_here_has_reached_is_told_to_resync(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    page.disconnect()
    page.cursor = None
    page.connect(here)
    known = page.cursor
    page.disconnect()
    assert known is not None
    subscription = here.run(here.hub.subscribe([str(pk)], known + 1_000_000))
    frame = here.run(subscription.next(0))
    assert frame.resync
    assert frame.cursor < known + 1_000_000


def test_who_was_away_longer_than_the_log_is_told_to_resync(here: Process, pk: int) -> None:
    write({pk: {1_000: 1.0}})
    page = opened(here, str(pk))
    opened(here, str(pk))
    page.disconnect()
    for time in (2_000, 3_000, 4_000):
        write({pk: {time: 1.0}})
    outlive()
    here.tick()
    page.connect(here)
    assert page.resyncs == 1
    page.load()
    assert page.settled() == {pk: content_of(pk)}


def test_a_process_that_stood_still_for_longer_than_the_log_tells_all_to_resync(
    here: Process, pk: int
) -> None:
    write({pk: {1_000: 1.0}})
    pages = [opened(here, str(pk)), opened(here, "*")]
    for time in (2_000, 3_000):
        write({make_series(f"b{time}"): {time: 1.0}, pk: {time: 1.0}})
    outlive()
    here.tick()
    for page in pages:
        page.take_all()
        assert page.resyncs == 1
        page.load()
    write({find("b2000"): {9_000: 1.0}})
    here.tick()
    for page in pages:
        page.take_all()
    assert pages[0].settled() == {pk: content_of(pk)}
    assert pages[1].settled() == {one.pk: content_of(one.pk) for one in Series.objects.all()}
    assert len(pages[1].frames) == 1


def test_pruning_costs_nobody_a_resync_who_has_read_all(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    for time in (1_000, 2_000):
        write({pk: {time: 1.0}})
    here.tick()
    page.take_all()
    page.disconnect()
    outlive()
    write({pk: {3_000: 1.0}})
    page.connect(here)
    assert page.resyncs == 0
    assert page.settled() == {pk: content_of(pk)}


# Following more and less


def test_who_follows_more_is_sent_what_it_missed_of_that_and_nothing_twice(
    here: Process, pk: int
) -> None:
    other = make_series("b")
    write({pk: {1_000: 1.0}, other: {1_000: 1.0}})
    page, stays = opened(here, str(pk)), opened(here, str(other))
    cursor = page.cursor
    write({pk: {2_000: 2.0}, other: {2_000: 2.0}})
    here.tick()
    here.run(here.hub.follow_also(page.subscription, [str(other)], cursor))
    write({pk: {3_000: 3.0}, other: {3_000: 3.0}})
    here.tick()
    page.take_all()
    assert [frame["series"] for frame in page.frames] == [
        {str(pk): [[2, 2.0]]},
        {str(other): [[2, 2.0]]},
        {str(pk): [[3, 3.0]], str(other): [[3, 3.0]]},
    ]
    stays.take_all()
    assert [list(frame["series"]) for frame in stays.frames] == 2 * [[str(other)]]


def test_who_follows_more_from_a_cursor_ahead_of_this_process_is_sent_nothing_twice(
    here: Process, elsewhere: Process, pk: int
) -> None:
    other = make_series("b")
    write({other: {1_000: 1.0}})
    page = opened(here, str(pk))
    ahead = opened(elsewhere, str(other))
    write({pk: {2_000: 2.0}, other: {2_000: 2.0}})
    elsewhere.tick()
    ahead.take_all()
    here.run(here.hub.follow_also(page.subscription, [str(other)], ahead.cursor))
    page.take_all()
    assert [frame.get("series") for frame in page.frames] == [{str(pk): [[2, 2.0]]}, None]


def test_who_follows_less_is_sent_nothing_of_the_rest(here: Process, pk: int) -> None:
    other = make_series("b")
    page = opened(here, str(pk), str(other))
    here.run(here.hub.follow_only(page.subscription, [str(other)]))
    write({pk: {1_000: 1.0}, other: {1_000: 2.0}})
    here.tick()
    here.run(here.hub.follow_only(page.subscription, []))
    write({pk: {2_000: 1.0}, other: {2_000: 2.0}})
    here.tick()
    page.take_all()
    assert [frame["series"] for frame in page.frames] == [{str(other): [[1, 2.0]]}]
    page.disconnect()
    assert (here.hub._channels, here.hub._newest) == ({}, {})


def test_a_text_that_names_nothing_leaves_what_is_followed(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    with pytest.raises(NotFound):
        here.run(here.hub.follow_also(page.subscription, ["99999"], None))
    assert list(here.hub._channels) == [(str(pk),)]
    write({pk: {1_000: 1.0}})
    here.tick()
    page.take_all()
    assert len(page.frames) == 1


# Clients that are slow, and the end


def test_a_client_that_is_too_slow_is_told_to_resync_and_misses_nothing(
    here: Process, pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription_module, "QUEUE_FRAMES", 3)
    slow, quick = opened(here, str(pk)), opened(here, str(pk))
    for time in range(1_000, 9_000, 1_000):
        write({pk: {time: 1.0}})
        here.tick()
        quick.take_all()
    slow.take_all()
    assert (slow.resyncs, quick.resyncs) == (1, 0)
    assert slow.subscription.dropped > 0
    assert quick.subscription.dropped == 0
    slow.load()
    assert slow.settled() == quick.settled() == {pk: content_of(pk)}


def test_while_many_are_handed_a_frame_others_have_a_turn(
    here: Process, pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "STEP_CLIENTS", 2)
    subscriptions = [opened(here, str(pk)).subscription for _ in range(5)]
    write({pk: {1_000: 1.0}})
    wait_for_the_log()

    async def handed() -> list[int]:
        return [sum(one.waiting for one in subscriptions) for _ in await here.hub._advance()]

    assert here.run(handed()) == [2, 4]
    assert [one.waiting for one in subscriptions] == [1] * 5


def test_who_leaves_is_sent_nothing_more_and_its_channel_goes(here: Process, pk: int) -> None:
    page, other = opened(here, str(pk)), opened(here, str(pk), "b*")
    left = page.subscription
    page.disconnect()
    write({pk: {1_000: 1.0}})
    here.tick()
    other.take_all()
    assert len(other.frames) == 1
    assert here.run(left.next(0)) is None
    other.disconnect()
    assert (here.hub._channels, here.hub._newest) == ({}, {})


def test_whoever_waits_is_let_go_when_the_hub_stops(here: Process, pk: int) -> None:
    page = opened(here, str(pk))

    async def stop_while_waiting() -> Any:
        waiting = asyncio.create_task(page.subscription.next(60))
        await asyncio.sleep(0)
        await here.hub.stop()
        return await asyncio.wait_for(waiting, 1)

    assert here.run(stop_while_waiting()) is None
    assert page.subscription.ended


def test_a_text_that_names_nothing_leaves_no_channel(here: Process) -> None:
    for text, error in (("99999", NotFound), ("a{", BadSelector)):
        with pytest.raises(error):
            here.run(here.hub.subscribe([text], None))
    assert here.hub._channels == {}


def test_without_clients_the_log_is_not_read(here: Process, pk: int) -> None:
    page = opened(here, str(pk))
    cursor = page.cursor
    page.disconnect()
    write({pk: {1_000: 1.0}})
    here.tick()
    assert here.hub.cursor == cursor


# Numbers that do not commit in their order


@only_postgresql
def test_the_log_is_not_read_past_a_transaction_that_is_still_open(here: Process, pk: int) -> None:
    other = make_series("b")
    page = opened(here, str(pk), str(other))
    earlier = Session()
    number = earlier.do(write, {pk: {5_000: 1.0}})
    later = write({other: {1_000: 2.0}})
    assert number < later
    here.run(here.look())
    page.take_all()
    assert (page.frames, here.hub.cursor < number) == ([], True)
    earlier.commit()
    here.tick()
    page.take_all()
    assert here.hub.cursor >= later
    assert page.settled() == {pk: {5_000: 1.0}, other: {1_000: 2.0}}


def own_number() -> int:
    """The number that PostgreSQL gives the open transaction, from then on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


@only_postgresql
def test_who_comes_back_to_a_number_between_those_that_changed_places_is_sent_nothing_twice(
    here: Process, elsewhere: Process, pk: int
) -> None:
    page = opened(here, str(pk))
    first, still_open = Session(), Session()
    number = first.do(own_number)
    still_open.do(own_number)
    overtook = write({pk: {1_000: 1.0}})
    assert first.do(write, {pk: {2_000: 2.0}}) == number
    first.commit()
    here.run(here.look())
    page.take_all()
    assert page.frames[0]["series"] == {str(pk): [[1, 1.0], [2, 2.0]]}
    assert number <= (page.cursor or 0) < overtook
    page.disconnect()
    still_open.commit()
    page.connect(elsewhere)
    assert page.frames[1].keys() == {"cursor", "changed"}
    assert page.settled() == {pk: {1_000: 1.0, 2_000: 2.0}}


# Reading that fails


def test_a_new_series_is_added_also_when_reading_it_failed_at_first(
    here: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "LOOK_SECONDS", 0.01)
    page = opened(here, "a*")
    reads = count()

    def failing(*arguments: Any) -> Any:
        if next(reads) == 1:
            raise DatabaseUnavailable("gone")
        return log_module.read_new(*arguments)

    monkeypatch.setattr(hub_module, "read_new", failing)
    write({make_series("a1"): {1_000: 1.0}})
    here.tick()
    page.take_all()
    assert page.added == ["a1"]
    assert page.settled() == {find("a1"): {1_000: 1.0}}


@pytest.mark.parametrize("error", [DatabaseUnavailable("gone"), ZeroDivisionError("oops")])
def test_a_hub_that_cannot_read_says_so_and_reads_on_later(
    here: Process,
    pk: int,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(hub_module, "LOOK_SECONDS", 0.01)
    page = opened(here, str(pk))
    write({pk: {1_000: 1.0}})
    failures = count()

    def failing(*arguments: Any) -> Any:
        if next(failures) < 2:
            raise error
        return log_module.read_new(*arguments)

    monkeypatch.setattr(hub_module, "read_new", failing)
    here.tick()
    page.take_all()
    assert page.settled() == {pk: {1_000: 1.0}}
    assert "The commit log cannot be read" in caplog.text
    assert str(error) in caplog.text


# Whatever happens in whatever order

names = st.sampled_from(["a1", "a2", "b1"])
times = st.integers(0, 12).map(lambda n: n * 500)
values = st.integers(0, 5).map(float)
contents = st.dictionaries(times, values, min_size=1, max_size=4)
clients = st.integers(0, 3)
operations = st.one_of(
    st.tuples(st.just("write"), st.dictionaries(names, contents, min_size=1)),
    st.tuples(st.just("append"), names, values),
    st.tuples(st.just("append"), names, values),
    st.tuples(st.just("save"), names, times, values),
    st.tuples(st.just("delete"), names, times, times),
    st.tuples(st.just("delete_series"), names),
    st.tuples(st.just("tick"), st.booleans()),
    st.tuples(st.just("tick"), st.booleans()),
    st.tuples(st.just("take"), clients),
    st.tuples(st.just("take_all"), clients),
    st.tuples(st.just("load"), clients),
    st.tuples(st.just("switch"), clients, st.booleans()),
    st.tuples(st.just("switch"), clients, st.booleans()),
    st.tuples(st.just("prune")),
)


class World:
    """Two processes, one writer, and pages that come and go."""

    def __init__(self, stack: ExitStack) -> None:
        self.prefix = f"world{next(numbered)} "
        self.processes = [stack.enter_context(process()) for _ in range(2)]
        self.writer = Writer()
        self.writer.start()
        stack.callback(self.writer.stop)
        self.write({"a1": {1_000: 1.0}})
        self.pages = [
            Page(str(self.pk("a1"))),
            Page(self.prefix + "a*"),
            Page(self.prefix + "b*", self.prefix + "a1"),
            Page(self.prefix + "*"),
        ]

    def pk(self, name: str) -> int:
        return Series.objects.get_or_create(
            key=self.prefix + name, defaults={"name": self.prefix + name}
        )[0].pk

    def write(self, batch: dict[str, Content]) -> None:
        named = {self.prefix + name: content for name, content in batch.items()}
        self.writer.submit(batch_of(named)).result(10)

    def append(self, name: str, value: float) -> None:
        content = content_of(self.pk(name))
        self.write({name: {max(content, default=0) + 700: value}})

    def save(self, name: str, time: int, value: float) -> None:
        Reading(series_id=self.pk(name), time=time, value=value).save()

    def delete(self, name: str, start: int, end: int) -> None:
        Reading.objects.filter(series=self.pk(name), time__gte=start, time__lt=end).delete()

    def delete_series(self, name: str) -> None:
        # The page that follows it by its id would be refused when it comes back.
        if name != "a1":
            Series.objects.get(pk=self.pk(name)).delete()

    def tick(self, second: bool) -> None:
        self.processes[second].tick()

    def take(self, client: int) -> None:
        if self.pages[client].connected:
            self.pages[client].take()

    def take_all(self, client: int) -> None:
        if self.pages[client].connected:
            self.pages[client].take_all()

    def load(self, client: int) -> None:
        if self.pages[client].loading:
            self.pages[client].load()

    def switch(self, client: int, second: bool) -> None:
        """Come or go."""
        page = self.pages[client]
        if page.connected:
            page.disconnect()
        else:
            page.connect(self.processes[second])

    def prune(self) -> None:
        outlive()

    def settle(self) -> None:
        """Everybody connected, and nothing on the way any more."""
        for client, page in enumerate(self.pages):
            if not page.connected:
                self.switch(client, second=bool(client % 2))
        for one in self.processes:
            one.tick()
        for client, page in enumerate(self.pages):
            page.take_all()
            self.load(client)
            page.take_all()


@given(st.lists(operations, max_size=40))
def test_every_page_ends_with_what_is_stored_whatever_happens(steps: list[tuple[Any, ...]]) -> None:
    with pytest.MonkeyPatch.context() as few, ExitStack() as stack:
        few.setattr(subscription_module, "QUEUE_FRAMES", 4)
        few.setattr(conflate_module, "KEPT_READINGS", 2)
        few.setattr(log_module, "MOST_READINGS", 5)
        world = World(stack)
        for name, *arguments in steps:
            getattr(world, name)(*arguments)
        world.settle()
        for page in world.pages:
            expected = {
                one.pk: content
                for text in page.texts
                for one in Series.objects.filter(name__startswith=world.prefix)
                if (text == str(one.pk) or fits(text, one.name)) and (content := content_of(one.pk))
            }
            assert page.settled() == expected
            page.disconnect()


def fits(selector: str, name: str) -> bool:
    return name == selector or (selector.endswith("*") and name.startswith(selector[:-1]))


def test_the_numbers_of_the_log_only_grow(pk: int) -> None:
    numbers = [write({pk: {time: 1.0}}) for time in range(3)]
    assert numbers == sorted(set(numbers))
    assert newest() == numbers[-1]
