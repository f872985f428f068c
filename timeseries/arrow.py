"""Readings in the long shape as a stream of Arrow's IPC format, page by page
(https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format).

polars writes a whole stream for each frame: its schema stands in the first, and its end behind
the last alone.
"""

import io

import polars as pl

from .batch import Times, Values
from .parquet import SCHEMA, long_frame

# A message begins with four bytes of ones and the length of what follows; 0 is the end.
_PREFIX = 8
_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
# Columns as all readers of Arrow know them, also those from before there were views.
_OLDEST = pl.CompatLevel.oldest()


class ArrowStream:
    """Pages of readings in, bytes of the stream out. A call is some work: it is for a thread."""

    def __init__(self) -> None:
        self._begun = False

    def add(self, key: str, times: Times, values: Values) -> bytes:
        """Readings of a series."""
        begun, self._begun = self._begun, True
        content = _written(long_frame(key, times, values)).removesuffix(_END)
        return content[_schema_size(content) :] if begun else content

    def finish(self) -> bytes:
        """The last bytes, which are all where there were no readings."""
        return _END if self._begun else _written(pl.DataFrame(schema=SCHEMA))

    def close(self) -> None:
        """There is nothing to give up."""


def _written(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc_stream(out, compat_level=_OLDEST)
    return out.getvalue()


def _schema_size(content: bytes) -> int:
    """The bytes of the first message, which has no body."""
    return _PREFIX + int.from_bytes(content[4:_PREFIX], "little")
