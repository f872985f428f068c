"""Catalogues of translated texts, `.po` files, compiled by Babel to what reads them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def read_catalogue(source: Path) -> Catalog:
    """What a `.po` holds; its locale is the folder two above it."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parts[-3], domain=source.stem)


def compile_catalogue(source: Path, target: Path, sentences: Iterable[str] = ()) -> None:
    """To `.mo` for Django, or to a module for the pages, by the ending of `target`. Pages are told
    the server's `sentences` too, as the catalogue beside it translates them."""
    catalogue = read_catalogue(source)
    with target.open("wb") as file:
        if target.suffix == ".js":
            beside = source.with_name("django.po")
            said = read_catalogue(beside) if beside.exists() else Catalog()
            file.write(script(catalogue, _translated(said, set(sentences))))
        else:
            write_mo(file, catalogue)


def _translated(catalogue: Catalog, sentences: set[str]) -> dict[str, str]:
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id in sentences and message.string
    }


def script(catalogue: Catalog, sentences: Mapping[str, str]) -> bytes:
    """A module that tells `i18n.js` the texts. gettext's plural expression is JavaScript too."""
    texts = {
        message.id[0] if isinstance(message.id, tuple) else message.id: message.string
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
    plural = f"(n) => Number({catalogue.plural_expr})"
    return b'import { speak } from "../i18n.js";\nspeak(%s, %s, %s);\n' % (
        orjson.dumps(texts),
        plural.encode(),
        orjson.dumps(sentences),
    )
