"""`manage.py` where it cannot do its work: one sentence, exit status 1, no traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from tests.server import ROOT
from timeseries.management.commands import live


@dataclass(frozen=True)
class Case:
    """What is run, in which environment ({folder} stands for one of its own), and what the
    sentence holds."""

    says: str
    command: str = "live --no-demo --port 0"
    environment: tuple[str, ...] = ()


CASES = {
    "a port in use": Case("choose another with --host and --port", "live --port {taken}"),
    "a folder as the database": Case(
        "unable to open database file", environment=("DATABASE_URL=sqlite:///{folder}",)
    ),
    "a folder that cannot be made": Case(
        "cannot be made", environment=("DATABASE_URL=sqlite:////proc/none/x.sqlite3",)
    ),
    "an unreachable PostgreSQL": Case(
        "Connection refused", environment=("DATABASE_URL=postgresql://nobody@127.0.0.1:1/x",)
    ),
    "an unmigrated database": Case("manage.py migrate", "createtoken device --scope write"),
    "no place for the secret key": Case(
        "set SECRET_KEY", environment=("DATA_DIR={folder}/file", "SECRET_KEY=")
    ),
    "a switch that is neither": Case("DEBUG takes on or off", environment=("DEBUG=maybe",)),
    "a limit that is no number": Case("BODY_LIMIT takes", environment=("BODY_LIMIT=-1",)),
    "another database": Case("DATABASE_URL takes", environment=("DATABASE_URL=mysql://h/x",)),
    "no Redis": Case("REDIS_URL takes", environment=("REDIS_URL=localhost:6379",)),
    "no workers": Case("--workers takes", "live --no-demo --workers 0"),
    "workers on SQLite": Case(
        "need PostgreSQL",
        "live --no-demo --workers 2",
        environment=("DATABASE_URL=sqlite:///{folder}/x.sqlite3",),
    ),
    "no URL": Case("DATABASE_URL takes", environment=("DATABASE_URL=nonsense",)),
    "half a URL": Case("DATABASE_URL takes", environment=("DATABASE_URL=postgresql://[x/y",)),
}


@dataclass(frozen=True)
class Ended:
    status: int
    printed: str
    said: str


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ended]]:
    """All cases, run side by side: each has to start Django."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = {
            name: _start(case, tmp_path_factory.mktemp("command"), port)
            for name, case in CASES.items()
        }
        yield {name: _end(process) for name, process in running.items()}


def _start(case: Case, folder: Path, taken: int) -> subprocess.Popen[str]:
    (folder / "file").touch()
    own = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/livecurve.sqlite3"}
    given = dict(pair.format(folder=folder).split("=", 1) for pair in case.environment)
    return subprocess.Popen(
        [sys.executable, "manage.py", *case.command.format(taken=taken).split()],
        cwd=ROOT,
        env={**os.environ, **own, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end(process: subprocess.Popen[str]) -> Ended:
    try:
        printed, said = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        printed, said = process.communicate()
    return Ended(process.returncode, printed, said)


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said_in_one_sentence(ended: dict[str, Ended], name: str) -> None:
    end = ended[name]
    assert end.status == 1, end
    assert end.printed == ""
    [sentence] = end.said.splitlines()
    assert CASES[name].says in sentence
    assert sentence.endswith((".", "`."))


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 65_536), ("127.0.0.1", -1), ("a..b", 0), ("none.invalid", 0), ("192.0.2.1", 0)],
)
def test_where_nobody_can_listen_the_sentence_says_what_to_change(host: str, port: int) -> None:
    with pytest.raises(CommandError, match="--port") as refused:
        live.listen(host, port)
    assert str(refused.value).endswith(".")
