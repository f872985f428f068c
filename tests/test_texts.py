"""Every text has a translation, and every translation has its text."""

import re
from pathlib import Path
from typing import cast

import pytest
from babel.messages.catalog import Catalog

from tests.texts import DOMAINS, ROOT, catalogues, entered, untranslated

CATALOGUES = [
    pytest.param(path, catalogue, domain, id=f"{path.parts[-3]}-{domain}")
    for domain in DOMAINS
    for path, catalogue in catalogues(domain)
]


@pytest.mark.parametrize(("path", "catalogue", "domain"), CATALOGUES)
def test_every_text_has_a_translation(path: Path, catalogue: Catalog, domain: str) -> None:
    assert sorted(DOMAINS[domain]() - entered(catalogue), key=str) == [], "see docs/development.md"
    assert untranslated(catalogue) == []


@pytest.mark.parametrize(("path", "catalogue", "domain"), CATALOGUES)
def test_every_translation_has_its_text(path: Path, catalogue: Catalog, domain: str) -> None:
    assert sorted(entered(catalogue) - DOMAINS[domain](), key=str) == []


@pytest.mark.parametrize(("path", "catalogue", "domain"), CATALOGUES)
def test_what_is_filled_in_is_the_same_in_a_translation(
    path: Path, catalogue: Catalog, domain: str
) -> None:
    assert [one for message in catalogue for one in message.check(catalogue)] == []


FILLED = re.compile(r"\{\w+\}")


@pytest.mark.parametrize(("path", "catalogue", "domain"), CATALOGUES)
def test_what_a_module_fills_in_is_the_same_in_a_translation(
    path: Path, catalogue: Catalog, domain: str
) -> None:
    for message in catalogue:
        ids, strings = _listed(message.id), _listed(message.string)
        for string in strings:
            assert set(FILLED.findall(string)) == set(FILLED.findall(ids[-1])), message.id


def _listed(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(cast("tuple[str, ...]", text))


# What looks like a text in a module: words that begin with a capital, or several of them.
WORDS = re.compile(r"^(?:[A-Z][a-z]+(?: [\w“”’,.:;()-]+)*[.…?]?|[a-z]+(?: [a-z,’]+){2,}[.]?)$")
# Names that browsers know, and what is told to whoever develops.
NAMES = re.compile(
    r"^(?:Arrow\w+|Enter|Escape|Home|End|Page\w+|Tab|Space|Backspace|Delete|Content-Type|Abort\w+"
    r"|Api\w+|Authorization|GET|POST|HX-\w+|Accept|True|\w+Error|Shift|Control|Alt|Meta"
    r"|Infinity|Etc|Mon|Livecurve|ECharts|Esc|Hz|[KMGTPE]i)$"
)
LITERAL = re.compile(r'(?P<before>[\w.]*\(|\w+: |)"(?P<text>[^"\\\n]*)"')


def _unmarked(path: Path) -> list[str]:
    """String literals of a module that look like texts and are in no `t`, `tn` or `marked`."""
    source = re.sub(
        r"/\*.*?\*/|^import [^;]*;|//[^\n]*", "", path.read_text("utf-8"), flags=re.S | re.M
    )
    source = re.sub(r"class(?:Name)?(?::| =) \"[^\"]*\"", "", source)
    source = re.sub(r"new \w*Error\([^;]*;", "", source)
    marked = re.sub(
        r"\b(?:tn?|marked)\(\s*\"(?:[^\"\\]|\\.)*\"(?:,\s*\"(?:[^\"\\]|\\.)*\")?", "", source
    )
    found = [one["text"] for one in LITERAL.finditer(marked)]
    return [text for text in found if WORDS.match(text) and not NAMES.match(text)]


MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_what_a_module_says_is_marked(path: Path) -> None:
    assert _unmarked(path) == [], "texts go through t or tn of i18n.js"


TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.S)
CODE = re.compile(
    r"<(code|script|pre)\b.*?</\1>|{% block (?:bodyclass|coltype) %}.*?{% endblock %}", re.S
)
SAID = re.compile(r'\s(?:title|aria-label|placeholder|alt)="([^"]*)"')
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Names, and formats that are called alike in every language.
KEPT = {"Livecurve", "CSV", "JSON", "YAML", "Telegraf", "PDF", "PNG", "SVG", "UTC", "now-6h"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_what_a_template_says_is_marked(path: Path) -> None:
    bare = TAGS.sub(" ", CODE.sub(" ", TRANSLATED.sub(" ", path.read_text("utf-8"))))
    texts = SAID.findall(bare) + re.split(r"<[^>]*>", bare)
    words = {word for text in texts for word in re.findall(r"[A-Za-z]{2,}[\w-]*", text)}
    words = {word for word in words if "&" + word + ";" not in bare}
    assert words <= KEPT, "texts are marked by {% translate %}"
