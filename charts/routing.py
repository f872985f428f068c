"""The doors beside Django, by type of connection and path: the live transports, and the newest
version."""

from timeseries.asgi import Places

from .newest import NewestDoor
from .transport import transports


def live_doors() -> Places:
    doors = [transport() for transport in transports]
    streams: Places = {(door.scope_type, door.path): door.serve for door in doors}
    return {**streams, ("http", "/api/newest"): NewestDoor().serve}
