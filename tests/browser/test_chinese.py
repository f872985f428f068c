"""A page in Chinese has no English but names, data and what is typed into programs."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from charts.definition_fields import DASHBOARD, PANEL
from charts.kind import kinds
from tests.browser.accounts import sign_in
from tests.browser.editor import Boards
from tests.browser.panels import Panel
from tests.browser.tabs import OpenPage
from tests.browser.witness import Witness
from tests.server import ROOT, Server
from tests.timeseries.collecting.web_server import web

# All texts that a person reads or hears, and nothing that is code.
TEXTS = """
() => {
  const code = 'code, pre, kbd, script, style, noscript, template, datalist, textarea, [lang="en"]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(code)) found.push(node.data);
  }
  for (const name of ['title', 'aria-label', 'alt']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest(code)) found.push(element.getAttribute(name));
    }
  }
  return found.map((text) => text.trim()).filter((text) => /[A-Za-z]{3}/.test(text));
}
"""
WORD = re.compile(r"[A-Za-z]{3,}")
# Names of programs, formats, protocols and of what is typed, which are alike in every language.
NAMES = """
Livecurve CSV JSON YAML PDF PNG SVG UTC Parquet gzip zstd ISO ppm MiB GiB KiB TiB curl InfluxDB line
protocol Python JavaScript Telegraf Home Assistant ESPHome OpenTelemetry Collector SDK Prometheus
OpenMetrics collectd MQTT ThingsBoard statsd Graphite Node RED client Deno telegraf conf
configuration yaml config prometheus yml HTTP TCP SQL GET POST Authorization Bearer Api Key cron
site north JMESPath Django fixture Grafana English server sent events stack min max name floor room
NAME COLUMN VALUE YOUR TOKEN COLLECT FUNCTIONS ALLOW https http tcp host port Tab Ctrl Esc Shift
Enter Delete Markdown HTML SELECT default lab csv parquet zst slug series
value tag glob overrides zone time Europe Berlin
"""
PAGES = {
    "home": "/",
    "dashboard": "/d/machine/",
    "explore": "/explore/",
    "sources": "/sources/",
    "gallery": "/gallery/",
    "import of readings": "/import/",
    "collectors": "/collectors/",
    "kinds of collectors": "/collectors/new/",
    "collector": "/collectors/1/",
    "playlists": "/playlists/",
    "import": "/dashboards/import/",
    "files": "/dashboards/files/",
    "versions": "/d/co2/versions/",
    "series": "/series/1/",
    "preferences": "/accounts/preferences/",
    "missing": "/nothing/",
}
WRONG = """\
slug: a b
titel: Attic
panels:
- kind: pie
- title: T
  kind: line
  w: 13
  queries:
  - series: room{
"""
NAMED = ("titel", *kinds.names(), *DASHBOARD, *PANEL, "id")
GRAFANAS = {
    "title": "Attic",
    "timezone": "mars",
    "time": {"from": "yesterday", "to": "now"},
    "templating": {"list": [{"name": "host", "type": "adhoc"}]},
    "annotations": {"list": [{"name": "Deploys"}]},
    "panels": [
        {"title": "Map", "type": "geomap"},
        {
            "title": "Load",
            "type": "timeseries",
            "fieldConfig": {"defaults": {}, "overrides": [{}]},
            "targets": [{"expr": "topk(2, load1)"}],
        },
    ],
}
KINDS = ("prometheus", "json", "csv", "http", "sql", "function")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


@pytest.fixture
def data(demo: Server) -> list[str]:
    """What the dashboards and series are called that there are by now, the longest first."""
    fixture = json.loads((ROOT / "fixtures" / "demo.json").read_text(encoding="utf-8"))
    known = set(strings([one["fields"] for one in fixture if "reading" not in one["model"]]))
    known |= set(strings(httpx.get(f"{demo.url}/api/dashboards").json()))
    listed = httpx.get(f"{demo.url}/api/series", params={"limit": 500}).json()["series"]
    for one in listed:
        known |= {one["name"], one["key"], one["unit"], *strings(one["tags"]), *one["tags"]}
    # Labels have tags of series filled in.
    known |= {part.strip() for text in known for part in re.split(r"[{}]", text)}
    return sorted({one for one in known if len(one) > 2}, key=len, reverse=True)


Read = Callable[..., list[str]]


@pytest.fixture
def english(data: list[str]) -> Read:
    """The texts of a page, or of a part of it, with words that are neither names nor data."""

    def read(page: Page, *more: str) -> list[str]:
        found = []
        for text in page.evaluate(TEXTS):
            rest = text
            for known in (*filter(lambda one: len(one) > 2, more), *data):
                if known not in rest:
                    continue
                rest = re.sub(rf"(?<![A-Za-z]){re.escape(known)}(?![A-Za-z])", " ", rest)
            if set(WORD.findall(rest)) - set(NAMES.split()):
                found.append(text)
        return found

    return read


@pytest.fixture
def chinese(open_page: OpenPage, demo: Server) -> Page:
    """A page of the administrator, whose browser asks for Chinese."""
    page = open_page(base_url=demo.url, locale="zh-CN")
    sign_in(page, demo)
    return page


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_in_chinese(chinese: Page, english: Read, witness: Witness, path: str) -> None:
    witness.expect(r"404 \(Not Found\) \(http://[^/]*/nothing/\)")
    chinese.goto(path)
    if path == "/d/machine/":
        Panel(chinese, "处理器").ready()
    expect(chinese.locator("html")).to_have_attribute("lang", "zh-hans")
    # A token and a protocol by which other tests have written.
    assert english(chinese, "admin", "first", "readings_json") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_a_collector_is_in_chinese(chinese: Page, english: Read, kind: str) -> None:
    chinese.goto(f"/collectors/new/?kind={kind}")
    chinese.click("[name=action][value=save]")
    expect(chinese.locator(".field-error:not(:empty)").first).to_be_visible()
    assert english(chinese, "admin") == []


def test_what_is_wrong_with_a_collector_is_told_in_chinese(
    chinese: Page, english: Read, witness: Witness
) -> None:
    chinese.goto("/collectors/new/?kind=prometheus")
    chinese.fill("[name=name]", "炉")
    typed = {"interval": "soon", "cron": "x x", "zone": "Mars", "timeout": "9d", "labels": "x"}
    for name, text in typed.items():
        chinese.fill(f"[name={name}]", text)
    chinese.fill("[name='settings.address']", "oven/metrics")
    chinese.locator("[name=name]").focus()
    expect(chinese.locator(".field-error:not(:empty)")).to_have_count(6)
    assert english(chinese, "admin", "Mars", "Exactly 5 or 6 columns has to be specified") == []

    chinese.goto("/collectors/new/?kind=prometheus")
    chinese.fill("[name=name]", "炉")
    chinese.fill("[name='settings.address']", "http://127.0.0.1:9/")
    chinese.click("[name=action][value=try]")
    told = chinese.locator("#told h2")
    expect(told).to_have_text(
        "不从 127.0.0.1 抓取：127.0.0.1 是环回地址。管理员可通过 COLLECT_ALLOW 允许网络。"
    )
    chinese.fill("[name='settings.address']", "http://127.0.0.2:9/")
    chinese.click("[name=action][value=try]")
    expect(told).to_have_text("无法连接 127.0.0.2（连接被拒绝）。")


def test_what_a_run_of_a_collector_says_is_told_in_chinese(chinese: Page) -> None:
    with web("127.0.0.2") as away:
        away.says("/metrics", "no", status=503)
        chinese.goto("/collectors/new/?kind=prometheus")
        chinese.fill("[name=name]", "炉")
        chinese.fill("[name=interval]", "1h")
        chinese.fill("[name='settings.address']", f"{away.url}/metrics")
        chinese.click("[name=action][value=save]")
        chinese.goto("/collectors/")
        chinese.get_by_role("button", name="立即运行 炉").click()
        entry = chinese.locator(".collector", has_text="炉")
        expect(entry.locator(".collector-error")).to_have_text(f"{away.url[7:]} 的响应状态为 503。")
        entry.get_by_role("link", name="炉").click()
        expect(chinese.locator(".run-list li").first).to_contain_text("的响应状态为 503。")
        chinese.locator(".sure summary").click()
        chinese.locator(".sure button").click()


def test_what_is_wrong_with_a_dashboard_is_told_in_chinese(chinese: Page, english: Read) -> None:
    chinese.goto("/dashboards/import/")
    chinese.fill("[name=text]", WRONG)
    chinese.click("[name=action][value=preview]")
    items = chinese.locator(".outcome-bad li")
    expect(items).to_have_count(7)
    assert english(chinese, "admin", *NAMED) == []
    for text in ("{", "- a: [", "title: [1", "", "[]"):
        chinese.fill("[name=text]", text)
        chinese.click("[name=action][value=preview]")
        expect(items).to_have_count(1)
        assert english(chinese, "admin", *NAMED) == [], text


def test_what_is_left_out_of_grafanas_is_told_in_chinese(chinese: Page, english: Read) -> None:
    chinese.goto("/dashboards/import/")
    chinese.fill("[name=text]", json.dumps(GRAFANAS))
    chinese.click("[name=action][value=preview]")
    expect(chinese.locator(".outcome li")).to_have_count(8)
    assert english(chinese, "admin", *strings(GRAFANAS), "topk") == []


def test_what_is_wrong_with_a_file_is_told_in_chinese(
    chinese: Page, english: Read, witness: Witness
) -> None:
    witness.expect(r"400 \(Bad Request\) \(http://[^/]*/api/imports")

    def choose(name: str, text: str) -> None:
        file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        chinese.set_input_files("#file", files=file)

    chinese.goto("/import/")
    for name, text in (("notes.txt", "x"), ("empty.csv", ""), ("one.csv", "a\n1\n")):
        choose(name, text)
        expect(chinese.locator("#problem")).to_be_visible()
        assert english(chinese, "admin", name) == [], name
    choose("two.csv", "time,temperature\n2026-01-01T00:00:00Z,1\nnever,2\n")
    chinese.click("#try")
    expect(chinese.locator("#tried li")).to_have_count(2)
    assert english(chinese, "admin", "temperature", "two.csv", "never", "warm") == []
    chinese.click("#discard")


def test_what_is_wrong_with_other_forms_is_told_in_chinese(chinese: Page, english: Read) -> None:
    chinese.goto("/playlists/")
    chinese.fill("[name=title]", "\u200b")
    chinese.click(".playlist-new button")
    expect(chinese.locator(".outcome-bad")).to_have_text("标题须有 1 到 200 个字符。")

    chinese.goto("/series/1/")
    chinese.fill("[name=key]", "a{b")
    chinese.locator("[name=label]").focus()
    expect(chinese.locator(".field-errors p")).to_have_text("花括号既没有闭合也没有转义。")
    chinese.fill("[name=into]", "nothing_here{x}")
    chinese.locator("[name=label]").focus()
    expect(chinese.locator("#id_into-errors p")).to_be_visible()
    assert english(chinese, "admin", "nothing_here") == []

    chinese.goto("/accounts/preferences/")
    chinese.fill("[name=zone]", "Mars")
    chinese.locator("[name=theme]").focus()
    expect(chinese.locator("#preferences-said")).to_contain_text("Europe/Berlin")
    assert english(chinese, "admin", "Mars", "Europe/Berlin") == []


def test_what_is_wrong_with_a_panel_is_told_in_chinese(
    chinese: Page, boards: Boards, english: Read
) -> None:
    panel = {"title": "负载", "kind": "line", "queries": [{"series": "machine_load"}]}
    boards("POST", "", {"title": "阁楼", "slug": "loft", "panels": [panel]})
    chinese.goto("/d/loft/?edit")
    chinese.locator(".grid-stack-item").focus()
    chinese.keyboard.press("Enter")
    field = chinese.locator("[data-at='queries[0].series'] [role=combobox]")
    field.fill("machine_load{")
    field.press("Tab")
    expect(chinese.locator(".field-error:visible").first).to_contain_text("须为")
    assert english(chinese, "admin", "machine_load") == []
