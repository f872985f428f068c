"""Fetching over HTTP for collectors: guarded, within limits of size, and with credentials that
leave for no other host."""

import asyncio
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from weakref import WeakKeyDictionary

import httpcore
import httpx

from ..errors import CannotCollect
from .certificates import end_of
from .guard import GuardedBackend

# Of an answer, after decompression.
LARGEST = 10 * 2**20
REDIRECTS = 5
# Each target has a connection of its own; they are kept for the next slot.
KEPT_CONNECTIONS = 500
KEPT_SECONDS = 75.0
AGENT = "livecurve"
# What an answer to a POST names is fetched by GET, but for these.
SAME_METHOD = {307, 308}
MOVED = {301, 302, 303, *SAME_METHOD}
CLOSED = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)
GZIP = 31
HTTPS = 443


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch. `secrets` are headers that only the host of `url` gets to see."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    # Whether a certificate has to be one that is trusted, of that name.
    verify: bool = True

    def with_headers(self, headers: Mapping[str, str]) -> "Request":
        return replace(self, headers={**self.headers, **headers})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. `ends` is the last second (epoch) of the server's certificate, trusted or not."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    ends: int | None = None


class Untrusted(CannotCollect):
    """The certificate of a server is not trusted, of another name, or has expired."""

    def __init__(self, told: str, url: httpx.URL) -> None:
        super().__init__(told)
        self.host, self.port = url.host, url.port or HTTPS


def check_url(text: str) -> httpx.URL:
    """Raises ValueError with what is wrong with an address that is to be fetched."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        # A password that holds a slash reads as a port, and is not to be repeated.
        if "@" in text:
            raise ValueError("user and password have fields of their own") from None
        raise ValueError(f"this is no address ({error})") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("an address begins with http:// or https://")
    if not url.host or "%" in url.host:
        raise ValueError("the address names no host")
    if url.port is not None and not 0 < url.port < 65_536:
        raise ValueError("a port is a number from 1 to 65535")
    if url.userinfo:
        raise ValueError("user and password have fields of their own")
    return url


async def fetch(request: Request, seconds: float, limit: int = LARGEST) -> Answer:
    """The answer, whatever its status, after redirects. `seconds` are for all of it, names looked
    up too. Raises CannotCollect."""
    try:
        async with asyncio.timeout(seconds):
            return await _followed(request, limit)
    except TimeoutError:
        raise CannotCollect(
            f"{_host(request.url)} did not answer within {seconds:g} seconds."
        ) from None


async def _followed(request: Request, limit: int) -> Answer:
    for _ in range(REDIRECTS + 1):
        url = _checked(request.url)
        answer = await _ask(request, url, limit)
        if answer.status not in MOVED or "location" not in answer.headers:
            return answer
        request = redirected(request, url, answer)
    raise CannotCollect(f"{_host(request.url)} was redirected more than {REDIRECTS} times.")


def redirected(request: Request, url: httpx.URL, answer: Answer) -> Request:
    """What an answer says to ask for in place of a request. Raises CannotCollect."""
    try:
        target = url.join(answer.headers["location"]).copy_with(userinfo=b"", fragment=None)
    except (httpx.InvalidURL, ValueError):
        raise CannotCollect(f"{url.host} redirects to what is no address.") from None
    moved = replace(request, url=str(target))
    if answer.status not in SAME_METHOD and request.method != "HEAD":
        moved = replace(moved, method="GET", body=b"")
    # A body may hold credentials just as well.
    if _origin(target) != _origin(url):
        moved = replace(moved, secrets={}, body=b"")
    return moved


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _checked(text: str) -> httpx.URL:
    try:
        return check_url(text)
    except ValueError as error:
        raise CannotCollect(f"Nothing is fetched from there: {error}.") from None


def _host(text: str) -> str:
    return httpx.URL(text).host


async def _ask(request: Request, url: httpx.URL, limit: int) -> Answer:
    try:
        try:
            return await _once(request, url, limit)
        except CLOSED:
            # A server may close a connection that was kept just when it is used again.
            if request.method == "POST":
                raise
            return await _once(request, url, limit)
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        cause = _cause(error)
        told = f"{url.host} cannot be reached ({_words(cause) or type(error).__name__})."
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise Untrusted(told, url) from None
        raise CannotCollect(told) from None


async def _once(request: Request, url: httpx.URL, limit: int) -> Answer:
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    sent = httpcore.Request(
        request.method, target, headers=_headers(request, url), content=request.body
    )
    came = await _pool(request.verify).handle_async_request(sent)
    try:
        return await _received(came, limit)
    finally:
        await came.aclose()


def _cause(error: BaseException) -> BaseException:
    """What went wrong underneath."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return error


