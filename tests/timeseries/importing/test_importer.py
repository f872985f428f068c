from collections.abc import Iterator

import numpy as np
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.contents import content_of, write
from timeseries.errors import BadRequest
from timeseries.importing import importer as module
from timeseries.importing.format import Chunk, Column
from timeseries.importing.importer import Importer, ahead, merged
from timeseries.models import Series
from timeseries.series_key import SeriesKey

database = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]


def column(name: str, of: list[tuple[int, float]]) -> Column:
    times, values = zip(*of, strict=True) if of else ((), ())
    return Column(SeriesKey.of(name), np.asarray(times, np.int64), np.asarray(values, np.float64))


readings = st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=20)


@given(st.lists(st.tuples(st.sampled_from("ab"), readings), max_size=5))
def test_merged_columns_ascend_and_the_last_of_equal_times_stands(
    parts: list[tuple[str, list[tuple[int, float]]]],
) -> None:
    wanted: dict[str, dict[int, float]] = {name: {} for name, _ in parts}
    for name, of in parts:
        wanted[name].update(of)
    found = merged(column(name, of) for name, of in parts)
    assert {key.name: list(zip(t.tolist(), v.tolist(), strict=True)) for key, t, v in found} == {
        name: sorted(of.items()) for name, of in wanted.items()
    }


class TestWriting:
    pytestmark = database

    @pytest.mark.parametrize("size", [1, 7, 1_000])
    def test_a_chunk_is_written_in_transactions_of_a_size(
        self, size: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sizes: list[int] = []
        write_parts = Importer._write

        def counted(importer: Importer, parts: list[Column]) -> int:
            sizes.append(sum(len(part.times) for part in parts))
            return write_parts(importer, parts)

        monkeypatch.setattr(Importer, "_write", counted)
        monkeypatch.setattr(module, "AT_FIRST", size)
        monkeypatch.setattr(module, "LEAST", size)
        monkeypatch.setattr(module, "MOST", size)
        importer = Importer()
        content = {f"s{n}": [(time, time + n / 8) for time in range(n + 1)] for n in range(9)}
        importer.take(Chunk([column(name, of) for name, of in content.items()]))
        importer.flush()
        assert max(sizes) <= size
        assert sum(sizes) == importer.report.written == 45
        for name, of in content.items():
            assert content_of(Series.objects.get(key=name).pk) == dict(of)

    def test_a_pace_that_slows_down_makes_transactions_smaller(self) -> None:
        importer = Importer()
        importer._adapt(100_000, 10 * module.ALONE.writing)
        assert importer._size == module.LEAST
        for _ in range(20):
            importer._adapt(importer._size, 0.001)
        assert importer._size == module.MOST
        importer._adapt(1, 0.001)
        assert importer._size == module.MOST

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite takes one writer at a time")
    def test_transactions_are_shorter_while_others_write_too(self) -> None:
        importer = Importer()
        for company in (False, True):
            for at in range(3):
                importer.take(Chunk([column("a", [(at, 1.0)])]))
                importer.flush()
                if company:
                    write({Series.objects.get(key="a").pk: {at: 2.0}})
            assert importer._pace == (module.IN_COMPANY if company else module.ALONE)


def test_many_small_columns_are_joined_before_they_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "COLUMNS", 10)
    importer = Importer()
    for time in range(100):
        importer.take(Chunk([column(name, [(time, 1.0)]) for name in "abc"]))
        assert len(importer._columns) <= 10 + 3
    assert sum(len(part.times) for part in importer._columns) == 300


def test_the_first_reasons_are_kept_and_all_are_counted() -> None:
    importer = Importer()
    for number in range(30):
        chunk = Chunk(texts=1)
        for line in range(9):
            chunk.reject(f"line {number * 9 + line}", "no")
        importer.take(chunk)
    assert [one.at for one in importer.report.rejected] == [f"line {n}" for n in range(100)]
    assert (importer.report.rejected_count, importer.report.texts) == (270, 30)


def test_chunks_that_are_read_ahead_come_in_their_order_and_so_does_an_error() -> None:
    def chunks() -> Iterator[Chunk]:
        for number in range(3):
            yield Chunk(texts=number)
        raise BadRequest("The rest is damaged.")

    taken = []
    with pytest.raises(BadRequest, match="The rest is damaged"):
        for chunk in ahead(chunks()):
            taken.append(chunk.texts)
    assert taken == [0, 1, 2]
