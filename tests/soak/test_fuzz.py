"""Each parser under a fuzzer that follows what a body reaches: no error but its own, no hang."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT
from tests.soak.lengths import FULL, LENGTHS, say
from tests.timeseries.protocols.valid import VALID


@pytest.mark.skipif(not FULL, reason="The fuzzer is for the full form: make soak")
@pytest.mark.parametrize("name", VALID)
def test_no_body_is_more_than_a_parser_bears(name: str, tmp_path: Path) -> None:
    (tmp_path / "valid").write_bytes(VALID[name])
    command = [sys.executable, "-m", "tests.soak.fuzz", name, str(LENGTHS.fuzz), str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    tried = [line for line in ended.stderr.splitlines() if line.startswith("Done ")]
    found = [one.read_bytes() for one in tmp_path.glob("*-*")]
    assert ended.returncode == 0, f"{found}\n{ended.stderr[-4000:]}"
    say(f"{name}: {tried[0]}")
