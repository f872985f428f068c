"""A request's body, decompressed within a limit."""

import zlib

from ..bodies import too_large
from ..errors import BadRequest, Unsupported

# A body may be any number of gzip members: of each that ends, so much at most is copied.
GZIP_CHUNK = 16_384


def decompress(content: bytes, encoding: str, limit: int) -> bytes:
    """The content of a body with `Content-Encoding: encoding`, counted while it grows.

    Raises Unsupported, TooLarge, or BadRequest for a damaged one.
    """
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "x-gzip"):
        raise Unsupported("Content-Encoding takes gzip or identity.")
    try:
        return _gunzip(content, limit)
    except zlib.error as error:
        raise BadRequest(f"The body is not gzip as its Content-Encoding says ({error}).") from None


def _gunzip(content: bytes, limit: int) -> bytes:
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