def _words(cause: BaseException) -> str:
    """What it says of itself: it knows no path and no header."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"certificate: {cause.verify_message}"
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)


def _headers(request: Request, url: httpx.URL) -> list[tuple[bytes, bytes]]:
    given = {"User-Agent": AGENT, "Accept": "*/*", **request.headers, **request.secrets}
    # No other encoding, so that what comes can be counted while it is decompressed.
    given |= {"Accept-Encoding": "gzip", "Host": url.netloc.decode("ascii")}
    if request.body:
        given["Content-Length"] = str(len(request.body))
    try:
        return [(name.encode("ascii"), value.encode("utf-8")) for name, value in given.items()]
    except UnicodeError:
        raise CannotCollect("The name of a header has characters that none may have.") from None


async def _received(came: httpcore.Response, limit: int) -> Answer:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in came.headers
    }
    encoding = headers.get("content-encoding", "identity").strip().lower()
    content = await _content(came, encoding, limit)
    return Answer(came.status, headers, content, _certificate_end(came))


async def _content(came: httpcore.Response, encoding: str, limit: int) -> bytes:
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise CannotCollect(f"The answer is encoded as {encoding[:20]!a}, which was not asked for.")
    unzip = zlib.decompressobj(GZIP) if encoding.endswith("gzip") else None
    content = bytearray()
    async for part in came.aiter_stream():
        try:
            content += unzip.decompress(part, limit - len(content) + 1) if unzip else part
        except zlib.error:
            raise CannotCollect("The answer says that it is gzip, and is not.") from None
        if len(content) > limit:
            raise CannotCollect(f"The answer is larger than {limit:,} bytes.")
    if unzip and not unzip.eof and content:
        raise CannotCollect("The answer ends in the middle.")
    return bytes(content)


def _certificate_end(came: httpcore.Response) -> int | None:
    stream = came.extensions.get("network_stream")
    return _end_shown(stream) if stream else None


def _end_shown(stream: httpcore.AsyncNetworkStream) -> int | None:
    tls = stream.get_extra_info("ssl_object")
    shown = tls.getpeercert(binary_form=True) if tls else None
    try:
        return end_of(shown) if shown else None
    except ValueError:
        return None


async def untrusted_end(host: str, port: int, seconds: float) -> int | None:
    """The last second (epoch) of a certificate that nobody trusts; None where none is shown.
    Nothing is sent to who shows it."""
    try:
        async with asyncio.timeout(seconds):
            stream = await GuardedBackend().connect_tcp(host, port)
            tls = await stream.start_tls(_tls(verify=False), host)
            try:
                return _end_shown(tls)
            finally:
                await tls.aclose()
    except (CannotCollect, TimeoutError, httpcore.NetworkError, httpcore.TimeoutException):
        return None


_pools: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, httpcore.AsyncConnectionPool]]"
_pools = WeakKeyDictionary()


def _pool(verify: bool) -> httpcore.AsyncConnectionPool:
    """The connections of this event loop."""
    pools = _pools.setdefault(asyncio.get_running_loop(), {})
    if verify not in pools:
        pools[verify] = httpcore.AsyncConnectionPool(
            ssl_context=_tls(verify),
            max_connections=None,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=GuardedBackend(),
        )
    return pools[verify]


async def close_connections() -> None:
    """Those of this event loop."""
    for pool in _pools.pop(asyncio.get_running_loop(), {}).values():
        await pool.aclose()


@cache
def _tls(verify: bool) -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=verify)
