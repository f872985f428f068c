"""The guard on addresses that people let the server fetch: what a name stands for is looked up
once, checked, and then connected to, so that no name can stand for something else meanwhile."""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore
from django.conf import settings

from ..errors import CannotCollect
from .networks import Address, Network, read_address, why_refused
from .waiting import in_thread

# A name may stand for several addresses: none but the last may take all the time there is.
CONNECT_SECONDS = 3.0
MOST_ADDRESSES = 8

SocketOptions = Iterable[Any]


async def addresses_of(host: str, port: int) -> list[str]:
    """The addresses of a host to connect to, as numbers: those that may be fetched from.

    Raises CannotCollect when there are none.
    """
    # Forms such as 2130706433 and 0x7f.1 are the resolver's to read: what it makes of them
    # is checked, and nothing else is connected to.
    try:
        found = await in_thread(lambda: _look_up(host, port))
    except (OSError, UnicodeError) as error:
        raise CannotCollect(f"The name {host} is not known ({_reason(error)}).") from None
    return checked(host, found, settings.COLLECT_ALLOW)


def checked(host: str, found: Sequence[Address], allowed: Sequence[Network]) -> list[str]:
    """Of the addresses that a host has, those that may be fetched from. Raises CannotCollect."""
    reasons = {address: why_refused(address, allowed) for address in found}
    good = [str(address) for address, reason in reasons.items() if reason is None]
    if not good:
        # All are refused: one of them says why.
        told = next((f"{address} is {reason}" for address, reason in reasons.items()), None)
        raise CannotCollect(
            f"Nothing is fetched from {host}: {told or 'it has no address'}. "
            "An administrator can allow networks by COLLECT_ALLOW."
        )
    return good[:MOST_ADDRESSES]


def _look_up(host: str, port: int) -> list[Address]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Link-local addresses come with the interface that they are of.
    return list(dict.fromkeys(read_address(str(row[4][0]).partition("%")[0]) for row in rows))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects HTTP clients to addresses that were checked. Names stay in `Host` and TLS."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the contract of httpcore
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.AsyncNetworkStream:
        *others, last = await addresses_of(host, port)
        for address in others:
            try:
                return await self._inner.connect_tcp(address, port, CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(last, port, timeout)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the contract of httpcore
        socket_options: SocketOptions | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise CannotCollect("Nothing is fetched from a socket in the file system.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
