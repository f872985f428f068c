"""Looks at the watched folder, again and again, in the one process that leads.

It looks at what files say of themselves (time, size, place) and not for notices of the system:
those do not come from folders on a network. A look at a hundred files takes a millisecond.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from django.db import connections

from timeseries.errors import LivecurveError
from timeseries.threads import guarded

from . import watched
from .dashboard_file import BadFile
from .definition import BadDefinition, Definition
from .folder import Folder, Mark
from .models import WatchedFile

log = logging.getLogger(__name__)

# A file is read when two looks one after another have seen the same: with a page that asks once
# a second, it shows a change within two.
LOOK_SECONDS = 0.3
# For so long one that cannot be read may be half of what is being written.
WRITTEN_SECONDS = 1.0
# A slow network folder is not looked at all the time.
SHARE = 0.5


class Watch:
    """What is known of the folder from one look to the next."""

    def __init__(
        self, folder: Folder, write_back: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._write_back, self._clock = folder, write_back, clock
        self._marks: dict[str, Mark] = {}
        # Since when each has its mark, by the clock.
        self._since: dict[str, float] = {}
        # Of files that were dealt with: as they were, and the version of their dashboard.
        self._dealt: dict[str, tuple[Mark, int | None]] = {}

    def look(self) -> None:
        """Deal with every file that has settled after a change, or whose dashboard has changed.
        Raises FolderAway."""
        before, now = self._marks, self._folder.marks()
        self._marks = now
        for name in now:
            if before.get(name) != now[name]:
                self._since[name] = self._clock()
        versions = _versions()
        gone = versions.keys() - now.keys() - before.keys()
        # First of all: what has another name now finds its dashboard free.
        parted = [name for name in gone if watched.part(name)]
        if parted:
            self._dealt.clear()
        for name, mark in now.items():
            known = self._dealt.get(name)
            if before.get(name) == mark and known != (mark, versions.get(name)):
                self._deal(name, mark)
        for name in self._since.keys() - now.keys():
            del self._since[name]

    def _deal(self, name: str, mark: Mark) -> None:
        try:
            text = self._folder.text(name)
            if self._folder.mark(name) != mark:
                return
            write = partial(self._write, name, mark) if self._write_back else None
            watched.meet(watched.Came(name, text), write)
        except _Changing:
            return
        except (BadFile, BadDefinition) as error:
            if self._clock() - self._since[name] < WRITTEN_SECONDS:
                return
            watched.refuse(name, error)
        except watched.NotWritten as error:
            watched.stay_ahead(name, error)
        except LivecurveError as error:
            watched.refuse(name, error)
        self._dealt[name] = mark, _versions(name).get(name)

    def _write(self, name: str, mark: Mark, definition: Definition) -> str:
        if self._folder.mark(name) != mark:
            raise _Changing
        return self._folder.write(name, definition)


class _Changing(Exception):
    """Somebody is writing the file at this moment: it is looked at again."""


class Watcher:
    """The looks, from `start` to `stop`, on a thread of their own: a network folder may make
    it wait."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def start(self, path: str, write_back: bool) -> None:
        watch = Watch(Folder(Path(path)), write_back)
        self._task = asyncio.create_task(_keep_looking(watch), name="dashboards")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None


async def _keep_looking(watch: Watch) -> None:
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, "dashboards")
    told = ""
    try:
        while True:
            begun = time.monotonic()
            try:
                await loop.run_in_executor(thread, guarded, watch.look)
                told = ""
            except LivecurveError as error:
                if str(error) != told:
                    log.warning("The folder of dashboards: %s", error)
                told = str(error)
            except Exception:
                log.exception("The folder of dashboards could not be looked at.")
            took = time.monotonic() - begun
            await asyncio.sleep(max(LOOK_SECONDS, took / SHARE))
    finally:
        thread.submit(connections.close_all)
        thread.shutdown(wait=False)


def _versions(*names: str) -> dict[str, int | None]:
    """The files that are known, with the versions of their dashboards."""
    rows = WatchedFile.objects.filter(path__in=names) if names else WatchedFile.objects.all()
    return dict(rows.order_by().values_list("path", "dashboard__version"))
