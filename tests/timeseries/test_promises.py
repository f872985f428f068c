import asyncio
from concurrent.futures import Future
from threading import Thread
from typing import Any

import pytest

from timeseries.ingest.promises import Inbox


def keep(promises: "list[Future[int]]") -> None:
    """Keep them in another thread, as the writer does."""

    def run() -> None:
        for number, promise in enumerate(promises):
            promise.set_result(number)

    thread = Thread(target=run)
    thread.start()
    thread.join()


def test_everybody_gets_what_their_own_promise_holds() -> None:
    async def run() -> list[int]:
        inbox: Inbox[int] = Inbox(asyncio.get_running_loop())
        promises: list[Future[int]] = [Future() for _ in range(100)]
        waiting = [asyncio.create_task(inbox.wait_for(promise)) for promise in promises]
        await asyncio.sleep(0)
        keep(promises)
        return await asyncio.gather(*waiting)

    assert asyncio.run(run()) == list(range(100))


def test_promises_that_were_kept_before_are_handed_out_too() -> None:
    async def run() -> list[int]:
        inbox: Inbox[int] = Inbox(asyncio.get_running_loop())
        promises: list[Future[int]] = [Future() for _ in range(2)]
        keep(promises)
        return [await inbox.wait_for(promise) for promise in promises]

    assert asyncio.run(run()) == [0, 1]


def test_a_loop_is_woken_once_for_all_that_are_kept_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> int:
        loop = asyncio.get_running_loop()
        inbox: Inbox[int] = Inbox(loop)
        promises: list[Future[int]] = [Future() for _ in range(32)]
        waiting = [asyncio.create_task(inbox.wait_for(promise)) for promise in promises]
        await asyncio.sleep(0)
        woken: list[object] = []
        wake = loop.call_soon_threadsafe

        def count(*call: Any) -> object:
            woken.append(call)
            return wake(*call)

        monkeypatch.setattr(loop, "call_soon_threadsafe", count)
        keep(promises)
        await asyncio.gather(*waiting)
        return len(woken)

    assert asyncio.run(run()) == 1


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    async def run() -> None:
        promise: Future[int] = Future()
        promise.set_exception(ValueError("no room"))
        await Inbox[int](asyncio.get_running_loop()).wait_for(promise)

    with pytest.raises(ValueError, match="no room"):
        asyncio.run(run())


def test_who_stops_waiting_leaves_the_promise_and_the_others_alone() -> None:
    async def run() -> int:
        inbox: Inbox[int] = Inbox(asyncio.get_running_loop())
        promises: list[Future[int]] = [Future(), Future()]
        leaving, staying = (asyncio.create_task(inbox.wait_for(p)) for p in promises)
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        assert not promises[0].cancelled()
        keep(promises)
        return await staying

    assert asyncio.run(run()) == 1


def test_a_promise_kept_after_the_loop_has_ended_is_nobodys() -> None:
    promise: Future[int] = Future()

    async def run() -> None:
        waiting = asyncio.create_task(Inbox[int](asyncio.get_running_loop()).wait_for(promise))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(run())
    keep([promise])
    assert promise.result() == 0
