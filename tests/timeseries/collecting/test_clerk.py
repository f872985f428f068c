"""The ledger as tasks of a worker of Celery keep it: many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.timeseries.databases import on_both_databases
from timeseries.collecting.clerk import Clerk
from timeseries.collecting.ledger import LATE, Outcome
from timeseries.collecting.models import Collection, CollectionRun, CollectionState
from timeseries.collecting.plan import Plan
from timeseries.timerange import SECOND, now

pytestmark = on_both_databases


@pytest.fixture
def collections() -> list[int]:
    made = [
        Collection.objects.create(
            name=f"target {number}",
            kind="prometheus",
            interval=SECOND,
            timeout=5 * SECOND,
            settings={"address": "http://127.0.0.1/", "only": "", "user": "", "verify": True},
            secrets={"password": "", "token": "", "headers": ""},
            changed_at=now(),
        ).pk
        for number in range(20)
    ]
    for pk in made:
        CollectionState.objects.get_or_create(collection_id=pk, defaults={"last_slot": 0})
    return made


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    clerk = Clerk()
    clerk.start()
    yield clerk
    clerk.stop()


def take(clerk: Clerk, *slots: tuple[int, int]) -> list[Plan | None]:
    """As many threads ask at once."""
    with ThreadPoolExecutor(len(slots)) as threads:
        return list(threads.map(lambda one: clerk.take(one[0], one[1], is_asked=False), slots))


def test_of_all_who_would_run_a_slot_one_gets_it(clerk: Clerk, collections: list[int]) -> None:
    slot = now()
    got = [plan for plan in take(clerk, *[(collections[0], slot)] * 12) if plan]
    assert [plan.id for plan in got] == collections[:1]
    assert CollectionRun.objects.count() == 1


def test_those_that_wait_are_entered_together(collections: list[int]) -> None:
    slot, clerk = now(), Clerk()
    with ThreadPoolExecutor(len(collections)) as threads:
        asked = [threads.submit(clerk.take, pk, slot, False) for pk in collections]
        while clerk._waiting.qsize() < len(collections):
            pass
        clerk.start()
        assert [plan.id for one in asked if (plan := one.result())] == collections
    clerk.stop()
    # A transaction has one time.
    assert CollectionState.objects.values("busy_until").distinct().count() == 1


def test_a_slot_is_left_out_when_it_is_late_or_the_run_before_goes_on(
    clerk: Clerk, collections: list[int]
) -> None:
    one, other = collections[:2]
    assert take(clerk, (one, now() - LATE - SECOND)) == [None]
    first = now()
    assert take(clerk, (other, first)) != [None]
    assert take(clerk, (other, first + 1)) == [None]
    clerk.settle(Outcome(other, first, first, now(), stored=3))
    assert take(clerk, (other, first + 2)) != [None]
    state = CollectionState.objects.get(pk=other)
    assert (state.last_slot, state.stored) == (first + 2, 3)


def test_of_a_collector_that_is_no_more_nothing_is_run(
    clerk: Clerk, collections: list[int]
) -> None:
    Collection.objects.filter(pk=collections[0]).delete()
    assert take(clerk, (collections[0], now())) == [None]
