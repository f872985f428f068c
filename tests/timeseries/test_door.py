import asyncio
import json
from typing import Any

import pytest
from django.db import OperationalError

from timeseries.asgi import Reply
from timeseries.door import Door, Request
from timeseries.errors import NotFound, StorageFull

LOCAL = [(b"Host", b"localhost"), (b"X-Note", b"caf\xe9")]


class Echo(Door):
    """Answers with what it was sent, or raises what it is made with."""

    methods = ("GET", "POST")

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    @property
    def body_limit(self) -> int:
        return 10

    async def answer(self, request: Request) -> Reply:
        if self.error:
            raise self.error
        body = await request.body(self.body_limit) if request.method == "POST" else b""
        return Reply.of({"series": request.parameters.getlist("series"), "body": body.decode()})


def ask(
    door: Door,
    method: str = "GET",
    query: bytes = b"",
    parts: tuple[bytes, ...] = (b"",),
    headers: tuple[tuple[bytes, bytes], ...] = (),
    peer: str = "127.0.0.1",
) -> tuple[int, dict[str, str], Any] | None:
    """The status, the headers and the JSON of the answer; None when there was none."""
    scope = {
        "type": "http",
        "method": method,
        "path": "/door",
        "query_string": query,
        "headers": [*LOCAL, *headers],
        "client": (peer, 1),
    }
    coming = [
        {"type": "http.request", "body": part, "more_body": place < len(parts)}
        for place, part in enumerate(parts, 1)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(door.serve(scope, receive, send))
    if not sent:
        return None
    names = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], names, json.loads(sent[1]["body"])


def refusal(*arguments: Any, **named: Any) -> tuple[int, str]:
    answered = ask(*arguments, **named)
    assert answered
    return answered[0], answered[2]["code"]


def test_an_answer_is_json_that_nobody_keeps() -> None:
    answered = ask(Echo(), query=b"series=a&series=%22b%22&series=")
    assert answered == (
        200,
        {"content-type": "application/json", "cache-control": "no-store", "content-length": "37"},
        {"series": ["a", '"b"', ""], "body": ""},
    )


def test_a_body_comes_in_parts() -> None:
    answered = ask(Echo(), "POST", parts=(b"12345", b"", b"67890"))
    assert answered
    assert answered[2]["body"] == "1234567890"


def test_a_body_over_the_limit_is_refused_once_it_is() -> None:
    assert refusal(Echo(), "POST", parts=(b"12345", b"678901", b"x")) == (413, "too_large")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_body_that_says_it_is_too_large_is_refused_whatever_the_method(method: str) -> None:
    assert refusal(Echo(), method, headers=((b"Content-Length", b"11"),)) == (413, "too_large")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "get", "OPTIONS"])
def test_other_methods_are_told_which_there_are(method: str) -> None:
    answered = ask(Echo(), method)
    assert answered
    assert (answered[0], answered[1]["allow"]) == (405, "GET, POST")
    assert answered[2]["error"] == "/door takes GET and POST."


def test_who_may_not_come_in_is_told_before_the_body_is_read() -> None:
    assert refusal(Echo(), "POST", parts=(b"12345678901",), peer="10.0.0.1") == (
        401,
        "unauthorized",
    )


def test_a_client_that_goes_before_its_body_is_whole_gets_no_answer() -> None:
    scope_only = ask(Echo(), "POST", parts=())
    assert scope_only is None


def test_more_parameters_than_are_read_are_refused() -> None:
    query = b"&".join(b"series=%d" % number for number in range(2_001))
    assert refusal(Echo(), query=query) == (400, "bad_request")


@pytest.mark.parametrize(
    ("error", "status", "code", "logged"),
    [
        (NotFound("There is none."), 404, "not_found", ""),
        (StorageFull("The disk is full."), 507, "storage_full", "storage_full: The disk is full."),
        (OperationalError("gone"), 503, "database_unavailable", "cannot be asked (gone)"),
        (ZeroDivisionError("oops"), 500, "error", "oops"),
    ],
)
def test_an_error_is_answered_and_logged_where_it_is_the_servers(
    caplog: pytest.LogCaptureFixture, error: Exception, status: int, code: str, logged: str
) -> None:
    assert refusal(Echo(error)) == (status, code)
    assert logged in caplog.text
    assert bool(caplog.records) is bool(logged)


def test_a_door_that_asks_for_nothing_is_open_to_everybody() -> None:
    door = Echo()
    door.scope = None
    assert ask(door, peer="10.0.0.1") is not None
    answered = ask(door, peer="10.0.0.1")
    assert answered
    assert answered[0] == 200
