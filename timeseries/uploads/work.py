"""Imports of uploaded files, one after the other on a thread of the server, through its writer:
what others send is written between their transactions."""

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from threading import Event
from typing import Any

from django.db import Error, connections

from ..errors import LivecurveError
from ..importing.format import Options, formats
from ..importing.importer import Importer, ahead, no_note
from ..importing.source import Source, opened
from ..ingest.pipeline import pipeline
from ..threads import unavailable
from ..timerange import to_milliseconds
from . import shelf
from .shelf import CANCELLED, DONE, FAILED, RUNNING, WAITING, State

log = logging.getLogger(__name__)

# How often it is said how far one is.
TOLD_SECONDS = 0.3
# Series that are named in what came of one.
NAMED = 20
BROKEN = "Something broke here: the server's log says what."


class Cancelled(Exception):
    """Somebody wants no more of it."""


class Stopped(Exception):
    """The server stops."""


class Imports:
    """Those of one process. What waits is bounded by the uploads that there are."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._stopping = Event()

    def start(self) -> None:
        """Nothing is left of what another life of the server had begun."""
        self._stopping.clear()
        shelf.begin_anew()

    def stop(self) -> None:
        """The one that runs ends at its next chunk."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread:
            thread.shutdown(cancel_futures=True)

    def add(self, state: State, options: Options, mapping: dict[str, Any]) -> State:
        """The state of an upload that is to be imported now."""
        kept = shelf.keep({**state, "state": WAITING, "mapping": mapping, "pid": os.getpid()})
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "imports")
        self._thread.submit(self._run, kept, options)
        return kept

    def _run(self, state: State, options: Options) -> None:
        importer = Importer(pipeline.transact, options.shape.note if options.shape else no_note)
        told = _Told({**state, "state": RUNNING, "started": time.time() * 1000}, importer)
        try:
            with opened(str(shelf.content(state["id"]))) as source:
                self._import(source, options, importer, told)
            told.end(DONE)
        except Cancelled:
            told.end(CANCELLED)
        except Stopped:
            told.end(FAILED, shelf.STOPPED)
        except (LivecurveError, OSError) as error:
            told.end(FAILED, str(error))
        except Error as error:
            told.end(FAILED, str(unavailable(error)))
        except Exception:
            log.exception("An uploaded file could not be imported.")
            told.end(FAILED, BROKEN)
        finally:
            connections.close_all()

    def _import(self, source: Source, options: Options, importer: Importer, told: "_Told") -> None:
        reader = formats[told.state["format"]]()
        try:
            for chunk in ahead(reader.read(source, options)):
                importer.take(chunk)
                told.tell(source.share)
                if self._stopping.is_set():
                    raise Stopped
                if shelf.is_to_stop(told.state["id"]):
                    raise Cancelled
        except LivecurveError:
            # What was read before it is whole.
            importer.flush()
            raise
        importer.flush()


class _Told:
    """What is said of one while it runs."""

    def __init__(self, state: State, importer: Importer) -> None:
        self.state, self._importer = state, importer
        self._at = 0.0
        self.tell(0.0)

    def tell(self, share: float | None) -> None:
        if time.monotonic() > self._at + TOLD_SECONDS:
            self._at = time.monotonic()
            shelf.keep({**self.state, **self._facts(), "share": share})

    def end(self, how: str, error: str = "") -> None:
        shelf.drop_content(self.state["id"])
        ended = {"state": how, "share": 1.0, "ended": time.time() * 1000}
        shelf.keep({**self.state, **self._facts(), **ended, **({"error": error} if error else {})})

    def _facts(self) -> dict[str, Any]:
        report, extent = self._importer.report, self._importer.extent
        return {
            **asdict(report),
            "series": list(extent.series)[:NAMED],
            "series_count": len(extent.series),
            "first": None if extent.first is None else to_milliseconds(extent.first),
            "last": None if extent.last is None else to_milliseconds(extent.last),
        }


imports = Imports()
