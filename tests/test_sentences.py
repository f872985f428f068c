"""The sentences that pages know in other languages are those that the server says, and what a
page may be told of is among them."""

import ast
import ctypes
import errno
import inspect
import json.decoder
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cronsim import cronsim
from django.utils.translation import override
from yaml import _yaml

from tests.texts import texts_of_sentences
from timeseries.sentences import in_language, pattern_of

ROOT = Path(__file__).parent.parent
KNOWN = sorted(str(text) for _, text in texts_of_sentences())
PLACE = re.compile(r"\{\w*\}")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in ("charts", "timeseries"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).with_suffix("").as_posix()
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def text_of(node: ast.AST) -> str | None:
    """A text of the sources, with {} for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        parts = [str(o.value) if isinstance(o, ast.Constant) else "{}" for o in node.values]
        return "".join(parts)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def foreign() -> Iterator[str]:
    """What the operating system, Python and a library say, as the server passes it on."""
    yield from map(os.strerror, errno.errorcode)
    say = ctypes.CDLL(None).gai_strerror
    say.restype = ctypes.c_char_p
    yield from (say(-code).decode() for code in range(1, 12))
    yield from re.findall(r'"([^"\n]+)"', inspect.getsource(json.decoder))
    yield from (f"Bad {name}" for name in cronsim.FIELD_NAMES)
    yield from re.findall(r'CronSimError\("(.+)"\)', inspect.getsource(cronsim))


SAID = {text for _, tree in modules() for node in ast.walk(tree) if (text := text_of(node))}
SAID |= set(foreign())


# The texts of a library that is compiled stand in its file.
LIBYAML = Path(_yaml.__file__).read_bytes()
PATTERNS = {sentence: pattern_of(sentence) for sentence in KNOWN}


@pytest.mark.parametrize("sentence", KNOWN)
def test_the_server_says_it(sentence: str) -> None:
    is_said = PLACE.sub("{}", sentence) in SAID or sentence.encode() in LIBYAML
    assert is_said or any(map(PATTERNS[sentence].fullmatch, SAID))


# Where what is raised comes to pages.
MET = re.compile(
    r"charts/(?:choices|choosing|chromium|curves|dashboard_file|definition|definition_fields"
    r"|display|drafts|drawing|editing|editors|files/\w+|folder|formulas|grafana_\w+|importing"
    r"|json_text|panel_query|plain_json|playlists|preferences|reconciling|report|spec"
    r"|substitution|thresholds|variables|watched|views/(?:data|file_pages|playlist_pages))"
    r"|timeseries/(?:batch|collecting/\w+|collectors/\w+|formula|formula_tokens|renaming"
    r"|resolutions|selector|state_texts|timerange|token_views|topic_rules|uploads/\w+"
    r"|importing/(?:csv_rows|dialect|frames|layout|source|stamps|times))"
)
# Which of their arguments is said.
SAYING = {
    "BadParameter": 1,
    "Problem": 1,
    "BadFormula": 1,
    "Choice": 1,
    "leave_out": 0,
}
ERROR = re.compile(
    r"\w*(?:Error|Taken|Failed)|Bad\w+|Cannot\w+|NotFound|Forbidden|Claimed|Moved|Unclear"
    r"|NotWritten|TooSlow|Overloaded|NoChromium|StorageFull"
)
# What no page is told: faults of programs, and of what sends to an API alone.
FOR_MACHINES = {
    "The body is not UTF-8.",
    "{} neither waits nor blocks.",
    'an object of texts such as {"room": "lab"}',
    "the number that the draft began from",
    "what the draft was last saved as, 0 for a new one",
}


def told() -> Iterator[tuple[str, str]]:
    """What modules that are met raise and answer, with where that is."""
    for name, tree in modules():
        if not MET.fullmatch(name):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = SAYING.get(called, 0 if ERROR.fullmatch(called) else None)
            if place is None or place >= len(node.args):
                continue
            text = text_of(node.args[place])
            if text and re.search("[a-z]{2}", PLACE.sub("", text)):
                yield text, f"{name}.py:{node.lineno}"


TOLD = dict(told())


@pytest.mark.parametrize("text", sorted(TOLD))
def test_what_a_page_may_be_told_is_known_in_its_language(text: str) -> None:
    sample = PLACE.sub("7", text)
    known = text in FOR_MACHINES or any(one.fullmatch(sample) for one in PATTERNS.values())
    assert known, f"{TOLD[text]}: it belongs into the sentences.txt of its app"


@pytest.mark.usefixtures("static_files")
def test_a_page_tells_what_went_wrong_in_its_language() -> None:
    refused = (
        "Nothing is fetched from router: 10.0.0.1 is private. "
        "An administrator can allow networks by COLLECT_ALLOW."
    )
    with override("zh-hans"):
        assert in_language("router cannot be reached (Connection refused).") == (
            "无法连接 router（连接被拒绝）。"
        )
        assert in_language(refused) == (
            "不从 router 抓取：10.0.0.1 是私有地址。管理员可通过 COLLECT_ALLOW 允许网络。"
        )
        assert in_language("panels[0].unit: takes a text of 0 to 40 characters.\nx") == (
            "panels[0].unit：应为：文本，0 到 40 个字符。\nx"
        )
        assert in_language("Sky takes wings.") == "Sky takes wings."
    assert in_language(refused) == refused


def test_a_sentence_of_many_parts_is_read_at_once() -> None:
    with override("zh-hans"):
        text = "a: " * 3_000
        assert in_language(text) == text
