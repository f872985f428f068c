"""Bodies too large, too slow, damaged, or cut off: on a server with small limits."""

import gzip
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.http.asking import points, refusal
from tests.http.raw import connected, head, status
from tests.http.stream import Stream
from tests.server import Server

MIB = 2**20
DOORS = ["/api/readings", "/api/v2/write"]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("strict")
    with Server(
        folder, RECEIVE_SECONDS="1", BODY_LIMIT=str(MIB), DECOMPRESSED_LIMIT=str(4 * MIB)
    ) as running:
        yield running


@pytest.fixture(scope="module")
def token(strict: Server) -> str:
    """The write token that the first run prints."""
    found = re.search(r"write token +(\S+)", strict.log.read_text())
    assert found
    return f"Authorization: Token {found[1]}"


@pytest.fixture(scope="module")
def client(strict: Server, token: str) -> Iterator[httpx.Client]:
    headers = dict([token.split(": ")]) | {"Content-Type": "application/json"}
    with httpx.Client(base_url=strict.url, headers=headers, timeout=20) as client:
        yield client


def _resident(server: Server) -> int:
    """The most memory that the server ever had, in bytes."""
    text = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    assert found
    return int(found[1]) * 1024


@pytest.mark.parametrize("path", DOORS)
def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(
    strict: Server, token: str, path: str
) -> None:
    begun = time.monotonic()
    for length in (MIB + 1, 10**12, 10**30):
        with connected(strict) as connection:
            connection.sendall(head("POST", path, token, f"Content-Length: {length}"))
            assert status(connection) in (413, 400)
    assert time.monotonic() - begun < 5


def test_a_form_that_says_it_is_too_large_is_refused_before_it_comes(strict: Server) -> None:
    with connected(strict) as connection:
        connection.sendall(head("POST", "/accounts/login/", f"Content-Length: {10**10}"))
        assert status(connection) == 413


@pytest.mark.parametrize("path", [*DOORS, "/api/query", "/accounts/login/"])
def test_a_body_that_does_not_say_is_refused_once_it_is_too_large(
    strict: Server, token: str, path: str
) -> None:
    with connected(strict) as connection:
        connection.sendall(head("POST", path, token, "Transfer-Encoding: chunked"))
        with suppress(OSError):
            for _ in range(64):
                connection.sendall(b"10000\r\n" + bytes(65_536) + b"\r\n")
        assert status(connection) == 413


def test_a_body_at_the_limit_is_read(client: httpx.Client) -> None:
    body = b'{"readings": []}'.ljust(MIB)
    assert client.post("/api/readings", content=body).status_code == 200
    refusal(client.post("/api/readings", content=body + b" "), 413, "too_large")


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
def test_a_body_that_nobody_asked_for_is_not_stored(strict: Server, method: str) -> None:
    with connected(strict) as connection:
        connection.sendall(head(method, "/api/series", f"Content-Length: {10**10}"))
        assert status(connection) == 413


def test_gzip_bombs_do_not_fill_the_memory(strict: Server, client: httpx.Client) -> None:
    packed = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(bytes(64 * MIB), 9)
    assert len(bomb) < MIB
    client.post("/api/readings", content=b'{"readings": []}')
    before = _resident(strict)
    for door in DOORS:
        answer = client.post(door, content=bomb, headers=packed)
        assert answer.status_code == 413
    many = gzip.compress(bytes(MIB), 9) * 100
    refusal(client.post("/api/readings", content=many, headers=packed), 413, "too_large")
    assert _resident(strict) - before < 30 * MIB


def test_gzip_in_a_great_many_parts_is_read_in_no_time(client: httpx.Client) -> None:
    packed = gzip.compress(b"") * 40_000 + gzip.compress(b'{"readings": []}')
    begun = time.monotonic()
    answer = client.post("/api/readings", content=packed, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 200
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:5], lambda b: b[:-8] + bytes(8), lambda b: b + b"x"]
)
def test_damaged_gzip_is_refused(client: httpx.Client, damage: object) -> None:
    assert callable(damage)
    content = damage(gzip.compress(b'{"readings": []}'))
    answer = client.post("/api/readings", content=content, headers={"Content-Encoding": "gzip"})
    assert "gzip" in refusal(answer, 400, "bad_request")


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_other_encodings_are_refused(client: httpx.Client, encoding: str) -> None:
    answer = client.post("/api/readings", content=b"x", headers={"Content-Encoding": encoding})
    assert "gzip" in refusal(answer, 415, "unsupported_media_type")


def test_what_comes_too_slowly_is_ended(strict: Server, token: str) -> None:
    """Bodies get an answer; a head that is never whole is nobody's request."""
    slow = {
        "write": head("POST", "/api/readings", token, "Content-Length: 10") + b"{",
        "query": head("POST", "/api/query", "Content-Length: 10") + b"{",
        "nothing": b"",
        "head": b"POST /api/readings HTTP/1.1\r\nHost: loc",
    }
    answers: dict[str, int] = {}

    def send(case: str, request: bytes) -> None:
        with connected(strict, 8) as connection:
            connection.sendall(request)
            answers[case] = status(connection)

    threads = [threading.Thread(target=send, args=case) for case in slow.items()]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"write": 408, "query": 408, "nothing": 0, "head": 0}
    assert time.monotonic() - begun < 5


def test_a_head_without_end_is_refused(strict: Server) -> None:
    with connected(strict) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(OSError):
            for _ in range(64):
                connection.sendall(b"x" * 65_536)
        with suppress(ConnectionResetError):
            assert status(connection) == 431


def test_a_client_that_goes_in_the_middle_of_its_body_leaves_nothing(
    strict: Server, token: str, client: httpx.Client
) -> None:
    body = b'{"readings": [{"series": "half", "points": [[0, 1]]}]}'
    json = "Content-Type: application/json"
    with connected(strict) as connection:
        length = f"Content-Length: {len(body)}"
        connection.sendall(head("POST", "/api/readings", token, json, length) + body[:-2])
    assert client.get("/api/series?search=half").json()["total"] == 0


def test_a_client_that_goes_before_its_answer_has_written(
    strict: Server, token: str, client: httpx.Client
) -> None:
    body = b'{"readings": [{"series": "whole", "points": [[0, 1]]}]}'
    json = "Content-Type: application/json"
    with connected(strict) as connection:
        length = f"Content-Length: {len(body)}"
        connection.sendall(head("POST", "/api/readings", token, json, length) + body)
    deadline = time.monotonic() + 5
    while not client.get("/api/series?search=whole").json()["total"]:
        assert time.monotonic() < deadline
    assert points(client, "whole", 0, 1) == [[0, 1]]


def test_whoever_has_no_token_is_told_before_the_body(strict: Server) -> None:
    with connected(strict) as connection:
        connection.sendall(head("POST", "/api/readings", "Content-Length: 1000"))
        assert status(connection) == 401


def test_the_server_has_come_through_all_of_it_and_stops_at_ctrl_c(strict: Server) -> None:
    assert httpx.get(f"{strict.url}/health").status_code == 200
    assert "Traceback" not in strict.log.read_text()
    with Stream(strict, "any") as first, Stream(strict, "any") as second:
        first.next()
        second.next()
        assert strict.stop(signal.SIGINT) < 5
