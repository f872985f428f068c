"""The live transports by type of connection and path, beside Django."""

from timeseries.asgi import Places

from .transport import transports


def live_doors() -> Places:
    doors = [transport() for transport in transports]
    return {(door.scope_type, door.path): door.serve for door in doors}
