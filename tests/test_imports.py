"""The order of the house: which module may import which, and none in a circle."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("timeseries", "charts", "config")

# Each module may import what its row names, and what those may import. A row names only rows
# above it, so there are no circles. A folder of implementations has one row, `folder.*`.
TABLE: dict[str, str] = {
    # timeseries: a reading's way from the wire to the screen
    "timeseries.errors": "",
    "timeseries.registry": "timeseries.errors",
    "timeseries.timerange": "timeseries.errors",
    "timeseries.batch": "timeseries.errors",
    "timeseries.selector": "timeseries.batch",
    "timeseries.resolutions": "timeseries.timerange",
    "timeseries.packing": "timeseries.errors",
    "timeseries.tables": "",
    "timeseries.reading_changes": "timeseries.batch",
    "timeseries.reading_fields": "timeseries.timerange",
    "timeseries.models": "timeseries.batch timeseries.resolutions timeseries.packing"
    " timeseries.selector timeseries.reading_changes timeseries.reading_fields",
    "timeseries.migrations.*": "timeseries.models timeseries.packing timeseries.tables",
    "timeseries.prepared": "",
    "timeseries.catalog": "timeseries.models timeseries.prepared timeseries.selector",
    "timeseries.block_rows": "timeseries.models timeseries.packing",
    "timeseries.unpacked": "timeseries.packing",
    "timeseries.blocks": "timeseries.block_rows timeseries.unpacked",
    "timeseries.block_edits": "timeseries.blocks",
    "timeseries.store": "timeseries.blocks timeseries.models timeseries.batch timeseries.registry",
    "timeseries.stores.*": "timeseries.store",
    "timeseries.states": "timeseries.store timeseries.resolutions",
    "timeseries.downsample": "",
    "timeseries.buckets": "timeseries.downsample timeseries.resolutions",
    "timeseries.rungs": "timeseries.buckets timeseries.models timeseries.unpacked",
    "timeseries.watermark": "timeseries.batch timeseries.rungs timeseries.states",
    "timeseries.rollup": "timeseries.watermark timeseries.rungs timeseries.states",
    "timeseries.ends": "timeseries.rungs timeseries.states",
    "timeseries.exact": "timeseries.rollup timeseries.ends timeseries.block_edits",
    "timeseries.spans": "timeseries.blocks timeseries.models",
    "timeseries.packer": "timeseries.spans timeseries.store",
    "timeseries.intervals": "timeseries.states timeseries.downsample",
    "timeseries.retention": "timeseries.states timeseries.selector",
    "timeseries.expiry": "timeseries.ends timeseries.block_edits",
    "timeseries.sweeper": "timeseries.retention timeseries.expiry timeseries.exact",
    "timeseries.looks": "",
    "timeseries.upkeep": "timeseries.exact timeseries.packer timeseries.intervals timeseries.looks",
    "timeseries.background": "timeseries.upkeep timeseries.sweeper",
    "timeseries.cover": "timeseries.rungs timeseries.states",
    "timeseries.counting": "timeseries.cover",
    "timeseries.check": "timeseries.ends",
    "timeseries.announce": "timeseries.exact",
    "timeseries.apps": "timeseries.announce",
    "timeseries.fixtures": "timeseries.exact",
    "timeseries.threads": "timeseries.errors",
    "timeseries.tokens": "timeseries.models",
    "timeseries.firstrun": "timeseries.tokens",
    "timeseries.metrics": "",
    "timeseries.eager": "",
    "timeseries.history": "timeseries.store timeseries.threads",
    "timeseries.jobs": "timeseries.batch",
    "timeseries.writer": "timeseries.jobs timeseries.background timeseries.catalog"
    " timeseries.metrics timeseries.threads timeseries.tokens",
    "timeseries.lease": "timeseries.store",
    "timeseries.live.bus": "",
    "timeseries.live.relay": "timeseries.live.bus timeseries.metrics",
    "timeseries.live.frame": "timeseries.batch timeseries.models",
    "timeseries.live.log": "timeseries.live.frame timeseries.store",
    "timeseries.live.conflate": "timeseries.live.frame",
    "timeseries.live.subscription": "timeseries.live.conflate timeseries.metrics"
    " timeseries.selector",
    "timeseries.live.followed": "",
    "timeseries.live.hub": "timeseries.live.bus timeseries.live.log timeseries.live.subscription"
    " timeseries.live.followed timeseries.catalog timeseries.threads",
    "timeseries.ingest.numbers": "timeseries.batch timeseries.timerange",
    "timeseries.ingest.line_syntax": "timeseries.ingest.numbers",
    "timeseries.ingest.decimals": "timeseries.ingest.line_syntax timeseries.ingest.numbers",
    "timeseries.ingest.line_columns": "timeseries.ingest.decimals",
    "timeseries.ingest.protocol": "timeseries.batch timeseries.registry",
    "timeseries.ingest.protocols.*": "timeseries.ingest.protocol timeseries.ingest.line_columns"
    " timeseries.ingest.line_syntax",
    "timeseries.ingest.promises": "",
    "timeseries.ingest.pipeline": "timeseries.ingest.protocol timeseries.ingest.promises"
    " timeseries.writer timeseries.live.bus timeseries.metrics",
    "timeseries.access": "timeseries.tokens timeseries.threads",
    "timeseries.sessions": "timeseries.threads",
    "timeseries.answers": "timeseries.errors",
    "timeseries.asgi": "timeseries.access timeseries.answers timeseries.sessions",
    "timeseries.bodies": "timeseries.asgi",
    "timeseries.door": "timeseries.bodies",
    "timeseries.boundary": "timeseries.access timeseries.answers timeseries.sessions",
    "timeseries.ingest.decoding": "timeseries.bodies",
    "timeseries.columns": "timeseries.downsample timeseries.timerange",
    "timeseries.points": "timeseries.downsample",
    "timeseries.aggregates": "timeseries.buckets",
    "timeseries.query": "timeseries.cover timeseries.aggregates timeseries.catalog"
    " timeseries.columns timeseries.points timeseries.intervals timeseries.threads",
    "timeseries.parameters": "timeseries.query",
    "timeseries.corrections": "timeseries.exact timeseries.ingest.pipeline timeseries.parameters",
    "timeseries.deletes": "timeseries.corrections timeseries.door",
    "timeseries.readings_forms": "timeseries.corrections timeseries.ingest.numbers",
    "timeseries.readings_admin": "timeseries.readings_forms",
    "timeseries.retention_form": "timeseries.models",
    "timeseries.admin": "timeseries.readings_admin timeseries.retention_form timeseries.counting",
    "timeseries.ingest.views": "timeseries.ingest.pipeline timeseries.ingest.decoding"
    " timeseries.deletes",
    "timeseries.parquet": "timeseries.batch",
    "timeseries.export": "timeseries.query timeseries.parquet",
    "timeseries.metrics_view": "timeseries.door timeseries.metrics",
    "timeseries.views": "timeseries.door timeseries.boundary timeseries.parameters"
    " timeseries.export timeseries.counting timeseries.metrics_view",
    "timeseries.series_views": "timeseries.corrections timeseries.boundary timeseries.bodies",
    "timeseries.urls": "timeseries.views timeseries.series_views",
    "timeseries.collector": "timeseries.batch timeseries.registry timeseries.timerange",
    "timeseries.collectors.*": "timeseries.collector",
    "timeseries.schedule": "timeseries.collector timeseries.ingest.pipeline",
    "timeseries.management.commands.applyretention": "timeseries.sweeper",
    "timeseries.management.commands.checkstore": "timeseries.check timeseries.catalog",
    "timeseries.importing.source": "timeseries.timerange",
    "timeseries.importing.format": "timeseries.importing.source timeseries.ingest.protocol",
    "timeseries.importing.times": "timeseries.ingest.protocols.*",
    "timeseries.importing.stamps": "timeseries.importing.format timeseries.importing.times",
    "timeseries.importing.layout": "timeseries.ingest.protocols.*",
    "timeseries.importing.frames": "timeseries.importing.layout timeseries.importing.stamps",
    "timeseries.importing.csv_columns": "timeseries.importing.frames",
    "timeseries.importing.csv_rows": "timeseries.importing.layout timeseries.importing.stamps",
    "timeseries.importing.formats.*": "timeseries.importing.csv_columns"
    " timeseries.importing.csv_rows",
    "timeseries.importing.importer": "timeseries.importing.format timeseries.exact"
    " timeseries.catalog",
    "timeseries.progress": "",
    "timeseries.management.commands.importreadings": "timeseries.importing.importer"
    " timeseries.progress timeseries.importing.times timeseries.threads",
    "timeseries.management.commands.rebuildrollups": "timeseries.exact timeseries.intervals"
    " timeseries.catalog timeseries.progress",
    "timeseries.management.commands.createtoken": "timeseries.tokens",
    "timeseries.static_files": "",
    "timeseries.server": "",
    "timeseries.workers": "",
    "timeseries.management.commands.live": "timeseries.firstrun timeseries.server"
    " timeseries.static_files timeseries.workers timeseries.store",
    # charts: from columns to pages
    "charts.labels": "",
    "charts.stacking": "",
    "charts.laying": "",
    "charts.choices": "timeseries.timerange",
    "charts.spec": "charts.choices timeseries.selector",
    "charts.kind": "charts.spec charts.stacking timeseries.registry",
    "charts.frame": "charts.kind",
    "charts.figures": "charts.stacking",
    "charts.cells": "charts.figures charts.kind",
    "charts.bins": "charts.stacking",
    "charts.localtime": "",
    "charts.kinds.line": "charts.frame",
    "charts.kinds.*": "charts.kinds.line charts.figures charts.cells charts.bins charts.localtime",
    "charts.plain_json": "",
    "charts.json_text": "",
    "charts.definition_fields": "charts.choices charts.kind charts.plain_json",
    "charts.definition": "charts.definition_fields",
    "charts.dashboard_file": "charts.definition",
    "charts.grafana_queries": "timeseries.selector",
    "charts.grafana_panels": "charts.definition charts.grafana_queries",
    "charts.files.*": "charts.dashboard_file charts.grafana_panels charts.json_text",
    "charts.models": "charts.definition_fields timeseries.models",
    "charts.migrations.*": "charts.models",
    "charts.apps": "",
    "charts.admin": "charts.models",
    "charts.plain": "charts.stacking timeseries.timerange",
    "charts.options": "charts.models charts.labels charts.laying charts.plain timeseries.query",
    "charts.gallery": "charts.kind",
    "charts.stored": "charts.definition charts.models",
    "charts.history": "charts.stored",
    "charts.editing": "charts.history",
    "charts.importing": "charts.editing charts.dashboard_file",
    "charts.editors": "timeseries.boundary",
    "charts.views.bodies": "charts.editing timeseries.answers",
    "charts.views.editing": "charts.views.bodies charts.editors timeseries.bodies",
    "charts.views.files": "charts.views.editing charts.importing timeseries.parameters",
    "charts.views.file_pages": "charts.importing charts.editing",
    "charts.views.*": "charts.options charts.gallery charts.views.files timeseries.boundary"
    " timeseries.parameters",
    "charts.urls": "charts.views.* charts.views.file_pages",
    "charts.transport": "timeseries.asgi timeseries.registry",
    "charts.wishes": "timeseries.errors",
    "charts.outlet": "timeseries.asgi timeseries.eager timeseries.live.subscription",
    "charts.transports.*": "charts.transport charts.wishes charts.outlet timeseries.door"
    " timeseries.parameters timeseries.live.hub",
    "charts.routing": "charts.transport",
    "charts.templatetags.*": "",
    "charts.management.commands.*": "charts.options",
    # config: how it is put together
    "config.env": "timeseries.errors",
    "config.databases": "timeseries.errors",
    "config.connection": "timeseries.metrics",
    "config.settings": "config.env config.databases",
    "config.middleware": "",
    "config.urls": "",
    "config.guard": "timeseries.bodies",
    "config.staticfiles": "timeseries.asgi",
    "config.lifespan": "config.databases timeseries.asgi timeseries.live.hub timeseries.schedule"
    " timeseries.corrections timeseries.lease timeseries.live.relay",
    "config.handler": "timeseries.asgi",
    "config.asgi": "config.guard config.handler config.staticfiles config.lifespan"
    " timeseries.ingest.views timeseries.views charts.routing",
}
INSIDE_FUNCTIONS = {
    # Receivers can be registered only once Django has loaded the models.
    "timeseries.apps": "ready",
    # polars takes longer to load than all other libraries, and few ever export Parquet.
    "timeseries.export": "_parquet",
}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {
    _name(path): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name != "__init__.py"
}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


def _row(module: str) -> str | None:
    """The row of the table that a module falls under."""
    folder = module.rpartition(".")[0] + ".*"
    return module if module in TABLE else folder if folder in TABLE else None


@cache
def _allowed(row: str) -> frozenset[str]:
    named = TABLE[row].split()
    return frozenset(named).union(*(_allowed(one) for one in named))


def _imported(module: str) -> Iterator[str]:
    """The modules of the house that a module imports, wherever the import stands."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            up = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            names = [
                inner if (inner := f"{base}.{alias.name}") in SOURCES else base
                for alias in node.names
            ]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in PACKAGES)


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_has_a_row_in_the_table(module: str) -> None:
    assert _row(module), f"say in TABLE (and docs) what {module} may import"


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_only_what_its_row_allows(module: str) -> None:
    row = _row(module)
    assert row
    assert {_row(name) for name in _imported(module)} - {row} <= _allowed(row)


def test_every_row_stands_for_a_module_and_names_only_rows_above_it() -> None:
    rows = list(TABLE)
    assert {_row(module) for module in SOURCES} == set(rows)
    for place, row in enumerate(rows):
        assert set(TABLE[row].split()) <= set(rows[:place]), row


def test_no_implementation_imports_its_neighbour() -> None:
    for module in SOURCES:
        row = _row(module)
        if row and row.endswith(".*"):
            assert row not in {_row(name) for name in _imported(module)}, module


@pytest.mark.parametrize("module", [name for name in SOURCES if name.startswith("timeseries.")])
def test_timeseries_knows_nothing_of_charts_and_config(module: str) -> None:
    assert {name.partition(".")[0] for name in _imported(module)} <= {"timeseries"}


@pytest.mark.parametrize("module", SOURCES)
def test_imports_stand_at_the_top_and_not_inside_functions(module: str) -> None:
    inside = {
        function.name
        for function in ast.walk(_tree(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside <= {INSIDE_FUNCTIONS.get(module)}


def test_packages_export_nothing_of_their_own() -> None:
    packages = [path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]
    assert [path for path in packages if path.read_text(encoding="utf-8").strip()] == []
