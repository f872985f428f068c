"""`/live`: every committed reading of what is followed, in order, or word that some are missing."""

import itertools
from typing import Any

import httpx
import pytest

from tests.http.asking import Write, ask
from tests.http.shell import Shell
from tests.http.stream import Event, Stream
from tests.server import Server

T = 1_700_000_000_000


def _id(http: httpx.Client, write: Write, name: str, *points: list[float]) -> int:
    """The id of a new series with some readings."""
    assert write({"series": name, "points": list(points) or [[T, 0]]}).status_code == 200
    number: int = ask(http, name, 0, 1)[0]["id"]
    return number


def _sent(stream: Stream, series: int, count: int) -> list[Any]:
    """The next readings of a series, out of as many events as they come in."""
    sent: list[Any] = []
    while len(sent) < count:
        sent += stream.next().data.get("series", {}).get(str(series), [])
    return sent


def _changed(stream: Stream, series: int) -> list[list[float]]:
    """The stretches of the next event that announces a change of a series."""
    while True:
        changed: list[list[float]] = stream.next().data.get("changed", {}).get(str(series), [])
        if changed:
            return changed


@pytest.mark.database
def test_what_is_later_than_all_before_is_sent_and_the_rest_is_announced(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    series = _id(http, write, name, [T, 0])
    with Stream(server, series) as stream:
        greeting = stream.next(3)
        assert greeting.data == {"cursor": greeting.id}
        write({"series": name, "points": [[T + 1000, 1], [T + 2000.5, 2]]})
        event = stream.next()
        assert (event.name, event.data["cursor"]) == ("readings", event.id)
        assert event.data["series"] == {str(series): [[T + 1000, 1], [T + 2000.5, 2]]}
        # While any transaction is open on PostgreSQL, the log is read from before the first write.
        before = [[T, T + 0.001]]
        assert event.data.get("changed", {str(series): before}) == {str(series): before}
        write({"series": name, "points": [[T + 500, 3]]})
        event = stream.next()
        late = {str(series): [[T + 500, T + 500.001]]}
        assert event.data == {"cursor": event.id, "changed": late}
        write({"series": name, "points": [[T + 1000, 7], [T + 3000, 4]]})
        event = stream.next()
        assert event.data == {
            "cursor": event.id,
            "series": {str(series): [[T + 3000, 4]]},
            "changed": {str(series): [[T + 1000, T + 1000.001]]},
        }


def test_cursors_ascend_and_nothing_is_sent_twice(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    series = _id(http, write, name)
    with Stream(server, name) as stream:
        stream.next()
        for n in range(1, 31):
            write({"series": name, "points": [[T + n, n]]})
        events: list[Event] = []
        while not events or events[-1].data["series"][str(series)][-1] != [T + 30, 30]:
            events.append(stream.next())
    sent = [point for event in events for point in event.data["series"][str(series)]]
    assert sent == [[T + n, n] for n in range(1, 31)]
    cursors = [int(event.id) for event in events]
    assert all(a < b for a, b in itertools.pairwise(cursors))


@pytest.mark.database
def test_a_new_series_that_a_selector_matches_is_announced_with_its_readings(
    write: Write, server: Server, name: str
) -> None:
    with Stream(server, f'{name}{{room="lab*"}}') as stream:
        stream.next()
        write({"series": name, "tags": {"room": "kitchen"}, "points": [[T, 1]]})
        write({"series": name, "tags": {"room": "lab 1"}, "unit": "°C", "points": [[T, 2]]})
        event = stream.next()
        [added] = event.data["added"]
        assert added == {
            "id": added["id"],
            "name": name,
            "tags": {"room": "lab 1"},
            "unit": "°C",
        }
        assert event.data["series"] == {str(added["id"]): [[T, 2]]}
        write({"series": name, "tags": {"room": "lab 1"}, "points": [[T + 1, 3]]})
        event = stream.next()
        assert event.data == {"cursor": event.id, "series": {str(added["id"]): [[T + 1, 3]]}}


@pytest.mark.database
@pytest.mark.parametrize("by", ["last", "cursor"])
def test_who_comes_back_is_sent_just_what_was_missed(
    http: httpx.Client, write: Write, server: Server, name: str, by: str
) -> None:
    series, other = _id(http, write, name), _id(http, write, f"{name}_other")
    with Stream(server, series) as stream:
        stream.next()
        write({"series": name, "points": [[T + 1, 1]]})
        seen = stream.next()
    write({"series": name, "points": [[T + 2, 2], [T + 3, 3]]})
    write({"series": f"{name}_other", "points": [[T + 9, 9]]})
    write({"series": name, "points": [[T + 1, 7], [T + 4, 4]]})
    with Stream(server, series, **{by: seen.id}) as stream:
        event = stream.next(3)
        assert event.name == "readings"
        assert event.data == {
            "cursor": event.id,
            "series": {str(series): [[T + 2, 2], [T + 3, 3], [T + 4, 4]]},
            "changed": {str(series): [[T + 1, T + 1.001]]},
        }
        write({"series": name, "points": [[T + 5, 5]]})
        assert _sent(stream, series, 1) == [[T + 5, 5]]
    with Stream(server, other, last=event.id) as stream:
        assert stream.next().data.keys() == {"cursor"}


def test_a_series_that_came_while_one_was_away_is_announced_on_return(
    write: Write, server: Server, name: str
) -> None:
    with Stream(server, f"{name}*") as stream:
        seen = stream.next()
    write({"series": f"{name}_new", "points": [[T, 1]]})
    with Stream(server, f"{name}*", last=seen.id) as stream:
        event = stream.next(3)
    assert [added["name"] for added in event.data["added"]] == [f"{name}_new"]
    assert list(event.data["series"].values()) == [[[T, 1]]]


@pytest.mark.parametrize("cursor", [10**12, 2**63, 10**40])
def test_a_cursor_that_nobody_gave_out_means_to_ask_again(
    server: Server, cursor: int, name: str
) -> None:
    with Stream(server, name, cursor=cursor) as stream:
        event = stream.next(3)
    assert (event.name, event.data) == ("resync", {"cursor": event.id})
    assert int(event.id) < cursor


@pytest.mark.database
def test_a_cursor_older_than_the_log_means_to_ask_again(
    http: httpx.Client, write: Write, server: Server, shell: Shell, name: str
) -> None:
    _id(http, write, name)
    with Stream(server, name) as stream:
        old = stream.next()
    for n in range(3):
        write({"series": name, "points": [[T + n, n]]})
    shell.run(
        "from timeseries.models import Commit\n"
        "from timeseries.store import prune_log\n"
        "Commit.objects.update(at=1)\n"
        "prune_log()"
    )
    with Stream(server, name, last=old.id) as stream:
        event = stream.next(3)
        assert (event.name, event.data) == ("resync", {"cursor": event.id})
        write({"series": name, "points": [[T + 10, 10]]})
        assert stream.next().name == "readings"


def test_each_client_gets_its_own_series_alone(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    one, two = _id(http, write, f"{name}_1"), _id(http, write, f"{name}_2")
    with (
        Stream(server, one) as first,
        Stream(server, two) as second,
        Stream(server, f"{one},{two}") as both,
    ):
        for stream in (first, second, both):
            stream.next()
        write(
            {"series": f"{name}_1", "points": [[T + 1, 1]]},
            {"series": f"{name}_2", "points": [[T + 1, 2]]},
        )
        assert first.next().data["series"] == {str(one): [[T + 1, 1]]}
        assert second.next().data["series"] == {str(two): [[T + 1, 2]]}
        assert both.next().data["series"] == {str(one): [[T + 1, 1]], str(two): [[T + 1, 2]]}
        write({"series": f"{name}_2", "points": [[T + 2, 3]]})
        assert second.next().data["series"] == {str(two): [[T + 2, 3]]}
        assert first.is_silent(0.3)


def test_history_and_live_meet_without_a_gap_or_a_double_point(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    """As the page does it: subscribe, query, then add what is later than the query's newest."""
    series = _id(http, write, name, [T, 0])
    with Stream(server, series) as stream:
        stream.next()
        for n in range(1, 6):
            write({"series": name, "points": [[T + n, n]]})
        history = [p for p in ask(http, str(series), T, T + 100)[0]["points"] if p[1] is not None]
        for n in range(6, 11):
            write({"series": name, "points": [[T + n, n]]})
        curve = list(history)
        while curve[-1] != [T + 10, 10]:
            curve += [p for p in _sent(stream, series, 1) if p[0] > history[-1][0]]
    assert curve == [[T + n, n] for n in range(11)]


@pytest.mark.database
def test_what_a_shell_or_a_fixture_writes_reaches_open_charts(
    http: httpx.Client, write: Write, server: Server, shell: Shell, name: str, data_dir: Any
) -> None:
    series = _id(http, write, name, [T, 0])
    start = T * 1000
    shell.run(
        "from timeseries.models import Reading\nfrom django.core.management import call_command"
    )
    fixture = data_dir / "late.json"
    fixture.write_text(
        '[{"model": "timeseries.reading", "fields": '
        f'{{"series": {series}, "time": {start + 7_000_000}, "value": 7}}}}]'
    )
    with Stream(server, name) as stream:
        stream.next()
        shell.run(f"Reading.objects.create(series_id={series}, time={start + 1_000_000}, value=1)")
        assert stream.next(3).data["series"] == {str(series): [[T + 1000, 1]]}
        shell.run(
            "Reading.objects.bulk_create(Reading("
            f"series_id={series}, time={start} + n * 1_000_000, value=n) for n in (2, 3))"
        )
        assert stream.next(3).data["series"] == {str(series): [[T + 2000, 2], [T + 3000, 3]]}
        shell.run(
            f"Reading.objects.filter(series={series}, time={start + 2_000_000}).update(value=9)"
        )
        [[first, end]] = _changed(stream, series)
        assert first <= T + 2000 < end
        shell.run(f"Reading.objects.filter(series={series}, value=9).delete()")
        [[first, end]] = _changed(stream, series)
        assert first <= T + 2000 < end
        shell.run(f"call_command('loaddata', {str(fixture)!r}, verbosity=0)")
        assert stream.next(3).data["series"] == {str(series): [[T + 7000, 7]]}
    found = [p for p in ask(http, name, T, T + 9000)[0]["points"] if p[1] is not None]
    assert found == [[T, 0], [T + 1000, 1], [T + 3000, 3], [T + 7000, 7]]
