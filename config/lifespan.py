"""What runs beside the requests, from the server's start to its stop.

Django's handler knows no lifespan; this answers it, and stops in an order in which nothing
that was taken in is lost: sources first, then streams, then the writer.
"""

import asyncio

from django.conf import settings

from config.databases import share_connections
from timeseries.asgi import Application, Receive, Scope, Send
from timeseries.collector import collectors
from timeseries.corrections import deleters
from timeseries.ingest.pipeline import pipeline
from timeseries.live.hub import hub
from timeseries.schedule import Schedule
from timeseries.threads import readers


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
