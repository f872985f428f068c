"""The documentation says what is so: examples are run, tables are compared with the code.

A `sh` block with curl or an import in it and a `python` block are run against a real server.
The `json`, `text` or `csv` block right after it is what it prints: white space does not count,
and `…` stands for anything.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.urls import URLPattern, get_resolver

from charts import outlet, panel_query, spec, wishes
from charts.kind import ChartKind, Head, Window, kinds
from charts.kinds.text import LONGEST
from charts.routing import live_doors
from charts.views import data
from tests.server import ROOT, Server
from tests.test_imports import TABLE
from timeseries import (
    asked,
    catalog,
    corrections,
    errors,
    exact,
    expiry,
    metrics,
    models,
    query,
    resolutions,
    rungs,
    schedule,
    series_key,
    store,
    tokens,
    views,
    writer,
)
from timeseries.asgi import Places
from timeseries.collecting import editing, ledger, runner, web
from timeseries.collector import collectors
from timeseries.importing import format as importing_format
from timeseries.importing import source
from timeseries.ingest import protocol
from timeseries.ingest.door import ingest_doors
from timeseries.ingest.protocols import readings_csv
from timeseries.live import log, subscription
from timeseries.promql.doors import prometheus_doors
from timeseries.uploads.doors import upload_doors
from timeseries.views import reading_doors

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CHANGELOG.md", *DOCS]
ANSWERS = {"json", "text", "csv"}
# Taken from the running product, and not there before that.
SCREENSHOTS = "docs/screenshots"
# curl's status when --max-time ends a stream.
TIMED_OUT = 28

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block, and the answer right after it."""

    language: str
    text: str
    answer: str | None

    @property
    def is_run(self) -> bool:
        runs = "curl" in self.text or "importreadings" in self.text
        return self.language == "python" or (self.language == "sh" and runs)


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    found = list(_BLOCK.finditer(text))
    for match, after in zip_longest(found, found[1:]):
        beside = after and not text[match.end() : after.start()].strip()
        answer = after[2] if after and beside and after[1] in ANSWERS else None
        yield Block(match[1], match[2], answer)


def tables(page: Path, first: str) -> list[str]:
    """The first cells of the rows of all tables whose first heading is `first`."""
    cells: list[str] = []
    inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.strip("|").split(" | ")]
        inside = line.startswith("|") and (inside or parts[0] == first)
        if inside and parts[0] != first and not parts[0].startswith("-"):
            cells.append(parts[0])
    return cells


def headings(page: Path) -> list[str]:
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    return re.findall(r"^(#+ .*)$", text, re.M)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def fits(printed: str, answer: str) -> bool:
    pattern = ".*?".join(map(re.escape, squeezed(answer).split("…")))
    return bool(re.fullmatch(pattern, squeezed(printed), re.S))


def run(block: Block, server: Server) -> subprocess.CompletedProcess[str]:
    text = block.text.replace("://localhost:8000", f"://127.0.0.1:{server.port}")
    text = text.replace("file:var/", f"file:{server.folder}/")
    text = text.replace(".venv/bin/python manage.py", f"{sys.executable} {ROOT}/manage.py")
    command = [sys.executable, "-c"] if block.language == "python" else ["bash", "-c"]
    return subprocess.run(
        [*command, text],
        cwd=server.folder,
        env={
            **server.environment,
            "TOKEN": server.token("write"),
            "ADMIN_TOKEN": server.token("admin"),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in PAGES
        if page.name not in ("README.zh-CN.md", "chart-kinds.md")
        and any(block.is_run for block in blocks(page))
    ],
    ids=lambda page: page.name,
)
def test_the_examples_of_a_page_answer_what_it_says(page: Path, server: Server) -> None:
    for block in filter(lambda block: block.is_run, blocks(page)):
        done = run(block, server)
        assert done.returncode in (0, TIMED_OUT), f"{block.text}\n{done.stderr}"
        if block.answer is not None:
            assert fits(done.stdout, block.answer), f"{block.text}\n{done.stdout}"


