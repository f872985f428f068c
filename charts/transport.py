"""The contract of a live transport: a door by which the hub's frames leave.

One file a transport in `transports/`; each is an ASGI application beside Django, found by
its path. All carry the same frames (`timeseries/live/frame.py`).
"""

from abc import ABC, abstractmethod

from timeseries.asgi import Receive, Scope, Send
from timeseries.registry import Registry


class Transport(ABC):
    """One door. An instance serves any number of clients."""

    # Where it is, and the type of connection that it takes ("http" or "websocket").
    path: str
    scope_type: str = "http"

    @abstractmethod
    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One client, from its request to its end. Never raises for what a client sends."""


transports: Registry[type[Transport]] = Registry("live transport", "charts.transports")
