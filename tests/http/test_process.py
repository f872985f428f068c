"""The life of one server: its first run, a kill, a restart, a stop."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.http.asking import ask, points
from tests.http.stream import Stream
from tests.server import Server

WRITERS = 4


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("own")) as running:
        yield running


@pytest.fixture(scope="module")
def token(own: Server) -> str:
    """The write token that the first run prints."""
    found = re.search(r"write token +(\S+)", own.log.read_text())
    assert found
    return found[1]


def test_the_first_run_prints_a_command_that_writes(own: Server) -> None:
    printed = re.search(r"^ +(curl .*\\\n.*)$", own.log.read_text(), re.M)
    assert printed
    done = subprocess.run(
        ["bash", "-c", printed[1]],
        capture_output=True,
        text=True,
        env={**os.environ, "no_proxy": "*"},
        timeout=20,
    )
    assert done.stdout == '{"accepted":1,"rejected":[]}', done.stderr
    with httpx.Client(base_url=own.url) as client:
        [[arrived, value]] = points(client, "room_temperature", "now-1m", "now+1m")
        [series] = client.get("/api/series?search=room_temperature").json()["series"]
    assert (value, series["unit"]) == (21.4, "°C")
    assert abs(arrived / 1000 - time.time()) < 30


def test_a_kill_in_the_middle_of_writing_loses_nothing_that_was_acknowledged(
    own: Server, token: str
) -> None:
    before = own.log.read_text()
    acknowledged: list[set[int]] = [set() for _ in range(WRITERS)]

    def write(number: int) -> None:
        with httpx.Client(base_url=own.url, headers={"Authorization": f"Token {token}"}) as client:
            for n in range(100_000):
                body = {"readings": [{"series": f"killed_{number}", "points": [[n, n]]}]}
                try:
                    answer = client.post("/api/readings", json=body)
                except httpx.TransportError:
                    return
                assert answer.status_code == 200
                acknowledged[number].add(n)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    while not all(len(done) > 10 for done in acknowledged):
        time.sleep(0.01)
    own.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    own.start()
    with httpx.Client(base_url=own.url) as client:
        for number in range(WRITERS):
            [series] = ask(client, f"killed_{number}", 0, 100_000, width=10_000)
            kept = {time: value for time, value in series["points"] if value is not None}
            assert acknowledged[number] <= kept.keys()
            assert all(time == value for time, value in kept.items())
            # At most the one that was on its way is there beside them.
            assert len(kept) <= len(acknowledged[number]) + 1
        assert client.get("/api/series?search=room_temperature").json()["total"] == 1
    since = own.log.read_text().removeprefix(before)
    assert "Livecurve is at" in since
    assert "lc_" not in since
    assert "password" not in since


def test_a_stop_takes_less_than_five_seconds_with_streams_open_and_leaves_no_warning(
    own: Server, token: str
) -> None:
    streams = [Stream(own, "killed_*") for _ in range(5)]
    for stream in streams:
        stream.__enter__()
        stream.next()
    headers = {"Authorization": f"Token {token}"}
    body = {"readings": [{"series": "killed_0", "points": [[10**6, 1]]}]}
    httpx.post(f"{own.url}/api/readings", json=body, headers=headers)
    assert all(stream.next().name == "readings" for stream in streams)
    assert own.stop(signal.SIGTERM) < 5
    for stream in streams:
        with pytest.raises(EOFError):
            stream.next(1)
        stream.__exit__()
    assert own.warnings() == []
