"""Retention at work: in turns beside writers, and by the command."""

import time
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from tests.timeseries.contents import batch_of, content_of, make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import expiry, rollup, sweeper
from timeseries.check import check
from timeseries.exact import locked_states
from timeseries.models import Retention, Series
from timeseries.resolutions import RAW
from timeseries.retention import WIDEST
from timeseries.store import WRITING
from timeseries.sweeper import Sweeper, concerned, take_step
from timeseries.timerange import DAY, HOUR, now
from timeseries.writer import Writer

pytestmark = on_both_databases
STEP = HOUR // 6
BEGIN = now() // WIDEST * WIDEST - 5 * WIDEST
TIMES = range(BEGIN, BEGIN + 5 * WIDEST, STEP)
CONTENT = {at: float(at // STEP % 100) for at in TIMES}
# Of 100 days, up to the edge of a bucket.
HORIZON = (now() - 100 * DAY) // WIDEST * WIDEST
KEPT = {at: of for at, of in CONTENT.items() if at >= HORIZON}


def settled(name: str) -> int:
    """A series whose readings are packed and rolled."""
    pk = make_series(name)
    for begin in range(0, len(TIMES), 2_000):
        write({pk: {at: CONTENT[at] for at in TIMES[begin : begin + 2_000]}})
    with transaction.atomic(WRITING):
        state = locked_states([pk])[pk]
        state.interval = STEP
        rollup.adopt_base(state)
        while rollup.advance(state):
            pass
    return pk


def damage(pk: int) -> None:
    """Let the block across the horizon hold what was not written."""
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE timeseries_block SET "values" = times WHERE series_id = %s AND start < %s'
            ' AND "end" >= %s',
            [pk, HORIZON, HORIZON],
        )


@pytest.fixture
def pk() -> int:
    Retention.objects.create(raw=100)
    return settled("a")


def test_the_sweeper_lets_go_what_the_table_says_and_then_waits_an_hour(pk: int) -> None:
    kept = settled("b")
    Retention.objects.create(position=1, selector="b")
    swept = Sweeper()
    while not swept.wait():
        swept.turn()
    assert 3_500 < swept.wait() <= 3_600
    assert (content_of(pk), content_of(kept)) == (KEPT, CONTENT)
    assert list(check(pk, WRITING)) == []
    assert concerned([pk, kept]) == []


def test_a_turn_is_one_bounded_step(pk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "STEP_BLOCKS", 1)
    swept, sizes = Sweeper(), [len(content_of(pk))]
    while not swept.wait():
        swept.turn()
        sizes.append(len(content_of(pk)))
    steps = [before - after for before, after in pairwise(sizes)]
    assert 0 < max(steps) <= 2_000
    assert sum(step > 0 for step in steps) >= 2


def test_what_a_process_that_ended_left_over_is_taken_up(
    pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "STEP_BLOCKS", 1)
    assert take_step(pk)
    Retention.objects.all().delete()
    assert concerned([pk]) == [pk]
    swept = Sweeper()
    while not swept.wait():
        swept.turn()
    assert content_of(pk) == KEPT


def test_a_damaged_series_stays_as_it_is_and_the_others_do_not(
    pk: int, caplog: pytest.LogCaptureFixture
) -> None:
    other = settled("b")
    damage(pk)
    swept = Sweeper()
    while not swept.wait():
        swept.turn()
    assert content_of(other) == KEPT
    assert [record.getMessage()[:40] for record in caplog.records] == [
        f"Retention has to leave series {pk} as it is"[:40]
    ]


def test_writers_are_answered_while_a_server_lets_go(pk: int) -> None:
    writer = Writer()
    writer.start()
    try:
        waits: list[float] = []
        deadline = time.monotonic() + 10
        while len(content_of(pk)) > len(KEPT) and time.monotonic() < deadline:
            begun = time.monotonic()
            writer.submit(batch_of({"new": {len(waits): 1.0}})).result(10)
            waits.append(time.monotonic() - begun)
        assert content_of(pk) == KEPT
        assert max(waits) < 1
    finally:
        writer.stop()
    assert len(content_of(Series.objects.get(key="new").pk)) == len(waits)


def test_the_command_says_beforehand_what_it_then_removes(pk: int) -> None:
    Retention.objects.update(rungs={"6h": 110})
    foreseen, done, after = StringIO(), StringIO(), StringIO()
    call_command("applyretention", dry_run=True, stdout=foreseen)
    assert content_of(pk) == CONTENT
    call_command("applyretention", stdout=done)
    assert content_of(pk) == KEPT
    call_command("applyretention", dry_run=True, stdout=after)
    said = foreseen.getvalue()
    assert said.startswith(f"{len(CONTENT) - len(KEPT):,} readings would go, ")
    assert "buckets of 6h would go, " in said
    assert done.getvalue() == said.replace("would go", "went")
    assert after.getvalue() == "Nothing is to go.\n"


def test_while_a_row_cannot_be_read_nothing_goes(pk: int, caplog: pytest.LogCaptureFixture) -> None:
    Retention.objects.create(position=1, raw=10, rungs={"2s": 5})
    swept = Sweeper()
    while not swept.wait():
        swept.turn()
    with pytest.raises(CommandError, match="There is no rung '2s'"):
        call_command("applyretention")
    assert content_of(pk) == CONTENT
    assert [record.getMessage()[:13] for record in caplog.records] == ["Nothing goes,"]


def test_a_rule_is_read_anew_for_each_step(pk: int) -> None:
    Retention.objects.all().delete()
    assert take_step(pk) == []
    assert sweeper.concerned([pk]) == []
    Retention.objects.create(raw=100)
    assert take_step(pk)[0].level == RAW
