"""What every implementation of a contract keeps, whichever comes next."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from charts.dashboard_file import FileFormat, file_formats
from charts.kind import ChartKind, Head, kinds
from charts.spec import PanelSpec
from charts.transport import Transport, transports
from tests.charts import golden
from timeseries.collecting.fields import read_fields
from timeseries.collector import Blocking, Collector, Waiting, collectors
from timeseries.errors import BadRequest, UnknownName
from timeseries.importing.format import Format, formats
from timeseries.ingest.door import IngestDoor, doors
from timeseries.ingest.listener import Listener, listeners
from timeseries.ingest.protocol import Body, Protocol, protocols
from timeseries.registry import Registry
from timeseries.store import Store, stores

REGISTRIES: dict[str, tuple[Registry[Any], type]] = {
    "charts.files": (file_formats, FileFormat),
    "charts.kinds": (kinds, ChartKind),
    "charts.transports": (transports, Transport),
    "timeseries.collectors": (collectors, Collector),
    "timeseries.importing.formats": (formats, Format),
    "timeseries.ingest.doors": (doors, IngestDoor),
    "timeseries.ingest.listeners": (listeners, Listener),
    "timeseries.ingest.protocols": (protocols, Protocol),
    "timeseries.stores": (stores, Store),
}
EVERY = [
    (folder, name) for folder, (registry, _) in REGISTRIES.items() for name in registry.names()
]
# A colour as ECharts takes it: #rgb, rgb(…), hsl(…).
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}$|(rgb|hsl)a?\(")


@pytest.mark.parametrize("folder", REGISTRIES)
def test_every_file_of_a_folder_registers_one_implementation(folder: str) -> None:
    registry, _ = REGISTRIES[folder]
    [path] = import_module(folder).__path__
    files = [file.stem for file in Path(path).glob("*.py") if file.stem != "__init__"]
    modules = [implementation.__module__.rpartition(".")[2] for implementation in registry]
    assert sorted(modules) == sorted(files)


@pytest.mark.parametrize(("folder", "name"), EVERY)
def test_an_implementation_fulfils_its_contract(folder: str, name: str) -> None:
    registry, contract = REGISTRIES[folder]
    assert issubclass(registry[name], contract)
    assert isinstance(registry[name](), contract)


@pytest.mark.parametrize("folder", REGISTRIES)
def test_an_unknown_name_is_answered_with_those_that_are_known(folder: str) -> None:
    registry, _ = REGISTRIES[folder]
    with pytest.raises(UnknownName) as refused:
        registry["no such thing"]
    assert all(name in str(refused.value) for name in registry.names())


@pytest.mark.parametrize("name", kinds.names())
def test_the_option_of_a_kind_is_the_one_in_its_golden_file(name: str) -> None:
    text = (golden.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert golden.option(name) == json.loads(text)


@pytest.mark.parametrize("name", kinds.names())
@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_a_kinds_option_has_a_series_for_each_head(name: str, count: int) -> None:
    heads = [Head(place, f"series {place}", "%", "m4") for place in range(count)]
    option = kinds[name]().option(PanelSpec(), heads)
    assert [series["name"] for series in option["series"]] == [head.label for head in heads]


@pytest.mark.parametrize("name", kinds.names())
@pytest.mark.parametrize("panel", [golden.PANEL, PanelSpec(stack=True, step=True), PanelSpec()])
def test_a_kinds_option_leaves_to_the_page_what_is_the_pages(name: str, panel: PanelSpec) -> None:
    option = kinds[name]().option(panel, golden.HEADS)
    parts = dict(_walk(option))
    assert option["animation"] is False
    assert option["tooltip"] == {"show": False}
    assert not option.keys() & {"title", "legend", "color", "backgroundColor", "toolbox"}
    assert not [path for path in parts if path.endswith(".data")]
    assert not [path for path in parts if "nimation" in path and path != ".animation"]
    assert not [part for part in parts.values() if isinstance(part, str) and COLOUR.match(part)]


@pytest.mark.parametrize("name", kinds.names())
def test_the_formatters_of_a_kind_are_names(name: str) -> None:
    parts = _walk(kinds[name]().option(golden.PANEL, golden.HEADS))
    formatters = {part for path, part in parts if path.endswith("ormatter")}
    assert formatters <= {"format:time", "format:value:%"}


@pytest.mark.parametrize("name", kinds.names())
@pytest.mark.parametrize("label", ['<img src=x> "\\ \u2028 {value}', '"--x_x--0_0--"'])
def test_labels_of_a_kind_may_hold_anything(name: str, label: str) -> None:
    [series] = kinds[name]().option(PanelSpec(), [Head(1, label, "%", "m4")])["series"]
    assert series["name"] == label


@pytest.mark.parametrize("name", protocols.names())
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{", b"[" * 5_000, b"\x00" * 100])
def test_a_protocol_reads_or_refuses_whatever_comes(name: str, content: bytes) -> None:
    try:
        parsed = protocols[name]().parse(Body(content, {}, 1_700_000_000_000_000))
    except BadRequest as refused:
        assert str(refused)
    else:
        assert len(parsed.batch) == 0


@pytest.mark.parametrize("name", collectors.names())
def test_a_collector_says_what_it_is_and_takes_its_own_example(name: str, settings: Any) -> None:
    settings.COLLECT_FUNCTIONS = ["plant.sensors.read"]
    kind = collectors[name]
    assert issubclass(kind, Waiting | Blocking)
    assert str(kind.title)
    assert str(kind.about).endswith(".")
    read = read_fields(kind.settings, kind.example)
    assert read_fields(kind.settings, read) == read
    assert read.keys() == kind(read).given.keys()
    assert [one.name for one in kind.settings if not str(one.label)] == []
    needed = {one.name for one in kind.settings if one.required}
    assert needed <= kind.example.keys() | {"database"}


def _walk(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for name, item in part.items():
            yield from _walk(item, f"{path}.{name}")
    elif isinstance(part, list):
        for place, item in enumerate(part):
            yield from _walk(item, f"{path}[{place}]")
    yield path, part
