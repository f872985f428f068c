"""Modules and style sheets joined into few files."""

import shutil
import subprocess
from pathlib import Path

import pytest

from config.joining import LAYERS, Module, is_module, is_style, join_modules, join_style

ROOT = Path(__file__).parent.parent / "static"
SOURCES = {
    name: path.read_text()
    for path in sorted(ROOT.rglob("*.js"))
    if is_module(name := path.relative_to(ROOT).as_posix())
}


def run(files: dict[str, str], folder: Path, entry: str) -> str:
    """What the entry prints."""
    if not shutil.which("node"):
        pytest.skip("Node.js 20 or later is missing.")
    for name, text in {"package.json": '{"type": "module"}', **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = ["node", str(folder / entry)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_modules_run_once_after_what_they_import_whoever_needs_them(tmp_path: Path) -> None:
    vendored = 'export const word = "vendored";\n'
    sources = {
        "js/pages/dashboard.js": 'import { say } from "../say.js";\n'
        'import { word as other } from "../../vendor/word.js";\n'
        'import * as count from "../count.js";\n'
        "\nsay(other);\n// A comment.\n"
        'const { later } = await1(() => import("../edit/later.js"));\n'
        "function await1(load) {\n  load().then(({ later }) => later(count.next()));\n"
        "  return {};\n}\n",
        "js/edit/later.js": '/** @type {import("./gone.js").Gone} */\n'
        'import {\n  say,\n} from "../say.js";\nimport { next as another } from "../count.js";\n'
        'export const later = (number) => say(`${number} "${another()}" // kept /* too */`);\n',
        "js/pages/home.js": 'import { say } from "../say.js";\n\nsay("home");\n',
        "js/say.js": 'console.log("once");\nexport function say(what) {\n  console.log(what);\n}\n',
        "js/count.js": "let count = 0;\nexport const next = () => ++count;\n",
    }
    joined = join_modules(sources)
    assert set(joined) == {
        *("js/pages/dashboard.js", "js/pages/home.js", "js/edit/later.js"),
        *("js/layers/cards.js", "js/layers/boards.js"),
    }
    printed = run({**joined, "vendor/word.js": vendored}, tmp_path, "js/pages/dashboard.js")
    assert printed.splitlines() == ["once", "vendored", '1 "2" // kept /* too */']


def test_texts_are_there_before_any_other_module_says_something(tmp_path: Path) -> None:
    sources = {
        "js/i18n.js": "let texts = {};\nexport function speak(given) {\n  texts = given;\n}\n"
        "export const t = (text) => texts[text] ?? text;\n",
        "js/menu.js": 'import { t } from "./i18n.js";\nexport const title = t("Menu");\n',
        "js/pages/home.js": 'import { title } from "../menu.js";\nconsole.log(title);\n',
        "js/pages/form.js": 'import { title } from "../menu.js";\nconsole.log(title);\n',
        "js/texts/zh.js": 'import { speak } from "../i18n.js";\nspeak({ Menu: "菜单" });\n',
    }
    page = {"page.js": 'import "./js/texts/zh.js";\nimport "./js/pages/home.js";\n'}
    assert run({**join_modules(sources), **page}, tmp_path, "page.js") == "菜单\n"


def test_an_entry_that_others_import_too_is_there_once() -> None:
    sources = {
        "js/pages/home.js": 'import { table } from "../table.js";\ntable(import("../table.js"));\n',
        "js/table.js": "export const table = (it) => it;\n",
    }
    joined = join_modules(sources)
    assert joined["js/table.js"] == (
        'import { js_table } from "./layers/cards.js";\nexport const { table } = js_table;\n'
    )
    assert "js_table = (() => {" in joined["js/layers/cards.js"]


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        'export * from "./b.js";',
        "export let changing = 1;",
        'import b from "./b.js";',
        "export { b };",
    ],
)
def test_what_cannot_be_joined_is_named(line: str) -> None:
    with pytest.raises(
        ValueError, match=r"^js/a\.js cannot be joined with others for: (ex|im)port"
    ):
        Module.read("js/a.js", f"const b = 1;\n{line}\n")


def test_modules_that_import_each_other_are_named() -> None:
    with pytest.raises(ValueError, match=r"import each other: js/(a|b)\.js, js/(a|b)\.js"):
        join_modules(
            {
                "js/pages/home.js": 'import { a } from "../a.js";\na();\n',
                "js/a.js": 'import { b } from "./b.js";\nexport const a = () => b();\n',
                "js/b.js": 'import { a } from "./a.js";\nexport const b = () => a();\n',
            }
        )


def test_no_module_of_the_pages_is_in_two_files() -> None:
    joined = join_modules(SOURCES)
    shared = {name: text for name, text in joined.items() if name != "js/streamworker.js"}
    for name in SOURCES:
        constant = f"const {name.removesuffix('.js').replace('/', '_')} = (() => {{"
        files = [file for file, text in shared.items() if constant in text]
        assert len(files) <= 1, (name, files)
    assert set(LAYERS) <= set(joined)


def test_pages_without_panels_do_without_the_chart_library() -> None:
    joined = join_modules(SOURCES)
    for page in ("js/pages/home.js", "js/layers/cards.js", "js/layers/forms.js"):
        assert "vendor/echarts" not in joined[page]
    assert "vendor/echarts" in joined["js/layers/panels.js"]


def test_a_sheet_has_in_it_what_it_imports_and_its_icons() -> None:
    files = {
        "css/page.css": '/* All. */\n\n@import "a.css";\n@import "../vendor/b.css";\nc {}\n',
        "css/a.css": '/* Its\n   comment. */\na { mask: url("../icons/dot.svg") }\n',
        "vendor/b.css": "b { color: red }\n",
        "icons/dot.svg": '<svg stroke="#fff"/>\n',
    }
    assert join_style("css/page.css", files.__getitem__) == (
        '\na { mask: url("data:image/svg+xml,%3Csvg stroke=%22%23fff%22/%3E") }\n'
        "b { color: red }\nc {}\n"
    )


def test_only_what_is_for_pages_is_joined() -> None:
    assert is_module("js/dom.js")
    assert not is_module("js/early.js")
    assert not is_module("vendor/echarts/echarts.js")
    assert not is_module("admin/js/core.js")
    assert is_style("css/page.css")
    assert not is_style("admin/css/base.css")
