import gzip
from pathlib import Path

import pytest
import zstandard

from timeseries.errors import BadRequest
from timeseries.importing import source
from timeseries.importing.source import Slice, opened

LINES = b"".join(b"line %d\n" % number for number in range(1_000))
HALF = LINES[:4_000]


def content(path: Path) -> bytes:
    with opened(str(path)) as found:
        return b"".join(part.content for part in found.slices())


def made(folder: Path, raw: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    "raw",
    [
        LINES,
        b"\xef\xbb\xbf" + LINES,
        gzip.compress(LINES),
        gzip.compress(HALF) + gzip.compress(LINES[4_000:]),
        zstandard.compress(LINES),
        zstandard.compress(HALF) + zstandard.compress(LINES[4_000:]),
        gzip.compress(b"\xef\xbb\xbf" + LINES),
    ],
    ids=range(7),
)
def test_a_file_is_decompressed_by_what_is_in_it(raw: bytes, tmp_path: Path) -> None:
    assert content(made(tmp_path, raw)) == LINES


@pytest.mark.parametrize(
    "raw",
    [
        gzip.compress(LINES)[:-9],
        zstandard.compress(LINES)[:-9],
        zstandard.compress(LINES) + b"no frame",
        b"\x1f\x8b no gzip",
        b"\x28\xb5\x2f\xfd no zstd",
    ],
    ids=range(5),
)
def test_a_damaged_file_is_told_in_one_sentence(raw: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"The compressed file is damaged or not whole \(.*\)\.$"):
        content(made(tmp_path, raw))


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_slices_are_whole_lines_with_the_number_of_the_first(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "SLICE", size)
    with opened(str(made(tmp_path, LINES + b"the last"))) as found:
        parts = list(found.slices())
    assert b"".join(part.content for part in parts) == LINES + b"the last"
    assert all(part.content.endswith(b"\n") for part in parts[:-1])
    for part in parts[:-1]:
        assert part.content.startswith(b"line %d\n" % (part.line - 1))
    assert parts[-1].content.endswith(b"the last")


def test_the_share_that_was_read_grows_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "SLICE", 1_000)
    with opened(str(made(tmp_path, LINES))) as found:
        shares = [found.share or 0.0 for _ in found.slices()]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.2
    assert shares[-1] == 1


def test_a_line_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLICE", 100)
    monkeypatch.setattr(source, "LONGEST_LINE", 1_000)
    with pytest.raises(BadRequest, match="Line 2 is longer than 1000 bytes"):
        content(made(tmp_path, b"short\n" + b"x" * 2_000))


@pytest.mark.parametrize("parts", [1, 2, 3, 8, 5_000])
def test_a_slice_is_cut_between_lines(parts: int) -> None:
    found = list(Slice(11, LINES).cut(parts))
    assert len(found) <= parts
    assert b"".join(part.content for part in found) == LINES
    for part in found:
        assert part.content.startswith(b"line %d\n" % (part.line - 11))


def test_what_has_to_be_read_in_any_order_is_copied_only_when_it_is_compressed(
    tmp_path: Path,
) -> None:
    plain = made(tmp_path, LINES)
    with opened(str(plain)) as found, found.file() as path:
        assert path == plain
    with opened(str(made(tmp_path, gzip.compress(LINES)))) as found:
        with found.file() as path:
            assert path.read_bytes() == LINES
        assert not path.exists()
