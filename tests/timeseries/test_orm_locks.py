"""ORM calls beside a writer or packer that comes in between two of their statements."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.timeseries.contents import content_of, make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries import packer, rollup
from timeseries.check import check
from timeseries.exact import locked_states
from timeseries.models import Reading
from timeseries.store import WRITING
from timeseries.timerange import SECOND

pytestmark = on_both_databases

STEP = SECOND // 100


@pytest.fixture
def rolled() -> int:
    """Three seconds of rows, rolled up to their end."""
    series = make_series("rolled")
    for low in range(0, 300, 10):
        write({series: {i * STEP: float(i) for i in range(low, low + 10)}})
    with transaction.atomic(WRITING):
        state = locked_states([series])[series]
        state.interval = STEP
        rollup.adopt_base(state)
        rollup.advance(state)
    assert state.rolled_until == 3 * SECOND
    return series


@contextmanager
def between(verb: str, work: Callable[[], object], *, after: bool = False) -> Iterator[None]:
    """Others at work before (or after) the first statement on readings of such a verb: they
    get as far as they can until they wait, and are through at the end."""
    begun: list[Future[None]] = []

    def alone() -> None:
        try:
            work()
        finally:
            connections.close_all()

    def meanwhile() -> None:
        if not begun:
            begun.append(others.submit(alone))
            wait(begun, timeout=0.3)

    def watch(execute: Any, sql: str, *arguments: Any) -> Any:
        reached = sql.startswith(verb) and '"timeseries_reading"' in sql
        if reached and not after:
            meanwhile()
        result = execute(sql, *arguments)
        if reached and after:
            meanwhile()
        return result

    with ThreadPoolExecutor(1) as others:
        with connection.execute_wrapper(watch):
            yield
        for future in begun:
            future.result(10)


def pack(series: int) -> None:
    with transaction.atomic(WRITING):
        locked_states([series])
        packer.fold_rows(series)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_a_row_written_just_before_a_bulk_change_leaves_the_rollup_exact(
    rolled: int, verb: str
) -> None:
    found = Reading.objects.filter(series=rolled, time__lt=SECOND, value__lt=50)
    with between(verb, lambda: write({rolled: {SECOND - 1: 7.0}})):
        if verb == "UPDATE":
            found.update(value=-1.0)
        else:
            found.delete()
    assert list(check(rolled, WRITING)) == []


def test_a_save_and_the_packer_do_not_wait_for_each_other(rolled: int) -> None:
    with between("UPDATE", lambda: pack(rolled), after=True):
        Reading(series_id=rolled, time=0, value=-5.0).save()
    assert content_of(rolled)[0] == -5.0
    assert list(check(rolled, WRITING)) == []


def test_a_delete_and_the_packer_do_not_wait_for_each_other(rolled: int) -> None:
    with between("DELETE", lambda: pack(rolled), after=True):
        Reading.objects.get(series=rolled, time=0).delete()
    assert 0 not in content_of(rolled)
    assert list(check(rolled, WRITING)) == []
