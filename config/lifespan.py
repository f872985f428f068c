"""What runs beside the requests, from the server's start to its stop.

Django's handler knows no lifespan; this answers it, and stops in an order in which nothing
that was taken in is lost: sources first, then streams, then the writer.
"""

import asyncio
import gc

from django.conf import settings

from config.databases import share_connections
from timeseries.asgi import Application, Receive, Scope, Send
from timeseries.collector import collectors
from timeseries.corrections import deleters
from timeseries.ingest.pipeline import pipeline
from timeseries.live.hub import hub
from timeseries.schedule import Schedule
from timeseries.threads import readers

# So many new objects are there before circles are looked for among them.
YOUNG = 10_000


class Lifespan:
    """Around the whole application."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._schedule = Schedule()

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
        pipeline.start()
        hub.start()
        if settings.MACHINE_READINGS:
            self._schedule.start([collectors["machine"]])

    async def stop(self) -> None:
        await self._schedule.stop()
        await hub.stop()
        await asyncio.to_thread(pipeline.stop)
        await asyncio.to_thread(deleters.close)
        await asyncio.to_thread(readers.close)


def spare_the_collector() -> None:
    """Let Python's collector of circles leave alone what is there from the start, a hundred
    thousand objects and a tenth of a second to go over them, and come less often: it took a
    seventh of the time of small writes, which leave no circles behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
