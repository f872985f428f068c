from threading import Thread

from timeseries.live.bus import Bus


def test_every_listener_is_told_of_every_hint() -> None:
    bus, told = Bus(), []
    bus.listen(lambda: told.append("a"))
    bus.listen(lambda: told.append("b"))
    bus.hint()
    bus.hint()
    assert told == ["a", "b", "a", "b"]


def test_a_listener_that_stopped_is_told_nothing_more() -> None:
    bus, told = Bus(), []
    stop = bus.listen(lambda: told.append("a"))
    bus.listen(lambda: told.append("b"))
    stop()
    bus.hint()
    assert told == ["b"]


def test_a_listener_may_stop_or_listen_while_it_is_told() -> None:
    bus, told = Bus(), []

    def once() -> None:
        told.append("once")
        stop()
        bus.listen(lambda: told.append("later"))

    stop = bus.listen(once)
    bus.hint()
    bus.hint()
    assert told == ["once", "later"]


def test_hints_come_from_any_thread() -> None:
    bus, told = Bus(), []
    bus.listen(lambda: told.append(1))

    def hint() -> None:
        for _ in range(100):
            bus.hint()

    threads = [Thread(target=hint) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 400


def test_a_hint_that_nobody_listens_to_is_lost() -> None:
    Bus().hint()