def test_the_chart_kind_of_the_example_works(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [b for b in blocks(ROOT / "docs/chart-kinds.md") if b.language == "python"]
    monkeypatch.setattr(kinds, "_known", {name: kinds[name] for name in kinds.names()})
    for name, example in zip(("dots", "shares"), examples, strict=True):
        exec(compile(example.text, f"{name}.py", "exec"), {"__name__": name})
    kind: ChartKind = kinds["dots"]()
    option = kind.option(spec.PanelSpec(unit="mm"), [Head(1, "Rain", "mm", "m4")])
    assert [(one["type"], one["name"]) for one in option["series"]] == [("scatter", "Rain")]
    assert option["xAxis"][0]["type"] == "time"
    assert option["yAxis"][0]["axisLabel"]["formatter"] == "format:value:mm"
    points = {agg: np.array([[0.0, 4.0]]) for agg in ("m4", "sum", "count")}
    window = Window(0, 1, ZoneInfo("UTC"), 1200)
    shaped = kinds["shares"]().shape(
        spec.PanelSpec(), [Head(1, "Rain", "mm", "m4")], [points], window
    )
    assert shaped == {"series": [{"data": [{"name": "Rain", "value": 4.0}]}]}


def test_the_settings_are_those_that_the_code_reads() -> None:
    sources = [ROOT / "config/settings.py", ROOT / "config/databases.py"]
    read = {
        name
        for source in sources
        for name in re.findall(r'env\.[a-z]+\(\s*"([A-Z_]+)"', source.read_text(encoding="utf-8"))
    }
    assert "DATA_DIR" in read
    for page in (ROOT / "docs/settings.md", ROOT / "README.md"):
        assert sorted(tables(page, "variable")) == sorted(f"`{name}`" for name in read)


def places() -> Places:
    beside = {**ingest_doors(), **reading_doors(), **prometheus_doors(), **live_doors()}
    return {**beside, **upload_doors()}


def doors() -> set[str]:
    """The paths of all doors and pages, with ID and SLUG where something is to be filled in."""
    included = ("timeseries.urls", "charts.urls")
    paths = {path for _, path in places()}
    for found in get_resolver().url_patterns:
        if isinstance(found, URLPattern):
            paths.add(str(found.pattern))
        elif getattr(found.urlconf_name, "__name__", "") in included:
            paths |= {str(inner.pattern) for inner in found.url_patterns}
    paths = {re.sub(r"<\w+:slug>", "SLUG", path) for path in paths}
    paths = {re.sub(r"<\w+:number>", "NUMBER", path) for path in paths}
    # What the forms of a collector's own page post to.
    actions = ("run/", "switch/", "duplicate/", "delete/")
    paths = {path for path in paths if not re.match(r"collectors/<int:pk>/\w+/", path)} | {
        path for path in paths if not path.endswith(actions)
    }
    return {"/" + re.sub(r"<\w+:pk>", "ID", path).removeprefix("/") for path in paths}


def test_every_door_is_documented_and_no_other() -> None:
    page = ROOT / "docs/http-api.md"
    named = {
        re.sub(r"[#` ]|GET|POST|PUT|PATCH|DELETE", "", line)
        for line in headings(page)
        if "`" in line
    }
    pages = {cell.strip("`") for cell in tables(page, "path")}
    assert "/api/query" in doors()
    assert named | pages - {"/admin/"} == doors()


def test_every_error_code_is_documented_and_no_other() -> None:
    known = {"method_not_allowed"}
    waiting = [errors.LivecurveError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        # Settings are read before there is anybody to answer.
        if error is not errors.BadSetting and error.__module__.startswith("timeseries"):
            known.add(error.code)
    text = (ROOT / "docs/http-api.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| \d{3} \| `(\w+)`", text, re.M)) == known


@pytest.mark.parametrize(
    "limit",
    [
        f"1 to {series_key.NAME_LENGTH} characters",
        f"{series_key.KEY_BYTES:,} bytes",
        f"| {series_key.UNIT_LENGTH} characters",
        f"| {readings_csv.COLUMNS:,} |",
        f"answer | the first {protocol.REASONS:,}",
        f"imported file | the first {importing_format.REASONS:,}",
        f"imported file | {source.LONGEST_LINE // 2**20} MiB",
        f"{writer.QUEUE_REQUESTS:,}, or {writer.QUEUE_READINGS:,} readings",
        f"`Retry-After: {errors.Overloaded.retry_after}`",
        f"one step of a delete | {corrections.STEP:,} |",
        f"one transaction | {writer.GROUP_READINGS:,} |",
        f"joined no further | {models.FULL_BLOCK:,} readings",
        f"one block | {models.FULL_BLOCK + models.FULL_BLOCK // 2 - 1:,} readings",
        f"goes into a block at once | {exact.BLOCK_RUN} readings",
        f"one row of rollups | {rungs.SLOTS} buckets",
        f"| collectors | {editing.MOST_COLLECTORS:,} |",
        f"runs at once in the server | {schedule.MOST_RUNNING}, and {runner.MOST_THREADS} that",
        f"an answer, decompressed | {web.LARGEST // 2**20} MiB |",
        f"| redirects | {web.REDIRECTS} |",
        f"kept of each | {ledger.RUNS_KEPT} |",
        f"1 to {resolutions.MOST_DAYS:,} |",
        f"| {expiry.STEP_BLOCKS}, {expiry.STEP_ROWS:,}, {expiry.STEP_ROLLUPS} |",
        f"(`limit`) | {views.MOST_LISTED} |",
        f"1 to {query.WIDEST:,} columns",
        f"into | {query.MOST_COLUMNS:,} |",
        f"request or export | {query.MOST_SERIES:,} |",
        f"one selector matches | {catalog.MATCHES:,} |",
        f"one stream | {wishes.MOST_FOLLOWED} |",
        f"| {store.LOG_KEPT // 60_000_000} minutes | `resync` |",
        f"slow client | {subscription.QUEUE_FRAMES} |",
        f"| {log.MOST_READINGS:,} | announced",
        f"heartbeat | {outlet.HEARTBEAT_SECONDS:.0f} s |",
        f"of a panel | {panel_query.QUERIES} |",
        f"`POST /api/draw` | {data.MOST_DRAWN} |",
        f"of a panel | {LONGEST:,} characters",
        f"in a panel | {panel_query.TEXT:,} characters",
        f"at most {tokens.REMEMBERED_SECONDS:.0f} seconds",
    ],
)
def test_a_limit_is_the_one_in_the_code(limit: str) -> None:
    assert limit in (ROOT / "docs/limits.md").read_text(encoding="utf-8")


def test_the_limits_of_bodies_are_the_defaults_of_the_settings() -> None:
    settings = (ROOT / "config/settings.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name, factor in re.findall(r'env\.whole\("(\w+)", (\d+) \* 2\*\*20', settings):
        assert f"| `{name}` | `{int(factor) * 2**20}` ({factor} MiB) |" in page


def test_everything_that_is_counted_is_documented_and_nothing_else() -> None:
    named = re.findall(r"`(livecurve_\w+)`", " ".join(tables(ROOT / "docs/operations.md", "name")))
    counted = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name
        for metric in metrics.registry.collect()
    }
    assert sorted(named) == sorted(counted)


def test_every_chart_kind_is_documented() -> None:
    text = (ROOT / "docs/dashboards.md").read_text(encoding="utf-8")
    assert [name for name in kinds.names() if f"`{name}`" not in text] == []


def test_every_kind_of_collector_is_documented_with_its_settings() -> None:
    text = (ROOT / "docs/collectors.md").read_text(encoding="utf-8")
    named = [*collectors.names(), *(one.name for kind in collectors for one in kind.settings)]
    assert [name for name in named if f"`{name}`" not in text] == []


def test_every_file_format_is_documented() -> None:
    text = (ROOT / "docs/import.md").read_text(encoding="utf-8")
    formats = importing_format.formats
    named = [*formats.names(), *(suffix for one in formats for suffix in one.suffixes)]
    assert [name for name in named if f"`{name}`" not in text] == []


def test_every_width_of_rollups_is_documented() -> None:
    text = (ROOT / "docs/retention.md").read_text(encoding="utf-8")
    assert [name for name in resolutions.RUNG_NAMES if f"`{name}`" not in text] == []


def test_every_aggregate_is_documented() -> None:
    text = (ROOT / "docs/http-api.md").read_text(encoding="utf-8")
    assert [agg for agg in asked.AGGS if f"`{agg}`" not in text] == []


def test_every_module_is_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    folders = ("management", "migrations")
    modules = [m for m in TABLE if not m.startswith("config.") and m.split(".")[1] not in folders]
    names = [
        f"{m.split('.')[-2]}/" if m.endswith(".*") else f"{m.split('.')[-1]}.py" for m in modules
    ]
    names = [name for name in names if name != "apps.py"]
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize(
    ("english", "chinese", "kind"),
    [("at run time", "运行时", "runtime"), ("for development", "开发时", "development")],
)
def test_the_tables_of_dependencies_are_those_of_the_project(
    english: str, chinese: str, kind: str
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "runtime": project["project"]["dependencies"],
        "development": groups["dev"] + groups["soak"],
    }[kind]
    names = sorted(re.split(r"[\[=]", dependency)[0] for dependency in wanted)
    assert sorted(tables(ROOT / "README.md", english)) == names
    assert sorted(tables(ROOT / "README.zh-CN.md", chinese)) == names


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert list(blocks(english)) == list(blocks(chinese))
    levels = [[line.split()[0] for line in headings(page)] for page in (english, chinese)]
    assert levels[0] == levels[1]
    assert tables(english, "variable") == tables(chinese, "变量")
    links = [_LINK.findall(page.read_text(encoding="utf-8")) for page in (english, chinese)]
    assert sorted(set(links[0]) - {"README.zh-CN.md"}) == sorted(set(links[1]) - {"README.md"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link or (link.startswith(SCREENSHOTS) and not (ROOT / SCREENSHOTS).exists()):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def anchors(page: Path) -> set[str]:
    """The anchors that headings get: lower case, without marks, spaces as hyphens."""
    titles = (line.lstrip("# ").lower() for line in headings(page))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def test_every_page_of_the_documentation_can_be_found_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS if f"(docs/{page.name})" not in text] == []
