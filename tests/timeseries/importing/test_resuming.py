"""An import that goes on where it was stopped is the same as one that never was."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import zstandard
from django.core.management import CommandError, call_command

from tests.timeseries.contents import content_of
from timeseries.errors import StorageFull
from timeseries.importing import importer, source
from timeseries.importing.formats import line_protocol, parquet
from timeseries.importing.importer import Importer
from timeseries.models import Series, StateText

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]

LINES = [f'm,side=a v={n},door="{"open" if n % 3 else "shut"}" {n}000' for n in range(1, 2_000)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLICE", 4_096)
    monkeypatch.setattr(line_protocol, "_PART", 4_096)
    monkeypatch.setattr(parquet, "_READINGS", 100)
    monkeypatch.setattr(importer, "GATHERED", 100)


def contents() -> dict[str, dict[int, float]]:
    return {series.key: content_of(series.pk) for series in Series.objects.all()}


def files(folder: Path) -> Iterator[Path]:
    lines = "\n".join([*LINES, "bad"]).encode()
    table = "time,a,b\n" + "".join(f"{n},{n / 8},{'x' if n == 50 else n}\n" for n in range(2_000))
    made = {
        "x.lp": lines,
        "x.lp.gz": gzip.compress(lines),
        "x.lp.zst": zstandard.compress(lines),
        "x.csv": table.encode(),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
        yield folder / name
    frame = pl.DataFrame({"time": range(2_000), "a": [n / 8 for n in range(2_000)]})
    frame.write_parquet(folder / "x.parquet")
    yield folder / "x.parquet"


def test_a_stopped_import_goes_on_and_ends_like_one_that_was_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in files(tmp_path):
        expected, told = _whole(file, capsys)
        with monkeypatch.context() as patched:
            _stop_after(5, patched)
            with pytest.raises(CommandError, match="no room"):
                call_command("importreadings", str(file))
        part = sum(map(len, contents().values()))
        assert 0 < part < sum(map(len, expected.values())), file
        capsys.readouterr()
        written: list[int] = []
        with monkeypatch.context() as patched:
            _count(written, patched)
            _run("--resume", str(file))
        assert contents() == expected, file
        assert capsys.readouterr() == told, file
        assert sum(written) < sum(map(len, expected.values())), file
        Series.objects.all().delete()


def _whole(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, dict[int, float]], tuple[str, str]]:
    _run(str(file))
    found = contents()
    Series.objects.all().delete()
    return found, capsys.readouterr()


def _run(*arguments: str) -> None:
    try:
        call_command("importreadings", *arguments)
    except CommandError as error:
        assert "were refused, as said above" in str(error)


def _stop_after(count: int, patched: pytest.MonkeyPatch) -> None:
    left = [count]
    transact = importer.here

    def stopping(importing: Importer, taken: int, write: importer.Work) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StorageFull("There is no room.")
        transact(write)
        importing.report.written += taken

    patched.setattr(Importer, "_timed", stopping)


def _count(written: list[int], patched: pytest.MonkeyPatch) -> None:
    timed = Importer._timed

    def counting(importing: Importer, taken: int, write: importer.Work) -> None:
        written.append(taken)
        timed(importing, taken, write)

    patched.setattr(Importer, "_timed", counting)


def test_texts_become_states_as_they_do_at_the_door(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.lp"
    file.write_text("\n".join([*LINES[:9], 'm,side=a v="no number" 99000']))
    with pytest.raises(CommandError, match="1 were refused"):
        call_command("importreadings", str(file))
    door = Series.objects.get(name="m_door")
    assert door.semantics == "state"
    texts = dict(StateText.objects.filter(series=door).values_list("code", "text"))
    found = {at: texts[int(code)] for at, code in content_of(door.pk).items()}
    assert found == {n: "open" if n % 3 else "shut" for n in range(1, 10)}
    printed = capsys.readouterr()
    assert "18 readings written" in printed.out
    assert "the series holds numbers, and no texts" in printed.err


def test_a_file_that_has_changed_begins_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.lp"
    file.write_text("\n".join(LINES))
    with monkeypatch.context() as patched:
        _stop_after(5, patched)
        with pytest.raises(CommandError):
            call_command("importreadings", str(file))
    file.write_text("m v=7 1000\n" + "\n".join(LINES))
    _run("--resume", str(file))
    assert contents()["m_v"] == {1: 7.0}
