"""All texts that a person reads, as they stand in the sources, and their catalogues.

    .venv/bin/python -m tests.texts

enters new texts into the catalogues, takes those out that are gone, and says which have no
translation yet.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from charts.kind import about, kinds
from charts.shipped import CONTEXT, shipped
from timeseries.catalogues import read_catalogue
from timeseries.sentences import FILE

ROOT = Path(__file__).parent.parent
PACKAGES = ("charts", "config", "timeseries")
LOCALES = ROOT / "charts" / "locale"

# What a text is marked by, and which of its arguments are texts; "c" is a context.
PYTHON = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
JAVASCRIPT = {"t": None, "tn": (1, 2), "marked": None}

# Without names and dates: nothing in it differs from one person to the next.
HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Id = str | tuple[str, str]
Found = tuple[str | None, Id]


def texts_of_python() -> set[Found]:
    """Texts of the domain `django`."""
    found: set[Found] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found |= _extracted("python", path.read_text(encoding="utf-8"), PYTHON)
    for path in (ROOT / "templates").rglob("*.html"):
        found |= _extracted("python", _calls_of(path), PYTHON)
    return _once(found | texts_of_kinds() | texts_of_sentences() | texts_of_demo())


def texts_of_sentences() -> set[Found]:
    """What the server says and pages show: the pages' modules are told it from here too."""
    files = [ROOT / package / FILE for package in PACKAGES]
    lines = [path.read_text(encoding="utf-8") for path in files if path.exists()]
    return {(None, line) for text in lines for line in text.splitlines()}


def texts_of_kinds() -> set[Found]:
    """What chart kinds say of themselves in the first line of their file."""
    return {(None, about(kinds[name])) for name in kinds.names()}


def texts_of_demo() -> set[Found]:
    """What the dashboards of the demo are called, but for what is a name of tags alone."""
    texts = frozenset[str]().union(*shipped().values())
    return {(CONTEXT, text) for text in texts if re.sub(r"\{\w+\}", "", text)}


def texts_of_javascript() -> set[Found]:
    """Texts of the domain `djangojs`."""
    found: set[Found] = set()
    for path in (ROOT / "static" / "js").rglob("*.js"):
        found |= _extracted("javascript", path.read_text(encoding="utf-8"), JAVASCRIPT)
    return _once(found | texts_of_kinds())


def _once(found: set[Found]) -> set[Found]:
    """A text that has a plural elsewhere has one entry for both."""
    counted = {(context, text[0]) for context, text in found if not isinstance(text, str)}
    return found - counted


DOMAINS = {"django": texts_of_python, "djangojs": texts_of_javascript}


def _extracted(method: str, source: str, keywords: Mapping[str, Any]) -> set[Found]:
    lines = BytesIO(source.encode())
    return {
        (context, message if isinstance(message, str) else (message[0], message[1]))
        for _, message, _, context in extract(method, lines, keywords, (), {"encoding": "utf-8"})
        if message
    }


_STRING = r"""\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?"""
_CALL = re.compile(rf"\b(?:n?p?gettext|_)\((?:{_STRING})+(?:\s*count)?\)")


def _calls_of(path: Path) -> str:
    """What Django makes of a template for gettext's programs, without the filling between."""
    made = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(_CALL.findall(made))


def catalogues(domain: str) -> Iterator[tuple[Path, Catalog]]:
    """Those of all languages."""
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{domain}.po")):
        yield path, read_catalogue(path)


def entered(catalogue: Catalog) -> set[Found]:
    return {(message.context, _as_id(message.id)) for message in catalogue if message.id}


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts whose translation, or one of its plural forms, is empty or doubtful."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or not all(
                (message.string,) if isinstance(message.string, str) else message.string or ("",)
            )
        )
    ]


def update(path: Path, catalogue: Catalog, found: Iterable[Found]) -> Catalog:
    """Write a catalogue with exactly the texts that were found, in the order of the alphabet,
    so that two people's changes seldom meet."""
    made = Catalog(locale=catalogue.locale, domain=catalogue.domain)
    for context, identity in sorted(found, key=_alphabetically):
        known = catalogue.get(identity if isinstance(identity, str) else identity[0], context)
        made.add(identity, _formed(identity, known), context=context)
    with path.open("wb") as file:
        file.write(HEADER.format(locale=made.locale, plurals=made.plural_forms).encode())
        write_po(file, made, width=100, omit_header=True, no_location=True)
    return made


def _formed(identity: Id, known: Message | None) -> Any:
    """The translation so far, which has forms where the text has a plural."""
    string: Any = known.string if known else ""
    if isinstance(identity, str):
        return string if isinstance(string, str) else string[0]
    return (string,) if isinstance(string, str) else string


def _alphabetically(found: Found) -> tuple[str, str]:
    context, identity = found
    return (identity if isinstance(identity, str) else identity[0]), context or ""


def _as_id(identity: Any) -> Id:
    return identity if isinstance(identity, str) else (identity[0], identity[1])


def main() -> int:
    missing: list[str] = []
    for domain, texts in DOMAINS.items():
        found = texts()
        for path, catalogue in catalogues(domain):
            missing += untranslated(update(path, catalogue, found))
    sys.stdout.write("".join(f"{text}\n" for text in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
