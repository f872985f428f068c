"""A Chromium that is started for one thing, told what to do by a pipe, and ended.

The protocol is Chrome's own (https://chromedevtools.github.io/devtools-protocol/), and the pipe
two file descriptors that nobody else has: there is no port that another user could find.
"""

import asyncio
import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson

from timeseries.errors import LivecurveError

NAMES = (
    "chromium",
    "chromium-headless-shell",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
)
# Chromium reads its orders from 3 and answers on 4, and whatever is there takes their places.
LAUNCH = """\
import fcntl, os, sys
orders, answers = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(orders, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
# Of one answer: a report of some hundred pages.
LARGEST = 256 * 2**20


class NoChromium(LivecurveError):
    """There is no Chromium on this machine."""

    code = "no_chromium"
    status = 501


class ChromiumFailed(LivecurveError):
    """Chromium ended, or did not do what it was told."""

    code = "chromium_failed"
    status = 502


def find(named: str) -> str:
    """Where Chromium is: what the setting names, or what is on the path. Raises NoChromium."""
    for name in (named,) if named else NAMES:
        if path := shutil.which(name):
            return path
    raise NoChromium(
        "A report is printed by Chromium, and there is none on the server: install Debian's "
        "package chromium, or name one in the setting CHROMIUM."
    )


class Session:
    """One page of a Chromium, and orders for it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = itertools.count(1)
        self._session: str | None = None

    async def open_page(self) -> None:
        target = await self.tell("Target.createTarget", url="about:blank")
        attached = await self.tell(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]

    async def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to an order; what happens meanwhile is passed over. Raises ChromiumFailed."""
        number = next(self._numbers)
        order: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        try:
            self._writer.write(orjson.dumps(order) + b"\0")
            await self._writer.drain()
            while True:
                answer = orjson.loads((await self._reader.readuntil(b"\0"))[:-1])
                if answer.get("id") == number:
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            raise ChromiumFailed(f"Chromium ended at {method}: {error}") from None
        if "error" in answer:
            raise ChromiumFailed(f"Chromium refused {method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, expression: str) -> Any:
        """The value of JavaScript in the page; a promise is waited for. Raises ChromiumFailed."""
        found = await self.tell(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise ChromiumFailed(f"The page failed: {found['exceptionDetails'].get('text')}")
        return found["result"].get("value")


@asynccontextmanager
async def chromium(path: str, *arguments: str) -> AsyncIterator[Session]:
    """A page in a Chromium of its own, which is gone afterwards with all that it kept."""
    with tempfile.TemporaryDirectory(prefix="livecurve-chromium-", ignore_cleanup_errors=True) as d:
        orders, given = os.pipe()
        answered, answers = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-ISc", LAUNCH, str(orders), str(answers),
                path, *ARGUMENTS, *_sandbox(), f"--user-data-dir={d}", *arguments,
                pass_fds=(orders, answers), start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        finally:
            os.close(orders)
            os.close(answers)
        reader, writer = await _streams(answered, given)
        try:
            session = Session(reader, writer)
            await session.open_page()
            yield session
        finally:
            writer.close()
            _end(process)
            await process.wait()


def _sandbox() -> tuple[str, ...]:
    # Chromium refuses to start as root with its sandbox. It shows our own pages alone.
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


async def _streams(answered: int, given: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LARGEST)
    protocol = asyncio.StreamReaderProtocol(reader)
    await loop.connect_read_pipe(lambda: protocol, os.fdopen(answered, "rb", 0))
    transport, _ = await loop.connect_write_pipe(
        lambda: asyncio.streams.FlowControlMixin(), os.fdopen(given, "wb", 0)
    )
    return reader, asyncio.StreamWriter(transport, protocol, None, loop)


def _end(process: asyncio.subprocess.Process) -> None:
    """With all the processes that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
