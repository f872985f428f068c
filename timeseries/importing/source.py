"""A file to be imported: whether it is compressed, and its bytes in slices that end with lines."""

import gzip
import io
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import zstandard

from ..errors import BadRequest
from ..timerange import now

# Bytes of a slice: some 400,000 lines of a time and a value.
SLICE = 8 * 2**20
LONGEST_LINE = 16 * 2**20
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Compressed bytes at a time: they may decompress to a thousand times as many.
_ZSTD_BLOCK = 2**16
_BOM = b"\xef\xbb\xbf"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole lines of a file, the first of which has the number `line`."""

    line: int
    content: bytes

    @property
    def after(self) -> int:
        """The number of the line behind it."""
        is_open = bool(self.content) and not self.content.endswith(b"\n")
        return self.line + self.content.count(b"\n") + is_open

    def cut(self, parts: int) -> Iterator["Slice"]:
        """The same in up to `parts` slices of about the same size."""
        size, line, start = -(-len(self.content) // parts), self.line, 0
        while start < len(self.content):
            end = self.content.find(b"\n", start + size - 1) + 1 or len(self.content)
            part = self.content[start:end]
            yield Slice(line, part)
            line, start = line + part.count(b"\n"), end


class Source:
    """An open file. `share` is how much of it has been read, from 0 to 1; None for a pipe."""

    def __init__(self, name: str, raw: io.BufferedReader, size: int | None, changed: int) -> None:
        """`size` is in bytes, None for a pipe; `changed` is when the file was (µs)."""
        self.name, self.changed = name, changed
        self._raw, self.size = raw, size
        self._share: float | None = None
        self._magic = raw.peek(4)[:4]

    @property
    def share(self) -> float | None:
        if self.size is None or self._share is not None:
            return self._share
        return min(1.0, self._raw.tell() / self.size) if self.size else 1.0

    def reached(self, share: float) -> None:
        """How much has been read of what `file` gave."""
        self._share = share

    def slices(self) -> Iterator[Slice]:
        """All of it, decompressed, without a byte order mark. Raises BadRequest."""
        line, rest = 1, b""
        for block in self._blocks():
            if line == 1 and not rest:
                block = block.removeprefix(_BOM)
            end = block.rfind(b"\n") + 1
            if end:
                found = Slice(line, rest + block[:end])
                yield found
                line, rest = line + found.content.count(b"\n"), block[end:]
            else:
                rest += block
            if len(rest) > LONGEST_LINE:
                raise BadRequest(f"Line {line} is longer than {LONGEST_LINE} bytes.")
        if rest:
            yield Slice(line, rest)

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A file that can be read in any order, for as long as it is held. Raises BadRequest."""
        if self.size is not None and self._magic[:2] != _GZIP and self._magic != _ZSTD:
            yield Path(self.name)
            return
        with tempfile.NamedTemporaryFile(prefix="livecurve-import-") as copy:
            for block in self._blocks():
                copy.write(block)
            copy.flush()
            yield Path(copy.name)

    def _blocks(self) -> Iterator[bytes]:
        try:
            if self._magic == _ZSTD:
                yield from _gathered(_zstd_blocks(self._raw))
            elif self._magic[:2] == _GZIP:
                yield from _read(gzip.GzipFile(fileobj=self._raw))
            else:
                yield from _read(self._raw)
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise BadRequest(f"The compressed file is damaged or not whole ({error}).") from None


def _read(stream: io.BufferedIOBase) -> Iterator[bytes]:
    while block := stream.read(SLICE):
        yield block


def _zstd_blocks(raw: io.BufferedReader) -> Iterator[bytes]:
    # Frames may follow one another, as `cat a.zst b.zst` makes them.
    frame, given = zstandard.ZstdDecompressor().decompressobj(), b""
    while given or (given := raw.read(_ZSTD_BLOCK)):
        if frame.eof:
            frame = zstandard.ZstdDecompressor().decompressobj()
        yield frame.decompress(given)
        given = frame.unused_data
    if not frame.eof:
        raise EOFError("it ends in the middle")


def _gathered(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of a slice's size."""
    gathered = io.BytesIO()
    for block in blocks:
        gathered.write(block)
        if gathered.tell() >= SLICE:
            yield gathered.getvalue()
            gathered = io.BytesIO()
    if gathered.tell():
        yield gathered.getvalue()


@contextmanager
def opened(name: str) -> Iterator[Source]:
    """The source of a path, or of standard input for `-`. Raises OSError."""
    if name == STDIN:
        yield Source("standard input", cast(io.BufferedReader, sys.stdin.buffer), None, now())
        return
    path = Path(name)
    with path.open("rb") as raw:
        about = path.stat()
        size = about.st_size if path.is_file() else None
        yield Source(name, raw, size, about.st_mtime_ns // 1000)
