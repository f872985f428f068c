"""What runs beside the requests, from the server's start to its stop.

Django's handler knows no lifespan; this answers it, and stops in an order in which nothing
that was taken in is lost: sources first, then streams, then the writer.
"""

import asyncio
import gc

from channels.layers import get_channel_layer
from django.conf import settings

from charts.kind import kinds
from charts.watching import Watcher
from config.databases import share_connections
from timeseries import corrections
from timeseries.asgi import Application, Receive, Scope, Send
from timeseries.corrections import deleters
from timeseries.ingest.listener import Listening
from timeseries.ingest.pipeline import pipeline
from timeseries.lease import RENEW_SECONDS, lease
from timeseries.live.hub import hub
from timeseries.live.relay import Relay
from timeseries.schedule import Schedule
from timeseries.threads import readers
from timeseries.uploads.work import imports

# So many new objects are there before circles are looked for among them.
YOUNG = 10_000


class Lifespan:
    """Around the whole application."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._watcher = Watcher()
        self._listening = Listening(leads=lease.held)
        # Workers do the others where there is a broker.
        self._schedule = Schedule(is_local=True if settings.CELERY_BROKER_URL else None)
        self._leading: asyncio.Task[None] | None = None
        self._relay: Relay
        self._loading: asyncio.Task[list[str]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._inner(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def start(self) -> None:
        spare_the_collector()
        share_connections()
        pipeline.start(leads=lease.held)
        imports.start()
        hub.start()
        self._relay = Relay(get_channel_layer(), hub.look)
        self._relay.start()
        self._leading = asyncio.create_task(self._lead(), name="lease")
        self._listening.start()
        # So that the first panel need not wait for pyecharts.
        self._loading = asyncio.create_task(asyncio.to_thread(kinds.names), name="kinds")

    def let_go(self) -> None:
        """End what would hold up a stop: streams, and long deletes."""
        hub.end_all()
        corrections.stopping.set()

    async def _lead(self) -> None:
        """Of all processes on this database, one runs the collectors, and watches the folder of
        dashboards."""
        while True:
            held = await asyncio.to_thread(lease.renew)
            if held and not self._schedule.is_running:
                self._schedule.start()
            elif not held:
                await self._schedule.stop()
            await self._watch(held)
            await asyncio.sleep(RENEW_SECONDS)

    async def _watch(self, held: bool) -> None:
        folder = settings.DASHBOARDS_DIR
        if held and folder and not self._watcher.is_running:
            self._watcher.start(folder, settings.DASHBOARDS_WRITE_BACK)
        elif not held:
            await self._watcher.stop()

    async def stop(self) -> None:
        if self._leading:
            self._leading.cancel()
            await asyncio.gather(self._leading, return_exceptions=True)
        await self._watcher.stop()
        await self._schedule.stop()
        await self._listening.stop()
        await self._relay.stop()
        await hub.stop()
        await asyncio.to_thread(imports.stop)
        await asyncio.to_thread(pipeline.stop)
        await asyncio.to_thread(lease.release)
        await asyncio.to_thread(deleters.close)
        await asyncio.to_thread(readers.close)


def spare_the_collector() -> None:
    """Let Python's collector of circles leave alone what is there from the start, a hundred
    thousand objects and a tenth of a second to go over them, and come less often: it took a
    seventh of the time of small writes, which leave no circles behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
