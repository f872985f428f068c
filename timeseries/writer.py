"""Group commit: many requests, one transaction, each answered after it reached the disk.

One thread with one connection writes; requests wait in a bounded queue. What has come in
while a transaction ran makes up the next one, so under load a sync to disk is shared by
all that wait, and without load nobody waits for company.
"""

import logging
import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TypeVar

from django.db import Error, IntegrityError, connections, transaction

from .background import Background
from .batch import ReadingBatch, SeriesKey
from .catalog import KeyCache, fill_units, find_or_create
from .errors import LivecurveError, Overloaded, StorageFull
from .exact import BeforeRetention, PartlyRefused, write, write_kept
from .jobs import Call, Job
from .metrics import COMMIT, QUEUED
from .store import WRITING, Run, Store, get_store, prune_log
from .threads import unavailable
from .tokens import keeper

log = logging.getLogger(__name__)

R = TypeVar("R")

# What may wait: requests, and readings in them (24 bytes each).
QUEUE_REQUESTS = 10_000
QUEUE_READINGS = 5_000_000
# One transaction takes what waits up to here.
GROUP_READINGS = 250_000
UPKEEP_SECONDS = 10.0
STOP_SECONDS = 4.0


class Writer:
    """The writing thread of a process. `on_commit` is called after each commit, in it; `leads`
    tells whether it is for this process to do the upkeep in the background."""

    def __init__(
        self,
        on_commit: Callable[[], None] = lambda: None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._queue: queue.SimpleQueue[Job | Call | None] = queue.SimpleQueue()
        # Taken from the queue behind a group that it does not belong to: it comes next.
        self._next: list[Call | None] = []
        self._waiting = 0
        self._lock = Lock()
        self._on_commit = on_commit
        self._ids = KeyCache()
        # Series whose unit has been filled in, or was there: asked once, not for each write.
        self._with_unit = KeyCache()
        self._background = Background(leads)
        self._thread: Thread | None = None
        self._stopping = False
        self._store: Store
        self._upkeep_at = 0.0

    def start(self) -> None:
        self._stopping = False
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._lock:
            self._stopping = True
            self._queue.put(None)
        if self._thread:
            self._thread.join(STOP_SECONDS)
            self._thread = None

    def submit(self, batch: ReadingBatch) -> "Future[int]":
        """Queue a batch; the future is done after its commit reached the disk.

        Raises Overloaded when too much waits already, or the writer is stopping.
        """
        job = Job(batch)
        with self._lock:
            waiting = self._waiting + len(batch)
            full = self._queue.qsize() >= QUEUE_REQUESTS or waiting > QUEUE_READINGS
            # A batch larger than the whole queue still goes in when nothing else waits.
            if self._stopping or (full and self._waiting):
                raise _overloaded()
            self._waiting = waiting
            QUEUED.set(waiting)
            self._queue.put(job)
        return job.done

    def call(self, work: Callable[[], R]) -> "Future[R]":
        """Queue work that is done in a transaction of its own, after all that was submitted
        before it and before all that comes later; the future holds what it returned.

        Raises Overloaded when too much waits already, or the writer is stopping.
        """
        call = Call(work)
        with self._lock:
            if self._stopping or self._queue.qsize() >= QUEUE_REQUESTS:
                raise _overloaded()
            self._queue.put(call)
        return call.done

    def _run(self) -> None:
        self._store = get_store()
        self._do(self._store.adopt_log)
        while True:
            try:
                job = self._next.pop() if self._next else self._wait()
            except queue.Empty:
                self._rest()
                continue
            if job is None:
                break
            if isinstance(job, Call):
                self._answer(job)
            else:
                self._write_group(self._gather(job))
            self._do(lambda: self._store.checkpoint(idle=False))
            self._do(self._background.turn)
            if time.monotonic() > self._upkeep_at:
                self._upkeep(idle=False)
        self._upkeep(idle=True)
        connections.close_all()

    def _wait(self) -> Job | Call | None:
        """What comes next. Raises queue.Empty when it is time for something else."""
        return self._queue.get(timeout=min(UPKEEP_SECONDS, self._background.wait()))

    def _rest(self) -> None:
        """Nothing waits to be written."""
        self._do(self._background.turn)
        if time.monotonic() > self._upkeep_at:
            self._upkeep(idle=True)

    def _gather(self, first: Job) -> list[Job]:
        """All that waits, up to a transaction's fill."""
        jobs, size = [first], len(first.batch)
        while size < GROUP_READINGS:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if not isinstance(job, Job):
                self._next.append(job)
                break
            jobs.append(job)
            size += len(job.batch)
        return jobs

    def _answer(self, call: Call) -> None:
        """Do the work of a call; who has gone away meanwhile is owed nothing."""
        if not call.done.set_running_or_notify_cancel():
            return
        try:
            with transaction.atomic(WRITING):
                result = call.work()
        except Exception as error:
            call.done.set_exception(self._named(error))
        else:
            call.done.set_result(result)
        self._on_commit()

    def _write_group(self, jobs: list[Job]) -> None:
        """Write jobs in one transaction; when it fails, each by itself, so that one bad
        request never fails its neighbours."""
        with COMMIT.time():
            number, error = self._try([job.batch for job in jobs])
        if error and (len(jobs) > 1 or isinstance(error, BeforeRetention)):
            for job in jobs:
                self._settle([job], *self._write_apart(job.batch))
        else:
            self._settle(jobs, number, error)
        self._on_commit()

    def _write_apart(self, batch: ReadingBatch) -> tuple[int, Exception | None]:
        """Of what reaches back too far, the rest."""
        number, error = self._try([batch])
        if not isinstance(error, BeforeRetention):
            return number, error
        left_out: dict[int, int] = {}

        def write_rest(runs: Sequence[Run]) -> int:
            number, since = write_kept(runs)
            left_out.update(since)
            return number

        number, error = self._try([batch], write_rest)
        ids = zip(batch.keys, self._ids.get(batch.keys), strict=True)
        since = {key: left_out[pk] for key, pk in ids if pk in left_out}
        return number, error or PartlyRefused(since)

    def _settle(self, jobs: list[Job], number: int, error: Exception | None) -> None:
        with self._lock:
            self._waiting -= sum(len(job.batch) for job in jobs)
            QUEUED.set(self._waiting)
        for job in jobs:
            # Who went away has cancelled the promise; the readings are written all the same.
            if not job.done.set_running_or_notify_cancel():
                continue
            if error:
                job.done.set_exception(error)
            else:
                job.done.set_result(number)

    def _try(
        self, batches: list[ReadingBatch], by: Callable[[Sequence[Run]], int] | None = None
    ) -> tuple[int, Exception | None]:
        try:
            return self._transaction(ReadingBatch.concatenate(batches), by or write), None
        except IntegrityError:
            # A series that the cache knows was deleted: look all of them up again, once.
            self._ids.clear()
            self._with_unit.clear()
        except Exception as error:
            return 0, self._named(error)
        try:
            return self._transaction(ReadingBatch.concatenate(batches), by or write), None
        except Exception as error:
            return 0, self._named(error)

    def _transaction(self, batch: ReadingBatch, by: Callable[[Sequence[Run]], int]) -> int:
        ids = self._ids.get(batch.keys)
        with transaction.atomic(WRITING):
            found = self._find(batch, ids) if None in ids else {}
            pks = [
                found[key] if pk is None else pk for key, pk in zip(batch.keys, ids, strict=True)
            ]
            units = self._fill_units(batch, pks) if batch.units else {}
            runs = [Run(pks[place], times, values) for place, times, values in batch.runs()]
            number = by(runs) if runs else 0
        # Only what has been committed is remembered.
        if found:
            self._ids.put(found)
        if units:
            self._with_unit.put(units)
        self._background.touched({run.series: len(run.times) for run in runs})
        return number

    def _find(self, batch: ReadingBatch, ids: list[int | None]) -> dict[SeriesKey, int]:
        """The ids of series that are not remembered."""
        unknown = [key for key, pk in zip(batch.keys, ids, strict=True) if pk is None]
        return find_or_create(unknown, batch.units)

    def _fill_units(self, batch: ReadingBatch, pks: list[int]) -> dict[SeriesKey, int]:
        """Fill units in where there are none; the series that were not remembered to have one."""
        known = zip(batch.units, self._with_unit.get(batch.units), strict=True)
        unknown = {key for key, pk in known if pk is None}
        ids = {key: pk for key, pk in zip(batch.keys, pks, strict=True) if key in unknown}
        fill_units(ids, {key: batch.units[key] for key in unknown})
        return ids

    def _named(self, error: Exception) -> Exception:
        if isinstance(error, LivecurveError):
            return error
        # The root of Django's: a lost connection may raise InterfaceError, no DatabaseError.
        if isinstance(error, Error):
            connections[WRITING].close()
            text = str(error)
            if "full" in text or "No space left" in text:
                return StorageFull("The disk is full: make room, then send this again.")
            return unavailable(error)
        log.exception("What was sent could not be written.")
        return LivecurveError("This could not be written; the server's log says why.")

    def _upkeep(self, idle: bool) -> None:
        """What the writing connection does beside writing."""
        self._upkeep_at = time.monotonic() + UPKEEP_SECONDS
        self._do(keeper.note_use)
        self._do(prune_log)
        if idle:
            self._do(lambda: self._store.checkpoint(idle=True))

    def _do(self, work: Callable[[], object]) -> None:
        """One such piece; when it fails, it waits for the next time."""
        try:
            work()
        except Error as error:
            log.warning("Upkeep of the database has to wait: %s", error)
            connections[WRITING].close()
        except Exception:
            # Whatever it is: without this thread nobody could write any more.
            log.exception("Upkeep of the database failed.")


def _overloaded() -> Overloaded:
    return Overloaded("Too many writes wait for the disk: send this again in a second.")
