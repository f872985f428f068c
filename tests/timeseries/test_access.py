import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from timeseries.access import Caller, authorize
from timeseries.errors import Forbidden, Unauthorized
from timeseries.models import ApiToken
from timeseries.tokens import create_token, keeper

LOCAL = {"host": "localhost:8000"}


def caller(
    headers: Mapping[str, str] = LOCAL,
    peer: str | None = "127.0.0.1",
    method: str = "GET",
    user: Any = None,
) -> Caller:
    async def signed_in() -> Any:
        return user

    return Caller(method, headers, peer, signed_in)


def check(needed: str, *arguments: Any, **named: Any) -> None:
    asyncio.run(authorize(caller(*arguments, **named), needed))


# Who is at this machine


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1"])
@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:8000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8000"],
)
def test_who_asks_this_machine_from_this_machine_is_local(peer: str, host: str) -> None:
    assert caller({"host": host}, peer).is_local


@pytest.mark.parametrize(
    "peer",
    [None, "", "10.0.0.1", "192.168.1.5", "8.8.8.8", "0.0.0.0", "::", "fe80::1", "::ffff:10.0.0.1"]
    + ["64:ff9b::7f00:1", "2002:7f00:1::", "localhost", "127.0.0.1.example.com", "testclient"],
)
def test_another_machine_is_not_local(peer: str | None) -> None:
    assert not caller(LOCAL, peer).is_local


@pytest.mark.parametrize(
    "host",
    ["", "example.com", "localhost.example.com", "localhost.", "a.localhost", "127.0.0.1.nip.io"]
    + ["evil.com:localhost", "localhost:1:2", "127.0.0.2", "[::1].evil.com", "::1", "0.0.0.0"]
    + ["localhost@evil.com", "evil.com/localhost", "evil.com]"],
)
def test_another_name_is_not_local(host: str) -> None:
    assert not caller({"host": host}).is_local


def test_a_request_without_a_host_is_not_local() -> None:
    assert not caller({}).is_local


@pytest.mark.parametrize(
    "header",
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"],
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_what_came_through_a_proxy_is_not_local(header: str, value: str) -> None:
    assert not caller({**LOCAL, header: value}).is_local


# Tokens


@pytest.mark.parametrize("header", ["Token T", "Bearer T", "token  T ", " BEARER T"])
def test_a_token_comes_in_two_ways(header: str) -> None:
    assert caller({"authorization": header}).token == "T"


@pytest.mark.parametrize("header", ["Basic dXNlcjpw", "T", "", "Tokens T"])
def test_other_credentials_are_no_token(header: str) -> None:
    assert caller({"authorization": header}).token is None


GRANTED = {
    ("read", "read"),
    ("write", "write"),
    ("admin", "read"),
    ("admin", "write"),
    ("admin", "admin"),
}


@pytest.mark.django_db(transaction=True)
class TestTokens:
    @pytest.mark.parametrize("scope", ["read", "write", "admin"])
    @pytest.mark.parametrize("needed", ["read", "write", "admin"])
    def test_a_token_may_do_what_its_scope_covers(self, scope: str, needed: str) -> None:
        headers = {"host": "x", "authorization": f"Token {create_token('t', scope)}"}
        if (scope, needed) in GRANTED:
            check(needed, headers)
        else:
            with pytest.raises(Forbidden, match=f"scope {scope}, and this needs {needed}"):
                check(needed, headers)

    @pytest.mark.parametrize("needed", ["read", "write", "admin"])
    def test_an_unknown_token_is_refused_even_at_this_machine(self, needed: str) -> None:
        with pytest.raises(Unauthorized, match="not known here"):
            check(needed, {**LOCAL, "authorization": "Token lc_guess"})

    def test_a_write_token_reads_where_nobody_needs_one(self) -> None:
        headers = {**LOCAL, "authorization": f"Bearer {create_token('t', 'write')}"}
        check("read", headers)
        with pytest.raises(Forbidden):
            check("read", headers, peer="10.0.0.1")

    def test_a_token_counts_before_a_session(self) -> None:
        headers = {"host": "x", "authorization": f"Token {create_token('t', 'read')}"}
        with pytest.raises(Forbidden):
            check("write", headers, user=User(is_staff=True))

    def test_the_database_is_asked_once_for_many_requests(self) -> None:
        headers = {"host": "x", "authorization": f"Token {create_token('t', 'read')}"}
        check("read", headers)
        ApiToken.objects.all().delete()
        check("read", headers)
        keeper.forget()
        with pytest.raises(Unauthorized):
            check("read", headers)


# Without a token


def test_reading_needs_nothing_at_this_machine() -> None:
    check("read")


@pytest.mark.parametrize("needed", ["write", "admin"])
def test_writing_needs_a_token_or_a_session_at_this_machine_too(needed: str) -> None:
    with pytest.raises(Unauthorized, match="Authorization: Token T"):
        check(needed)


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_reads_from_elsewhere(user: Any) -> None:
    with pytest.raises(Unauthorized):
        check("read", peer="10.0.0.1", user=user)


def test_who_is_signed_in_reads_from_anywhere() -> None:
    check("read", {"host": "example.com"}, peer="10.0.0.1", user=User())


def test_who_is_signed_in_writes_from_our_own_pages() -> None:
    own = {"host": "example.com:8000", "origin": "http://example.com:8000"}
    check("write", own, method="POST", user=User())


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "http://evil.com", "http://example.com", "http://example.com:8000.evil.com"]
    + ["http://evil.com/example.com:8000", "http://[", "example.com:8000", "http://", "://"],
)
def test_a_session_does_not_count_from_another_page(origin: str | None) -> None:
    headers = {"host": "example.com:8000"} | ({} if origin is None else {"origin": origin})
    with pytest.raises(Forbidden, match="own pages"):
        check("write", headers, method="POST", user=User())


def test_only_an_administrator_administers() -> None:
    with pytest.raises(Forbidden, match="administrator"):
        check("admin", {"host": "x"}, user=User())
    check("admin", {"host": "x"}, user=User(is_staff=True))
