"""statsd by UDP (`STATSD_LISTEN`), written each `STATSD_FLUSH_SECONDS`."""

import asyncio
import errno
import logging
import time
from typing import Any

from django.conf import settings

from ...errors import LivecurveError
from ...timerange import now
from ..listener import Busy, Listener, address_of, is_allowed, listeners
from ..pipeline import pipeline
from ..statsd import Aggregate

log = logging.getLogger(__name__)


@listeners.register("statsd")
class StatsdListener(Listener):
    """All packets go through one process, which alone can tell a gauge's change: the first one
    of a machine that gets the address."""

    @property
    def is_wanted(self) -> bool:
        return bool(settings.STATSD_LISTEN)

    async def run(self) -> None:
        aggregate = Aggregate()
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Packets(aggregate), local_addr=address_of(settings.STATSD_LISTEN)
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Busy from None
            raise
        try:
            while True:
                await asyncio.sleep(_until_the_next())
                await _write(aggregate)
        finally:
            transport.close()
            # What has come since then is written too; the server stops after that.
            await _write(aggregate)


def _until_the_next() -> float:
    """Seconds to the next whole multiple of the interval."""
    every = float(settings.STATSD_FLUSH_SECONDS)
    return every - time.time() % every


async def _write(aggregate: Aggregate) -> None:
    parsed = aggregate.flush(now())
    if not len(parsed.batch) and not parsed.rejected_count:
        return
    try:
        await pipeline.keep("statsd", parsed)
    except LivecurveError as error:
        log.warning("statsd: %d readings could not be written: %s", len(parsed.batch), error)


class _Packets(asyncio.DatagramProtocol):
    def __init__(self, aggregate: Aggregate) -> None:
        self._aggregate = aggregate

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if is_allowed("statsd", addr):
            self._aggregate.take(data)
