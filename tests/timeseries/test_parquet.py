import io
import threading
from time import monotonic, sleep

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.protocols.parsing import names, times, values
from timeseries import parquet
from timeseries.batch import Times, Values
from timeseries.parquet import ParquetStream


def columns(content: dict[int, float]) -> tuple[Times, Values]:
    ordered = sorted(content)
    return np.array(ordered, np.int64), np.array([content[at] for at in ordered], np.float64)


def rows(data: bytes) -> list[tuple[str, int, str]]:
    """Series, time in µs, and the value to its last bit."""
    frame = pl.read_parquet(io.BytesIO(data))
    assert dict(frame.schema) == parquet.SCHEMA
    found = frame.with_columns(pl.col("time").to_physical()).rows()
    return [(key, time, repr(value)) for key, time, value in found]


def wait_until_nobody_writes() -> None:
    deadline = monotonic() + 10
    while any(thread.name == "parquet" for thread in threading.enumerate()):
        assert monotonic() < deadline
        sleep(0.01)


@given(st.dictionaries(names, st.dictionaries(times, values, min_size=1), max_size=4))
def test_what_goes_in_comes_out_to_the_last_bit(content: dict[str, dict[int, float]]) -> None:
    stream = ParquetStream()
    data = b"".join(stream.add(key, *columns(of)) for key, of in content.items())
    data += stream.finish()
    assert rows(data) == [
        (key, at, repr(of[at])) for key, of in content.items() for at in sorted(of)
    ]


def test_row_groups_leave_before_the_last_page_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", 2_000)
    stream = ParquetStream()
    pages = [np.arange(1_000) + 1_000 * page for page in range(100)]
    parts = [stream.add("a", times, times / 8) for times in pages]
    assert sum(map(bool, parts[:50])) > 10
    parts.append(stream.finish())
    assert rows(b"".join(parts)) == [("a", at, repr(at / 8)) for at in range(100_000)]


@pytest.mark.parametrize("pages", [0, 1, 30])
def test_a_file_that_nobody_wants_any_more_is_given_up(pages: int) -> None:
    stream = ParquetStream()
    for page in range(pages):
        stream.add("a", np.arange(1_000) + 1_000 * page, np.zeros(1_000))
    stream.close()
    wait_until_nobody_writes()


def test_what_goes_wrong_in_writing_is_raised_and_nobody_waits_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ParquetStream, "write", lambda stream, data: 1 / 0)
    stream = ParquetStream()
    with pytest.raises(Exception, match="division by zero"):
        for page in range(1_000):
            stream.add("a", np.arange(1_000) + 1_000 * page, np.zeros(1_000))
        stream.finish()
    wait_until_nobody_writes()
