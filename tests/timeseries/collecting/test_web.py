import gzip
import ssl
import time
from typing import Any

import pytest

from tests.timeseries.collecting.test_guard import done
from tests.timeseries.collecting.web_server import Web, web
from timeseries.collecting.web import LARGEST, Request, check_url, fetch
from timeseries.errors import CannotCollect

SECRETS = {"Authorization": "Bearer hunter2", "X-Key": "hunter3"}


def test_an_answer_comes_with_its_status_and_its_content(site: Web) -> None:
    answer = done(fetch(Request(site.says("/a", "hello", 418, X_Tea="green")), 5))
    assert (answer.status, answer.content) == (418, b"hello")
    assert answer.headers["x-tea"] == "green"


def test_headers_secrets_and_a_body_are_sent(site: Web) -> None:
    url = site.says("/a", "")
    done(fetch(Request(url, "POST", {"X-Plain": "1"}, SECRETS, b"{}"), 5))
    [(method, path, headers)] = site.asked
    assert (method, path, site.bodies) == ("POST", "/a", [b"{}"])
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert [headers["Authorization"], headers["X-Key"], headers["X-Plain"]] == [
        "Bearer hunter2",
        "hunter3",
        "1",
    ]


def test_credentials_follow_a_redirect_on_their_host(site: Web) -> None:
    site.says("/end", "there")
    url = site.says("/start", "", 302, Location="/end")
    assert done(fetch(Request(url, secrets=SECRETS), 5)).content == b"there"
    assert [path for _, path, headers in site.asked if "Authorization" in headers] == [
        "/start",
        "/end",
    ]


def test_credentials_go_to_no_other_host(site: Web) -> None:
    with web("127.0.0.2") as other:
        other.says("/end", "there")
        url = site.says("/", "", 307, Location=f"http://a:b@127.0.0.2:{other.port}/end")
        done(fetch(Request(url, "POST", {"X-Plain": "1"}, SECRETS, b"password=hunter4"), 5))
    [(method, _, headers)] = other.asked
    assert method == "POST"
    assert headers["X-Plain"] == "1"
    assert "hunter" not in repr(headers)
    assert b"hunter4" not in other.bodies


def test_a_circle_of_redirects_ends(site: Web) -> None:
    site.says("/", "", 302, Location="/")
    with pytest.raises(CannotCollect, match="more than 5 times"):
        done(fetch(Request(f"{site.url}/"), 5))


def test_gzip_is_taken_and_counted_while_it_grows(site: Web) -> None:
    small = site.says("/small", gzip.compress(b"hello" * 1000), Content_Encoding="gzip")
    assert done(fetch(Request(small), 5)).content == b"hello" * 1000
    bomb = site.says("/bomb", gzip.compress(bytes(3 * LARGEST)), Content_Encoding="gzip")
    begun = time.monotonic()
    with pytest.raises(CannotCollect, match="larger than 10,485,760 bytes"):
        done(fetch(Request(bomb), 5))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (b"plain", "gzip", "is not"),
        (gzip.compress(b"hello" * 100)[:-12], "gzip", "in the middle"),
        (b"x", "br", "not asked for"),
        (bytes(2_000), "identity", "larger than"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    site: Web, content: bytes, encoding: str, reason: str
) -> None:
    url = site.says("/", content, Content_Encoding=encoding)
    with pytest.raises(CannotCollect, match=reason):
        done(fetch(Request(url), 5, limit=1_000))


def test_a_server_that_is_not_there_is_told_without_what_is_secret(
    allowed: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="httpx")
    with pytest.raises(CannotCollect) as refused:
        done(fetch(Request("http://127.0.0.1:9/path?key=hunter5", secrets=SECRETS), 5))
    assert "127.0.0.1 cannot be reached" in str(refused.value)
    assert "hunter" not in str(refused.value) + caplog.text


def test_a_certificate_of_nobody_is_refused_unless_it_need_not_be_one(
    allowed: None, certificate: Any
) -> None:
    with certificate() as url:
        with pytest.raises(CannotCollect, match="certificate"):
            done(fetch(Request(url), 5))
        assert done(fetch(Request(url, verify=False), 5)).status == 200


def test_a_certificate_that_is_trusted_says_when_it_ends(
    allowed: None, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with certificate(days=30) as url:
        trusted = ssl.create_default_context(cafile=certificate.path)
        monkeypatch.setattr("timeseries.collecting.web._tls", lambda verify: trusted)
        ends = done(fetch(Request(url), 5)).ends
    assert ends is not None
    assert 29 < (ends - time.time()) / 86_400 <= 30


def test_a_password_that_reads_as_a_port_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="fields of their own"):
        check_url("http://ada:hunter2/x@peer")
