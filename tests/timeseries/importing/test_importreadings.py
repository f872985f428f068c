"""`manage.py importreadings`, in this process and in one that is killed."""

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import zstandard
from django.core.management import CommandError, call_command
from django.db import connection

from tests.server import ROOT
from tests.timeseries.contents import Content, content_of, log_after, newest
from tests.timeseries.databases import on_both_databases
from timeseries.importing import source
from timeseries.importing.format import REASONS
from timeseries.models import Series

pytestmark = on_both_databases
FIRST = 1_700_000_000_000_000
CSV = "time,a,b\n1700000000000,1,2\n1700000001000,3,\n"
A, B = {FIRST: 1.0, FIRST + 1_000_000: 3.0}, {FIRST: 2.0}


def run(*arguments: object) -> tuple[str, str]:
    """What a command printed and what it said of refusals."""
    printed, said = io.StringIO(), io.StringIO()
    call_command("importreadings", *map(str, arguments), stdout=printed, stderr=said)
    return printed.getvalue(), said.getvalue()


def stored() -> dict[str, Content]:
    return {series.key: content_of(series.pk) for series in Series.objects.all()}


def parquet() -> bytes:
    out = io.BytesIO()
    frame = pl.DataFrame(
        {"time": [FIRST // 1000, FIRST // 1000 + 1000], "a": [1, 3], "b": [2, None]}
    )
    frame.write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", CSV.encode()),
        ("x.CSV.gz", gzip.compress(CSV.encode())),
        ("x.csv.zst", zstandard.compress(CSV.encode())),
        ("said to be plain.csv", gzip.compress(CSV.encode())),
        ("x.parquet", parquet()),
        ("x.pq.gz", gzip.compress(parquet())),
        (
            "x.lp",
            f"a value=1 {FIRST}000\na value=3 {FIRST + 10**6}000\nb value=2 {FIRST}000".encode(),
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_file_is_read_by_its_name_and_its_content(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run(path) == (f"{path}: 3 readings written\n", "")
    assert stored() == {"a": A, "b": B}


def test_importing_again_changes_nothing_and_other_values_stand(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(CSV)
    run(path)
    run(path)
    assert stored() == {"a": A, "b": B}
    path.write_text("time,a\n1700000000000,7\n")
    run(path)
    assert stored() == {"a": {**A, FIRST: 7.0}, "b": B}


def test_several_files_of_a_format_that_is_named(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second.txt"
    first.write_text("when;".replace(";", ",") + "a\n2023-11-14 23:13:20,1\n")
    second.write_text("when,a\n2023-11-14 23:13:21,3\n")
    run(first, second, "--format", "csv", "--time", "when", "--tz", "Europe/Berlin")
    assert stored() == {"a": A}


def test_an_import_is_entered_in_the_log_so_that_open_charts_see_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("time,a\n1700000000000,1\n")
    before = newest()
    run(path)
    assert log_after(before) == [(Series.objects.get(key="a").pk, FIRST, FIRST, 0)]


def test_bad_rows_are_told_and_the_good_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("time,a\n" + "1,x\n" * 150 + "1700000000000,1\n")
    printed, said = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="150 were refused") as refused:
        call_command("importreadings", str(path), stdout=printed, stderr=said)
    assert refused.value.returncode == 1
    told = said.getvalue().splitlines()
    assert told[:2] == [
        f"{path}: line 2, column a: 'x' is not a number",
        f"{path}: line 3, column a: 'x' is not a number",
    ]
    assert told[REASONS:] == [f"{path}: and 50 more were refused"]
    assert printed.getvalue() == f"{path}: 1 reading written\n"
    assert stored() == {"a": {FIRST: 1.0}}


def test_what_stands_before_damage_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLICE", 2**14)
    path = tmp_path / "x.csv.gz"
    lines = "".join(f"{second},{second}\n" for second in range(10_000))
    path.write_bytes(gzip.compress(b"time,a\n" + lines.encode(), 1)[:-1_000])
    with pytest.raises(CommandError, match="damaged or not whole"):
        run(path)
    assert 5_000 < len(stored()["a"]) < 10_000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "none.csv cannot be read: No such file or directory."),
        (["."], "add --format csv or line_protocol or parquet."),
        ([".", "--format", "csv"], ". cannot be read: Is a directory."),
        (["-"], "--format says what comes from the pipe: csv or line_protocol or parquet."),
        (["x.csv", "--tz", "Nowhere"], "--tz takes the name of an IANA time zone"),
        (["x.csv", "--time", "when"], "one column called when"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text(CSV)
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")


class Importing:
    """An import in a process of its own, on the database of this test."""

    def __init__(self, *arguments: str, content: bytes | None = None) -> None:
        name = connection.settings_dict["NAME"]
        url = f"sqlite:///{name}"
        if connection.vendor != "sqlite":
            url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "importreadings", *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._content = content

    def end(self) -> tuple[int, str, str]:
        printed, said = self.process.communicate(self._content, timeout=60)
        return self.process.returncode, printed.decode(), said.decode()


@pytest.fixture
def long_file(tmp_path: Path) -> Iterator[tuple[Path, Content]]:
    """A file that takes two transactions."""
    path = tmp_path / "long.csv"
    content = {second * 1_000_000: second / 8 for second in range(160_000)}
    path.write_text("time,a\n" + "".join(f"{at // 1000},{v}\n" for at, v in content.items()))
    yield path, content


def test_what_comes_from_a_pipe_is_read() -> None:
    status, printed, said = Importing("-", "--format", "csv", content=CSV.encode()).end()
    assert (status, printed, said) == (0, "-: 3 readings written\n", "")
    assert stored() == {"a": A, "b": B}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_import_that_was_stopped_is_completed_by_running_it_again(
    number: int, long_file: tuple[Path, Content]
) -> None:
    path, content = long_file
    importing = Importing(str(path))
    deadline = time.monotonic() + 60
    while not Series.objects.filter(state__last__isnull=False).exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    importing.process.send_signal(number)
    status, _, said = importing.end()
    if number == signal.SIGINT and status:
        assert status == 130
        # All is written by then where nothing is said.
        assert said == "" or said.endswith("--resume goes on from there.\n")
        assert said.count("\n") <= 1
    part = stored()["a"]
    assert part.items() <= content.items()
    assert part
    run(path)
    assert stored() == {"a": content}
