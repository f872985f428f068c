"""What the workers of one server have taken in, told by whichever of them is asked.

Each keeps a file in the folder that they share for what they count (`workers.py`), written at
most once a second. Servers on other machines are not seen.
"""

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from .arrivals import arrivals, together
from .protocol import Parsed

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "arrivals-"
WRITE_SECONDS = 1.0

_writing: asyncio.TimerHandle | None = None


def note(protocol: str, token: int, parsed: Parsed) -> None:
    """A body that was taken, or some of it."""
    arrivals.note(protocol, token, parsed)
    _write_soon()


def note_refused(protocol: str, token: int, reason: str) -> None:
    """A body that was refused as a whole."""
    arrivals.refuse(protocol, token, reason)
    _write_soon()


def _write_soon() -> None:
    """Write what was noted down within a second, where others are to see it."""
    global _writing
    if FOLDER not in os.environ or (_writing and not _writing.cancelled()):
        return
    _writing = asyncio.get_running_loop().call_later(WRITE_SECONDS, _write)


def sources() -> list[dict[str, Any]]:
    """What has come to all workers, the newest first."""
    told = [arrivals.told(), *_of_others()]
    return together(told, time.time() * 1000)


def _write() -> None:
    global _writing
    _writing = None
    own = _folder() / f"{PREFIX}{os.getpid()}.json"
    beside = own.with_suffix(".new")
    # The folder goes before the last worker does.
    with suppress(OSError):
        beside.write_bytes(orjson.dumps(arrivals.told()))
        beside.replace(own)


def _of_others() -> list[list[dict[str, Any]]]:
    if FOLDER not in os.environ:
        return []
    own = f"{PREFIX}{os.getpid()}.json"
    others = [path for path in _folder().glob(f"{PREFIX}*.json") if path.name != own]
    return [orjson.loads(path.read_bytes()) for path in others]


def _folder() -> Path:
    return Path(os.environ[FOLDER])
