"""Uploaded files on their way into the store: each a file of its own beside a small one that says
how far it is, so that any process of the server can tell.

A file goes when its import ends, when nobody has asked for it in an hour, and at the next start
of the server; what came of it is kept a while longer.
"""

import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from ..errors import NotFound

FOLDER = "uploads"
# Of so many the outcome is kept.
KEPT = 20
IDLE_SECONDS = 3_600.0
RECEIVING, UPLOADED, WAITING, RUNNING = "receiving", "uploaded", "waiting", "running"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
AT_WORK = {WAITING, RUNNING}
ENDED = {DONE, FAILED, CANCELLED}
STOPPED = "The server was stopped before the end: upload the file again, and it is whole."

State = dict[str, Any]


def folder() -> Path:
    return Path(settings.VAR_DIR) / FOLDER


def new(name: str) -> State:
    """The state of a file that is to come."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep()
    at = time.time()
    state = {"id": secrets.token_hex(8), "name": name, "state": RECEIVING, "size": 0}
    return keep({**state, "created": at * 1000, "pid": os.getpid()})


def keep(state: State) -> State:
    """The same, on the disk: in place of what was there before."""
    path = _state(state["id"])
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(state))
    fresh.replace(path)
    return state


def found(pk: str) -> State:
    """Raises NotFound."""
    if pk.isascii() and pk.isalnum():
        with contextlib.suppress(OSError, ValueError):
            state: State = json.loads(_state(pk).read_text())
            return state
    raise NotFound("There is no such upload: it has ended a while ago, or was taken away.")


def listed() -> list[State]:
    """The newest first."""
    states = []
    for path in folder().glob("*.json"):
        with contextlib.suppress(NotFound):
            states.append(found(path.stem))
    return sorted(states, key=lambda one: one["created"], reverse=True)


def content(pk: str) -> Path:
    """Where the bytes of a file are."""
    return folder() / f"{pk}.part"


def drop_content(pk: str) -> None:
    content(pk).unlink(missing_ok=True)
    _wish(pk).unlink(missing_ok=True)


def forget(pk: str) -> None:
    """Nothing is left of it."""
    drop_content(pk)
    _state(pk).unlink(missing_ok=True)


def ask_to_stop(pk: str) -> None:
    """The process that imports it looks for this."""
    _wish(pk).touch()


def is_to_stop(pk: str) -> bool:
    return _wish(pk).exists()


def sweep() -> None:
    """Take away what nobody needs any more."""
    for state in listed():
        if state["state"] not in ENDED and not _is_alive(state["pid"]):
            drop_content(state["id"])
            keep({**state, "state": FAILED, "error": STOPPED})
        elif state["state"] in (RECEIVING, UPLOADED) and _is_idle(state["id"]):
            forget(state["id"])
    ended = [one for one in listed() if one["state"] in ENDED]
    for state in ended[KEPT:]:
        forget(state["id"])
    known = {state["id"] for state in listed()}
    for path in _others(known):
        path.unlink(missing_ok=True)


def begin_anew() -> None:
    """At a start: what this process number left behind under another life is nobody's."""
    for state in listed():
        if state["state"] not in ENDED and state["pid"] == os.getpid():
            drop_content(state["id"])
            keep({**state, "state": FAILED, "error": STOPPED})
    sweep()


def _others(known: set[str]) -> Iterator[Path]:
    for path in folder().glob("*"):
        if path.stem not in known and path.suffix in (".part", ".stop"):
            yield path


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_idle(pk: str) -> bool:
    try:
        return content(pk).stat().st_mtime < time.time() - IDLE_SECONDS
    except OSError:
        return True


def _state(pk: str) -> Path:
    return folder() / f"{pk}.json"


def _wish(pk: str) -> Path:
    return folder() / f"{pk}.stop"
