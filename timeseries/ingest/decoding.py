"""A request's body, decompressed within a limit."""

import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress

import cramjam

from ..bodies import too_large
from ..errors import BadRequest, Unsupported

# A body may be any number of gzip members: of each that ends, so much at most is copied.
GZIP_CHUNK = 16_384


def decompress(
    content: bytes, encoding: str, limit: int, known: Sequence[str] = ("gzip",)
) -> bytes:
    """The content of a body with `Content-Encoding: encoding`, one of those that are `known`,
    counted while it grows.

    Raises Unsupported, TooLarge, or BadRequest for a damaged one.
    """
    if encoding in ("", "identity"):
        return content
    name = encoding.removeprefix("x-")
    if name not in known:
        raise Unsupported(f"Content-Encoding takes {', '.join(known)} or identity.")
    return _DECODERS[name](content, limit)


def _gunzip(content: bytes, limit: int) -> bytes:
    try:
        return _members(content, limit)
    except zlib.error as error:
        raise BadRequest(f"The body is not gzip as its Content-Encoding says ({error}).") from None


def _members(content: bytes, limit: int) -> bytes:
    # 16 + 15: a gzip header. Members may follow one another, as `cat a.gz b.gz` makes them.
    member = zlib.decompressobj(31)
    parts: list[bytes] = []
    at = size = 0
    while at < len(content):
        if member.eof:
            member = zlib.decompressobj(31)
        chunk = content[at : at + GZIP_CHUNK]
        part = member.decompress(chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        at += len(chunk) - len(member.unused_data)
    if content and not member.eof:
        raise BadRequest("The gzip body ends in the middle: send it whole.")
    return b"".join(parts)


def _unsnappy(content: bytes, limit: int) -> bytes:
    """Snappy's block format: it begins with its length, which is looked at before that much
    memory is taken."""
    wrong = "The body is not snappy's block format as its Content-Encoding says."
    size = shift = 0
    for byte in content[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    else:
        raise BadRequest(wrong)
    if size > limit:
        raise too_large(limit)
    # A byte of it stands for 64 at most: no small body has a large buffer made.
    if size <= 64 * len(content):
        with suppress(cramjam.DecompressionError):
            return bytes(cramjam.snappy.decompress_raw(content))
    raise BadRequest(wrong)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {"gzip": _gunzip, "snappy": _unsnappy}
