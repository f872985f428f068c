"""Which version of a dashboard is the newest, for pages that are open: asked by each once a second.

All of them are read at once and kept for a moment, so any number of pages costs the same.
"""

import asyncio
import time
from typing import Any

from django.conf import settings

from timeseries.asgi import Reply
from timeseries.door import Door, Request
from timeseries.errors import NotFound
from timeseries.parameters import Parameters
from timeseries.threads import readers

from .models import Dashboard

KEPT_SECONDS = 0.3


class NewestDoor(Door):
    """`GET /api/newest?dashboard=SLUG`"""

    def __init__(self) -> None:
        self._asking: asyncio.Task[dict[str, Any]] | None = None
        self._asked = 0.0

    async def answer(self, request: Request) -> Reply:
        slug = Parameters(request.parameters).text("dashboard") or ""
        known = await self._known()
        if slug not in known:
            raise NotFound(f"There is no dashboard {slug[:100]!a}: / lists them all.")
        return Reply.of(known[slug])

    async def _known(self) -> dict[str, Any]:
        """Whoever comes while the database is asked waits for the same answer."""
        is_old = time.monotonic() - self._asked > KEPT_SECONDS
        if self._asking is None or (self._asking.done() and is_old):
            self._asked = time.monotonic()
            self._asking = asyncio.create_task(readers.run(_all), name="newest")
        return await asyncio.shield(self._asking)


def _all() -> dict[str, Any]:
    """By slug: the version, and how the dashboard's file is when it has one."""
    columns = ("slug", "version", "file__path", "file__state", "file__problem")
    rows = Dashboard.objects.order_by().values_list(*columns)
    return {
        slug: {"version": version, "file": _file(path, state, problem)}
        for slug, version, path, state, problem in rows
    }


def _file(path: str | None, state: str, problem: str) -> dict[str, str] | None:
    if path is None or not settings.DASHBOARDS_DIR:
        return None
    return {"path": path, "state": state, "problem": problem}
