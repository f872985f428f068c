"""Sentences of the server in the language of a page. The API speaks English to every program, and
so does what is stored of errors; what a person meets on a page is listed in the `sentences.txt` of
each app, with `{name}` for what is filled in.

A place called `reason…` holds what may be a sentence too, without its full stop; one called
`clause…` has to hold one that is listed, or the sentence around it is another. One called `word…`
holds no space and no colon.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language, gettext

FILE = "sentences.txt"
# Sentences within sentences are looked for so deep.
DEEPEST = 5
# Errors of collectors and files are shown again and again.
REMEMBERED = 4_096
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def sentence_files() -> Iterator[Path]:
    """The lists of the apps in this repository."""
    for app in apps.get_app_configs():
        path = Path(app.path)
        if path.parent == settings.BASE_DIR and (path / FILE).exists():
            yield path / FILE


@lru_cache(maxsize=1)
def sentences() -> tuple[str, ...]:
    """All that are listed, what is said most precisely first."""
    listed = [line for path in sentence_files() for line in path.read_text("utf-8").splitlines()]
    return tuple(sorted(set(listed), key=_precision, reverse=True))


def in_language(text: str) -> str:
    """A sentence, or several in lines of their own, in the language of the page; what is not
    listed stays as it is."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not text:
        return text
    return "\n".join(_said(line, language, DEEPEST) or line for line in text.split("\n"))


def pattern_of(sentence: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(_place, re.escape(sentence)))


def _place(found: re.Match[str]) -> str:
    held = r"[^\s:]" if found[1].startswith("word") else "."
    return f"(?P<{found[1]}>{held}+?)"


def _precision(sentence: str) -> tuple[int, str]:
    return len(_PLACE.sub("", re.escape(sentence))), sentence


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, pattern_of(sentence)) for sentence in sentences())


@lru_cache(maxsize=REMEMBERED)
def _said(text: str, language: str, depth: int) -> str | None:
    """The translation to `language`, which is the active one; None for what is not listed."""
    if not depth:
        return None
    for sentence, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found and (filled := _filled(found.groupdict(), language, depth)) is not None:
            return gettext(sentence).format_map(filled)
    return None


def _filled(values: Mapping[str, str], language: str, depth: int) -> dict[str, str] | None:
    filled = dict(values)
    for name, value in values.items():
        if name.startswith(("reason", "clause")):
            said = _said(value, language, depth - 1) or _stopped(value, language, depth - 1)
            if said is None and name.startswith("clause"):
                return None
            filled[name] = said or value
    return filled


def _stopped(text: str, language: str, depth: int) -> str | None:
    """Of a sentence that has lost its full stop."""
    said = None if text.endswith(".") else _said(f"{text}.", language, depth)
    return said and said.rstrip(".。")
