"""`/ws/live`: the frames of the stream, with wishes while it is open."""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.http.asking import Keys, Write, ask
from tests.http.stream import Stream
from tests.server import Server

T = 1_700_000_000_000
Headers = dict[str, str]


def opened(
    server: Server, query: str = "", headers: Headers | None = None, path: str = "/ws/live"
) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{server.port}{path}{query}", additional_headers=headers, proxy=None
    )


def say(socket: ClientConnection, **wishes: Any) -> None:
    socket.send(json.dumps(wishes))


def frame(socket: ClientConnection, seconds: float = 8) -> Any:
    return json.loads(socket.recv(seconds))


def refused(server: Server, query: str = "", **headers: str) -> tuple[int, str]:
    """The status and the code of a refusal."""
    with pytest.raises(InvalidStatus) as error:
        opened(server, query, {name.replace("_", "-"): value for name, value in headers.items()})
    response = error.value.response
    return response.status_code, json.loads(response.body or b"{}")["code"]


def made(http: httpx.Client, write: Write, *names: str) -> list[int]:
    write(*({"series": name, "points": [[T, 0]]} for name in names))
    return [ask(http, name, 0, 1)[0]["id"] for name in names]


@pytest.mark.database
def test_what_is_subscribed_comes_until_it_is_unsubscribed(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    one, two = made(http, write, f"{name}_1", f"{name}_2")

    def append(time: int) -> None:
        write(
            {"series": f"{name}_1", "points": [[T + time, 1]]},
            {"series": f"{name}_2", "points": [[T + time, 2]]},
        )

    with opened(server) as socket:
        say(socket, subscribe=[one])
        assert frame(socket).keys() == {"cursor"}
        append(1)
        assert frame(socket)["series"] == {str(one): [[T + 1, 1]]}
        say(socket, subscribe=[f"{name}_2"])
        assert frame(socket).keys() == {"cursor"}
        append(2)
        assert frame(socket)["series"] == {str(one): [[T + 2, 1]], str(two): [[T + 2, 2]]}
        # What is subscribed next is answered after what was unsubscribed before it.
        say(socket, unsubscribe=[one], subscribe=[two])
        assert frame(socket).keys() == {"cursor"}
        append(3)
        assert frame(socket)["series"] == {str(two): [[T + 3, 2]]}


@pytest.mark.database
def test_its_frames_are_those_of_the_stream(
    http: httpx.Client, write: Write, server: Server, name: str
) -> None:
    with opened(server, f"?series={name}*") as socket, Stream(server, f"{name}*") as stream:
        assert frame(socket).keys() == stream.next().data.keys() == {"cursor"}
        for readings in ([[T, 1], [T + 5, 2]], [[T + 1, 3]], [[T + 5, 4], [T + 6, 5.5]]):
            write({"series": name, "points": readings})
            assert frame(socket) == stream.next().data


@pytest.mark.database
@pytest.mark.parametrize("place", ["address", "message", "number"])
def test_who_comes_back_is_sent_just_what_was_missed(
    http: httpx.Client, write: Write, server: Server, name: str, place: str
) -> None:
    [series, other] = made(http, write, name, f"{name}_other")
    with opened(server) as socket:
        say(socket, subscribe=[series])
        cursor = frame(socket)["cursor"]
    write({"series": name, "points": [[T - 5, 1], [T + 1, 2]]})
    write({"series": f"{name}_other", "points": [[T + 1, 2]]})
    query = f"?series={series}&cursor={cursor}" if place == "address" else ""
    with opened(server, query) as socket:
        if place != "address":
            # Others that are followed already get nothing twice.
            say(socket, subscribe=[other])
            assert frame(socket).keys() == {"cursor"}
            say(socket, subscribe=[series], cursor=int(cursor) if place == "number" else cursor)
        missed = frame(socket)
        assert missed["series"] == {str(series): [[T + 1, 2]]}
        assert missed["changed"] == {str(series): [[T - 5, T - 4.999]]}


def test_a_cursor_that_no_log_has_reached_is_told_to_resync(server: Server, name: str) -> None:
    with opened(server) as socket:
        say(socket, subscribe=[name], cursor=str(2**62))
        told = frame(socket)
        assert told == {"cursor": told["cursor"], "resync": True}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_request"),
        ("{", "bad_request"),
        ("[]", "bad_request"),
        ("{}", "bad_request"),
        ('{"subscribe": 1}', "bad_parameter"),
        ('{"subscribe": [true]}', "bad_parameter"),
        ('{"subscribe": [1.5]}', "bad_parameter"),
        ('{"subscribe": ["a{"]}', "bad_selector"),
        ('{"subscribe": ["a"], "cursor": "x"}', "bad_parameter"),
        ('{"subscribe": ["a"], "cursor": true}', "bad_parameter"),
        ('{"subscribe": [999999999]}', "not_found"),
        (json.dumps({"subscribe": [f"a{n}" for n in range(201)]}), "bad_parameter"),
    ],
)
def test_a_bad_message_is_answered_with_a_sentence_and_an_end(
    server: Server, text: str, code: str
) -> None:
    with opened(server) as socket:
        socket.send(text)
        told = frame(socket)
        assert told.keys() == {"error", "code"}
        assert told["code"] == code
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(3)
    assert closed.value.rcvd
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, code)


