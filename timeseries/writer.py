"""Group commit: many requests, one transaction, each answered after it reached the disk.

One thread with one connection writes; requests wait in a bounded queue. What has come in
while a transaction ran makes up the next one, so under load a sync to disk is shared by
all that wait, and without load nobody waits for company.
"""

import logging
import queue
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TypeVar

import numpy as np
from django.db import Error, IntegrityError, connections, transaction

from .background import Background
from .batch import ReadingBatch
from .catalog import KeyCache, fill_units, find_or_create, ids_of
from .errors import LivecurveError, Overloaded, StorageFull
from .exact import BeforeRetention, NothingKept, PartlyRefused, write, write_kept
from .jobs import Call, Job
from .metrics import COMMIT, QUEUED
from .runs import Part, Runs, gathered
from .series_key import SeriesKey
from .state_texts import Text, TextsRefused, find_or_make_codes
from .store import WRITING, Store, get_store, prune_log
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
        self._ids = KeyCache[SeriesKey]()
        # Series whose unit has been filled in, or was there: asked once, not for each write.
        self._with_unit = KeyCache[SeriesKey]()
        self._codes = KeyCache[Text]()
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

    def forget(self) -> None:
        """Look up the series of all keys again: one has another name, or is no more."""
        self._ids.clear()

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
        if error and (len(jobs) > 1 or isinstance(error, BeforeRetention | TextsRefused)):
            for job in jobs:
                self._settle([job], *self._write_apart(job.batch))
        else:
            self._settle(jobs, number, error)
        self._on_commit()

    def _write_apart(self, batch: ReadingBatch) -> tuple[int, Exception | None]:
        """Of what reaches back too far, or has texts that no state can have, the rest."""
        texts: Mapping[tuple[SeriesKey, str], str] = {}
        number, error = self._try([batch])
        if isinstance(error, TextsRefused):
            texts = error.reasons
            batch = batch.without_texts(texts)
            number, error = self._try([batch])
        if not isinstance(error, BeforeRetention):
            return number, error or (PartlyRefused({}, texts) if texts else None)
        left_out: dict[int, int] = {}

        def write_rest(runs: Runs) -> int:
            try:
                number, since = write_kept(runs)
            except NothingKept as error:
                # Ids that were looked up are not remembered where nothing is committed.
                ids = ids_of(batch.keys, WRITING)
                error.since = {key: error.ids[pk] for key, pk in ids.items() if pk in error.ids}
                error.texts = texts
                raise
            left_out.update(since)
            return number

        number, error = self._try([batch], write_rest)
        found = zip(batch.keys, self._ids.get(batch.keys), strict=True)
        since = {key: left_out[pk] for key, pk in found if pk in left_out}
        return number, error or PartlyRefused(since, texts)

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
        self, batches: list[ReadingBatch], by: Callable[[Runs], int] | None = None
    ) -> tuple[int, Exception | None]:
        # Whether a series has texts or numbers is seen where all of it is one batch.
        if any(batch.text is not None for batch in batches):
            batches = [ReadingBatch.concatenate(batches)]
        try:
            return self._transaction(batches, by or write), None
        except IntegrityError:
            # A series that the cache knows was deleted: look all of them up again, once.
            self._ids.clear()
            self._with_unit.clear()
            self._codes.clear()
        except Exception as error:
            return 0, self._named(error)
        try:
            return self._transaction(batches, by or write), None
        except Exception as error:
            return 0, self._named(error)

    def _transaction(self, batches: list[ReadingBatch], by: Callable[[Runs], int]) -> int:
        each = [self._ids.get(batch.keys) for batch in batches]
        found: dict[SeriesKey, int] = {}
        units: dict[SeriesKey, int] = {}
        codes: dict[Text, int] = {}
        parts = []
        with transaction.atomic(WRITING):
            for batch, ids in zip(batches, each, strict=True):
                pks = self._found(batch, ids, found)
                if batch.units:
                    units |= self._fill_units(batch, pks)
                if batch.text is not None:
                    batch, codes = self._coded(batch, pks)
                parts.append(Part(np.array(pks, np.int64), batch.index, batch.times, batch.values))
            runs = gathered(parts)
            number = by(runs) if len(runs) else 0
        # Only what has been committed is remembered.
        if found:
            self._ids.put(found)
        if units:
            self._with_unit.put(units)
        if codes:
            self._codes.put(codes)
        self._background.touched(dict(zip(runs.series.tolist(), runs.sizes.tolist(), strict=True)))
        return number

    def _found(
        self, batch: ReadingBatch, ids: list[int | None], found: dict[SeriesKey, int]
    ) -> list[int]:
        """The ids of a batch's series; those that are not remembered are entered in `found`."""
        unknown = [key for key, pk in zip(batch.keys, ids, strict=True) if pk is None]
        if missing := [key for key in unknown if key not in found]:
            notes = dict(zip(batch.keys, batch.notes, strict=True)) if batch.notes else {}
            found |= find_or_create(missing, batch.units, notes=notes)
        pairs = zip(batch.keys, ids, strict=True)
        return [found[key] if pk is None else pk for key, pk in pairs]

    def _coded(self, batch: ReadingBatch, pks: list[int]) -> tuple[ReadingBatch, dict[Text, int]]:
        """The batch with codes in place of texts, and those that were not remembered. Raises
        TextsRefused."""
        states, number = batch.states()
        ids = dict(zip(batch.keys, pks, strict=True))
        texts = [(ids[key], text) for key, text in states]
        codes = self._codes.get(texts)
        unknown = [text for text, code in zip(texts, codes, strict=True) if code is None]
        numeric = {pks[place] for place in np.unique(batch.numbers().index).tolist()}
        found, refused = find_or_make_codes(unknown, numeric) if unknown else ({}, {})
        if refused:
            pairs = zip(states, texts, strict=True)
            raise TextsRefused({state: refused[text] for state, text in pairs if text in refused})
        known = [found[t] if code is None else code for t, code in zip(texts, codes, strict=True)]
        return batch.coded(np.array(known, np.float64)[number]), found

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
        # Another process may have renamed a series.
        self.forget()
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
