"""Who may do what: a token, a session, or, for reading, sitting at this machine."""

import base64
import binascii
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from .errors import Forbidden, Unauthorized
from .threads import readers
from .tokens import COVERS, keeper

LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
# What proxies add, beside all that begins with "x-forwarded-".
FORWARDING = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}
SAFE = {"GET", "HEAD", "OPTIONS"}
# Addresses of which it is remembered whether they are this machine's.
PEERS = 256


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request says of who sends it. Header names are in lower case; `user` gives
    the signed-in user of its session, or None; `presented` is a token that came in a place
    of its protocol's own."""

    method: str
    headers: Mapping[str, str]
    peer: str | None
    user: Callable[[], Awaitable[Any]]
    presented: str | None = None

    @property
    def is_local(self) -> bool:
        """From this machine, to a name of this machine, and through no proxy: a page of
        another site that makes a browser ask here has another `Host`."""
        host = self.headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rsplit(":", 1)[0]
        return name in LOCAL_NAMES and not self.is_forwarded and _is_loopback(self.peer)

    @property
    def is_forwarded(self) -> bool:
        return any(
            header in FORWARDING or header.startswith("x-forwarded-") for header in self.headers
        )

    @property
    def token(self) -> str | None:
        if self.presented is not None:
            return self.presented
        kind, _, token = self.headers.get("authorization", "").strip().partition(" ")
        return token.strip() if kind.lower() in ("token", "bearer") else None

    @property
    def is_same_origin(self) -> bool:
        """Whether the browser says that one of our own pages sent it."""
        _, _, origin = self.headers.get("origin", "").partition("://")
        return bool(origin) and origin == self.headers.get("host")


@lru_cache(maxsize=PEERS)
def _is_loopback(peer: str | None) -> bool:
    try:
        return ipaddress.ip_address(peer or "").is_loopback
    except ValueError:
        return False


async def authorize(caller: Caller, needed: str) -> None:
    """Pass when the caller may do what `needed` names (read, write, admin).

    Raises Unauthorized for no or an unknown token, Forbidden for one of another scope.
    """
    if caller.token is not None:
        await _check_token(caller, caller.token, needed)
    elif not (needed == "read" and caller.is_local):
        await _check_session(caller, needed)


def check_origin(caller: Caller) -> None:
    """A browser lets every page open a WebSocket to everywhere: here, only those from this
    server and from the names in ALLOWED_HOSTS may. Programs send no origin.

    Raises Forbidden.
    """
    origin = caller.headers.get("origin")
    if origin is None or caller.is_same_origin:
        return
    # A "*" lets pages be opened under any name; it makes no page of others one of ours.
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    if not validate_host(_host_of(origin), names):
        raise Forbidden(
            "A WebSocket is opened for pages of this server and of ALLOWED_HOSTS alone."
        )


def _host_of(origin: str) -> str:
    """Its host as ALLOWED_HOSTS has it: in lower case, IPv6 in brackets."""
    with suppress(ValueError):
        host = urlsplit(origin).hostname or ""
        return f"[{host}]" if ":" in host else host
    return ""


async def _check_token(caller: Caller, token: str, needed: str) -> None:
    fresh, grant = keeper.recall(token)
    if not fresh:
        grant = await readers.run(keeper.tell, token)
    if grant is None:
        raise Unauthorized(
            "The token is not known here: make one with "
            "`python manage.py createtoken NAME --scope write`."
        )
    if needed not in COVERS[grant.scope] and not (needed == "read" and caller.is_local):
        raise Forbidden(
            f"The token has scope {grant.scope}, and this needs {needed}: "
            f"make one with `python manage.py createtoken NAME --scope {needed}`."
        )


async def _check_session(caller: Caller, needed: str) -> None:
    user = await caller.user()
    if user is None or not user.is_authenticated:
        raise Unauthorized("Send a token as `Authorization: Token T`, or sign in.")
    if caller.method not in SAFE and not caller.is_same_origin:
        raise Forbidden("A session counts only for requests from this server's own pages.")
    if needed == "admin" and not user.is_staff:
        raise Forbidden("This needs an administrator.")


async def permit(caller: Caller, may: Callable[[Any], bool], what: str) -> None:
    """Let pass a token with the scope admin, and a session of a user who `may` do `what`, which
    says it for people. Raises Unauthorized and Forbidden."""
    if caller.token is not None:
        await authorize(caller, "admin")
        return
    # A session counts for changes only from our own pages.
    await authorize(caller, "write")
    if not await readers.run(may, await caller.user()):
        raise Forbidden(f"You may not {what}: an administrator can permit it.")


def with_token(caller: Caller, token: str | None) -> Caller:
    """The same, with a token that a protocol has its own place for, where there is one."""
    return caller if token is None else replace(caller, presented=token)


def basic_password(headers: dict[str, str]) -> str | None:
    """The password of Basic authorization, None where there is none."""
    kind, _, given = headers.get("authorization", "").strip().partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        # One that no token is: who sent it is told so.
        return ""
