"""Until when a certificate is good, whoever has signed it: read of its bytes (RFC 5280, 4.1, in the
encoding of X.690), since `ssl` tells it of trusted ones alone."""

from collections.abc import Iterator
from datetime import datetime

_VERSION, _SHORT_YEAR = 0xA0, 0x17
# Of the fields of a certificate, its version aside.
_VALIDITY = 3


def end_of(certificate: bytes) -> int:
    """Its last second (epoch). Raises ValueError for what is no certificate."""
    try:
        [(_, whole)] = _values(certificate)
        _, signed = next(_values(whole))
        fields = [content for tag, content in _values(signed) if tag != _VERSION]
        _, (tag, end) = _values(fields[_VALIDITY])
    except (IndexError, StopIteration):
        raise ValueError("This is no certificate.") from None
    return _second(end.decode("ascii"), tag == _SHORT_YEAR)


def _values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value that stands in another."""
    place = 0
    while place < len(content):
        tag, length = content[place], content[place + 1]
        place += 2
        if length & 0x80:
            # So many bytes say it.
            count = length & 0x7F
            length = int.from_bytes(content[place : place + count], "big")
            place += count
        yield tag, content[place : place + length]
        place += length


def _second(text: str, has_short_year: bool) -> int:
    if has_short_year:
        text = ("19" if text >= "50" else "20") + text
    return int(datetime.strptime(text.replace("Z", "+0000"), "%Y%m%d%H%M%S%z").timestamp())
