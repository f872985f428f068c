import asyncio

import pytest

from timeseries.eager import begin


def test_what_does_not_wait_is_through_at_once() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    assert begin(work()) is None
    assert done == [1]


def test_what_is_left_of_it_goes_on_in_a_task() -> None:
    done: list[str] = []

    async def work(first: asyncio.Event, second: asyncio.Event) -> None:
        done.append("begun")
        await first.wait()
        done.append("first")
        await second.wait()
        done.append("second")

    async def run() -> None:
        first, second = asyncio.Event(), asyncio.Event()
        rest = begin(work(first, second))
        assert rest is not None
        assert done == ["begun"]
        task = asyncio.ensure_future(rest)
        first.set()
        await asyncio.sleep(0.01)
        assert done == ["begun", "first"]
        second.set()
        await task

    asyncio.run(run())
    assert done == ["begun", "first", "second"]


def test_it_raises_what_the_work_raises_before_it_waits_and_after() -> None:
    async def work(event: asyncio.Event | None) -> None:
        if event:
            await event.wait()
        raise OSError("gone")

    async def run() -> None:
        with pytest.raises(OSError, match="gone"):
            begin(work(None))
        event = asyncio.Event()
        rest = begin(work(event))
        assert rest is not None
        event.set()
        with pytest.raises(OSError, match="gone"):
            await rest

    asyncio.run(run())


def test_a_cancelled_task_ends_the_work() -> None:
    ended: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def run() -> None:
        rest = begin(work())
        assert rest is not None
        task = asyncio.ensure_future(rest)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert ended == [True]
