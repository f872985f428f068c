"""Debian's collectd with its plugin `write_http`."""

import csv
import re
from pathlib import Path

import pytest

from tests.server import Server

from .programs import eventually, points, program, running, snippet

CONFIG = """
Hostname "box"
BaseDir "{folder}"
PIDFile "{folder}/collectd.pid"
Interval 1
LoadPlugin load
LoadPlugin interface
LoadPlugin memory
LoadPlugin processes
LoadPlugin csv
<Plugin csv>
  DataDir "{folder}/csv"
</Plugin>
{snippet}
"""


def test_all_that_collectd_has_read_arrives(server: Server, tmp_path: Path) -> None:
    collectd = program("collectd")
    config = tmp_path / "collectd.conf"
    config.write_text(CONFIG.format(folder=tmp_path, snippet=snippet("collectd", server)))
    with running(tmp_path, collectd, "-f", "-C", str(config)):
        eventually(lambda: len(points(server, 'load_shortterm{host="box"}')) >= 2)
    # It has sent the rest with its end; meanwhile it wrote the same into files, one a day.
    written: dict[str, list[tuple[float, float]]] = {}
    for file in sorted((tmp_path / "csv/box").glob("*/*")):
        for row in csv.DictReader(file.read_text().splitlines()):
            time = float(row.pop("epoch"))
            for column, value in row.items():
                written.setdefault(_selector(file, column), []).append((time, float(value)))
    assert 'interface_if_octets_rx{host="box",plugin_instance="lo"}' in written
    for selector, rows in written.items():
        arrived = points(server, selector)
        assert [time / 1000 for time, _ in arrived] == [at for at, _ in rows], selector
        # There they have six decimals.
        assert [value for _, value in arrived] == pytest.approx([v for _, v in rows], abs=1e-6)


def _selector(file: Path, column: str) -> str:
    """What the values of a file are called here: it is PLUGIN-INSTANCE/TYPE-INSTANCE-DATE."""
    plugin, _, instance = file.parent.name.partition("-")
    kind, _, type_instance = re.sub(r"-\d{4}-\d\d-\d\d$", "", file.name).partition("-")
    words = [plugin, *([kind] if kind != plugin else []), *([column] if column != "value" else [])]
    tags = {"host": "box", "plugin_instance": instance, "type_instance": type_instance}
    told = ",".join(f'{tag}="{text}"' for tag, text in tags.items() if text)
    return f"{'_'.join(words)}{{{told}}}"
