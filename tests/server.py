"""A real `manage.py live` in a process of its own, as users run it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import IO, Any

import httpx

ROOT = Path(__file__).parent.parent
START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Starts on entry, stops on exit; `headers("write")` are those of a token of that scope."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._arguments = arguments or ("--no-demo",)
        # A database that was given belongs to somebody else.
        self._owns_database = "DATABASE_URL" not in environment
        self.database_url = environment.get("DATABASE_URL") or database_url(folder)
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            **environment,
            "DATABASE_URL": self.database_url,
        }
        self._tokens: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        if self._owns_database:
            drop_database(self.database_url)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        self._output = self.log.open("ab")
        command = [sys.executable, "manage.py", "live", "--port", str(self.port), *self._arguments]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self._output, stderr=self._output
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"The server ended:\n{self.log.read_text()}")
            try:
                httpx.get(f"{self.url}/health", timeout=1)
                return
            except httpx.TransportError:
                time.sleep(0.05)
        # Nobody enters its block any more, and so nobody would leave it.
        self.stop(signal.SIGKILL)
        raise AssertionError(f"The server did not answer:\n{self.log.read_text()}")

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Send a signal and wait; how many seconds it took."""
        assert self._process
        assert self._output
        begun = time.monotonic()
        if self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(20)
        self._output.close()
        return time.monotonic() - begun

    def manage(
        self, *arguments: str, check: bool = True, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """`manage.py …` beside the running server, on its database."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=seconds,
        )

    def beside(self, *arguments: str) -> subprocess.Popen[str]:
        """The same, going on until its input ends."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def token(self, scope: str) -> str:
        """One of this scope: to write with, the one that the first run has printed."""
        if scope not in self._tokens:
            printed = re.search(rf"^ *{scope} token +(\S+)$", self.log.read_text(), re.M)
            self._tokens[scope] = printed[1] if printed else self._new_token(scope)
        return self._tokens[scope]

    def _new_token(self, scope: str) -> str:
        made = self.manage("createtoken", f"tests-{scope}", "--scope", scope)
        return made.stdout.split()[-1]

    def headers(self, scope: str) -> dict[str, str]:
        return {"Authorization": f"Token {self.token(scope)}"}

    def write(self, *series: dict[str, Any]) -> httpx.Response:
        """`POST /api/readings` with a write token."""
        return httpx.post(
            f"{self.url}/api/readings",
            json={"readings": list(series)},
            headers=self.headers("write"),
            timeout=20,
        )

    def query(self, **parameters: Any) -> dict[str, Any]:
        """`GET /api/query`, which has to answer 200."""
        response = httpx.get(f"{self.url}/api/query", params=parameters, timeout=20)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def warnings(self) -> list[str]:
        """Lines of the log that are no plain information."""
        return re.findall(r"^.*(?:WARNING|ERROR|CRITICAL|Traceback).*$", self.log.read_text(), re.M)


def database_url(folder: Path) -> str:
    """A database of the server's own, on the vendor that the tests run on."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        return f"sqlite:///{folder}/livecurve.sqlite3"
    base, _, _ = url.rpartition("/")
    name = f"livecurve_{uuid.uuid4().hex[:12]}"
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{base}/{name}"


def drop_database(url: str) -> None:
    """The inverse of `database_url`; a file goes with its folder."""
    base, _, name = url.rpartition("/")
    if name.startswith("livecurve_"):
        import psycopg

        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
