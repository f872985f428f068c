"""A real `manage.py live`, as users run it, on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from .http import request_bytes
from .processes import first_answer, free_port, running

ROOT = Path(__file__).parent.parent


class Livecurve:
    """A server whose data live in `folder`. It may run several times, one after another."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "livecurve.log"
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/livecurve.sqlite3",
            "SECRET_KEY": "for measurements alone",
            **environment,
        }
        # What the command line runs: `manage.py`, or what stands in for it.
        self.program: tuple[str, ...] = ("manage.py",)
        self.pid = 0

    @contextmanager
    def process(self, *options: str) -> "Iterator[subprocess.Popen[bytes]]":
        """The process, from now on; it does not answer yet."""
        command = [sys.executable, *self.program, "live", "--port", str(self.port), *options]
        with running(command, self.log, ROOT, self.environment) as process:
            self.pid = process.pid
            yield process

    @contextmanager
    def up(self, *options: str) -> Iterator[None]:
        """The server, answering."""
        with self.process(*options) as process:
            first_answer(process, self.port, "/health", self.log)
            yield

    def manage(self, *arguments: str) -> str:
        """What `manage.py …` prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    @cached_property
    def token(self) -> str:
        """A write token."""
        return self.manage("createtoken", "bench", "--scope", "write").split()[-1]

    def write(self, lines: bytes, precision: str = "us") -> bytes:
        """The request that writes these lines of line protocol."""
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "text/plain"}
        return request_bytes("POST", f"/api/v2/write?precision={precision}", headers, lines)

    def ask(self, names: Sequence[str], start: int, end: int, width: int = 1200) -> bytes:
        """The request for series, each by its name or selector, from `start` to `end` (µs)."""
        asked = {"series": names, "start": start / 1000, "end": end / 1000, "width": width}
        return request_bytes("GET", f"/api/query?{urlencode(asked, doseq=True)}")
