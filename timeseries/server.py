"""uvicorn as Livecurve runs it."""

import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from threading import Thread

import uvicorn

GRACE_SECONDS = 3
# The largest message of a WebSocket: what 200 selectors take.
MESSAGE_BYTES = 256 * 2**10


class LiveServer(uvicorn.Server):
    """uvicorn waits for open connections before it tells the application to stop, and a
    stream never ends by itself, nor a long delete soon: the application ends them first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.loaded_app.let_go()
        await super().shutdown(sockets)


def serve(listener: socket.socket) -> bool:
    """Serve until a signal ends it; whether it could start."""
    allow_open_files()
    server = LiveServer(
        uvicorn.Config(
            "config.asgi:application",
            loop="uvloop",
            http="config.connection:BoundedConnection",
            lifespan="on",
            ws="config.connection:BoundedWebSocket",
            ws_max_size=MESSAGE_BYTES,
            # Compression takes more memory for each client than all else together.
            ws_per_message_deflate=False,
            log_config=None,
            log_level="warning",
            access_log=False,
            # Who is local is decided by the address that is really connected.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    server.run(sockets=[listener])
    return bool(server.started)


def allow_open_files() -> None:
    """As many as this user may have: each client is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Not everywhere may the limit be raised to what it says.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def stop_with_parent() -> None:
    """End this process in good order when the one that holds the other end of its standard
    input has gone."""

    def wait() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, name="parent", daemon=True).start()
