"""What a process and its files take."""

import os
from pathlib import Path

import psutil
import pytest

from bench.usage import peak_memory, size_of


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Only Linux keeps it.")
def test_the_peak_of_a_process_is_at_least_what_it_has_now() -> None:
    (most,) = peak_memory(os.getpid())
    assert most >= psutil.Process().memory_info().rss / 2**20 * 0.99


def test_a_process_that_is_gone_has_no_peak() -> None:
    assert peak_memory(2**30) == []


def test_files_in_folders_that_are_left_out_do_not_count(tmp_path: Path) -> None:
    for name in ("data", "cache"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"12345")
    assert size_of(tmp_path) == 10
    assert size_of(tmp_path, "cache") == 5