def test_bytes_are_no_message(server: Server) -> None:
    with opened(server) as socket:
        socket.send(b"\xff\x00")
        assert frame(socket)["code"] == "bad_request"


def test_all_together_no_more_than_200_are_followed(server: Server) -> None:
    with opened(server) as socket:
        for part in (range(150), range(150, 200)):
            say(socket, subscribe=[f"a{n}" for n in part])
            assert frame(socket).keys() == {"cursor"}
        say(socket, subscribe=["one more"])
        assert frame(socket)["code"] == "bad_parameter"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?series=", 400, "bad_parameter"),
        ("?series=a&cursor=x", 400, "bad_parameter"),
        ("?series=999999999", 404, "not_found"),
    ],
)
def test_a_bad_wish_in_the_address_is_refused(
    server: Server, query: str, status: int, code: str
) -> None:
    assert refused(server, query) == (status, code)


def test_another_path_is_none(server: Server) -> None:
    before = server.warnings()
    with pytest.raises(InvalidStatus) as error:
        opened(server, path="/ws/other")
    assert error.value.response.status_code == 404
    assert server.warnings() == before


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost.evil.example", "http://[", "file://"],
)
def test_a_page_of_somebody_else_is_refused(server: Server, keys: Keys, origin: str) -> None:
    assert refused(server, Origin=origin) == (403, "forbidden")
    assert refused(server, Origin=origin, **keys.cookie) == (403, "forbidden")


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}", "[::1]:{}", "LOCALHOST"])
def test_a_page_of_this_server_is_not(server: Server, host: str) -> None:
    with opened(server, headers={"Origin": f"http://{host.format(server.port)}"}) as socket:
        say(socket, subscribe=["a"])
        assert frame(socket).keys() == {"cursor"}


@pytest.mark.database
def test_whoever_comes_through_a_proxy_needs_a_token_or_a_session(
    server: Server, keys: Keys
) -> None:
    far = {"X-Forwarded-For": "192.0.2.1"}
    assert refused(server, **far) == (401, "unauthorized")
    assert refused(server, **far, Authorization="Token x") == (401, "unauthorized")
    assert refused(server, **far, **keys.header("write")) == (403, "forbidden")
    accepted: Sequence[Headers] = (keys.header("read"), keys.header("admin"), keys.cookie)
    for more in accepted:
        with opened(server, headers=far | more) as socket:
            say(socket, subscribe=["a"])
            assert frame(socket).keys() == {"cursor"}
