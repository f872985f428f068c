"""The write-ahead log of SQLite beside readers that leave no pause."""

from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic

import pytest
from django.db import connection, connections

from tests.timeseries.contents import make_series, write
from timeseries.store import READING, WRITING, snapshot
from timeseries.stores import sqlite
from timeseries.stores.sqlite import SqliteStore

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's alone"),
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]


class Reader:
    """A snapshot in a thread of its own, open until it is let go."""

    def __init__(self) -> None:
        self._opened, self._ends = Event(), Event()
        self._thread = Thread(target=self._hold)
        self._thread.start()
        self._opened.wait()

    def _hold(self) -> None:
        with snapshot() as using, connections[using].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM timeseries_reading")
            self._opened.set()
            self._ends.wait(10)
        connections[READING].close()

    def let_go(self) -> None:
        self._ends.set()

    def end(self) -> None:
        self.let_go()
        self._thread.join()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log, which counts as too long as soon as there is something in it."""
    monkeypatch.setattr(sqlite, "WAL_LIMIT", 0)
    write({make_series("a"): {1: 1.0}})
    return Path(f"{connections[WRITING].settings_dict['NAME']}-wal")


def test_a_log_that_has_grown_too_long_is_emptied_between_readers(log: Path) -> None:
    assert log.stat().st_size
    reader = Reader()
    Timer(0.2, reader.let_go).start()
    SqliteStore().checkpoint(idle=False)
    assert log.stat().st_size == 0
    reader.end()


def test_a_reader_that_never_ends_is_not_waited_for_again_and_again(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE_MS", 400)
    reader, store = Reader(), SqliteStore()
    # What the reader does not see cannot go home while it reads.
    write({make_series("b"): {1: 1.0}})
    begun = monotonic()
    for _ in range(5):
        store.checkpoint(idle=False)
    assert 0.4 <= monotonic() - begun < 1.6
    assert log.stat().st_size
    reader.end()


def test_an_idle_writer_waits_for_no_reader(log: Path) -> None:
    reader = Reader()
    write({make_series("b"): {1: 1.0}})
    begun = monotonic()
    SqliteStore().checkpoint(idle=True)
    assert monotonic() - begun < 1
    reader.end()


def test_afterwards_the_connection_waits_for_locks_as_long_as_before(log: Path) -> None:
    SqliteStore().checkpoint(idle=False)
    with connections[WRITING].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


def test_a_log_that_is_home_is_not_copied_again_for_a_few_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite, "WAL_BYTES", 0)
    monkeypatch.setattr(sqlite, "WAL_ROWS", 20)
    home, store, series = (
        Path(connections[WRITING].settings_dict["NAME"]),
        SqliteStore(),
        make_series("a"),
    )
    write({series: dict.fromkeys(range(10), 1.0)})
    store.checkpoint(idle=False)
    copied = home.stat().st_mtime_ns
    write({series: {20: 1.0}})
    store.checkpoint(idle=False)
    assert home.stat().st_mtime_ns == copied
    for at in range(30, 50):
        write({series: {at: 1.0}})
    store.checkpoint(idle=False)
    assert home.stat().st_mtime_ns > copied
