"""Processes that end with the block that started them, each by its own number."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from .measurement import Failed

STOP_SECONDS = 10
# Of a process that did not answer, what it said last.
LOG_LINES = 8


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, cwd: Path, environment: Mapping[str, str]
) -> "Iterator[subprocess.Popen[bytes]]":
    """A process, and whatever it starts, for the length of the block; its output is in `log`.

    It has a session of its own, so that Ctrl-C in the terminal reaches this program alone,
    which then ends the process in good order.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with undisturbed():
            end(process.pid)
            process.wait()


def end(pid: int) -> None:
    """End a process and its descendants: asked first, killed after a while."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        # Those below first: `make` has nothing left to wait for then.
        for one in reversed(family):
            with suppress(psutil.NoSuchProcess):
                one.terminate()
        _, left = psutil.wait_procs(family, STOP_SECONDS)
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C waits until the block is through."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def first_answer(
    process: "subprocess.Popen[bytes]", port: int, path: str, log: Path, seconds: float = 60
) -> int:
    """Ask until the process answers; the status of the answer. Raises Failed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=seconds)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            time.sleep(0.005)
        finally:
            connection.close()
    last = "\n  ".join(log.read_text().splitlines()[-LOG_LINES:])
    raise Failed(f"{path} was not answered; the end of the log:\n  {last}")
