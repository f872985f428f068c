"""Translated texts, made ready at the start from the catalogues (`locale/` in the apps).

In the repository there are only catalogues that people read, `.po`. Django reads `.mo`, and the
pages' modules a script that is served with the static files; both are written to LOCALE_ROOT.
Babel does it, so that nobody needs gettext's programs.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage
from django.core.management.base import CommandError
from django.utils.translation import to_language

from .sentences import sentence_files, sentences

# Below LOCALE_ROOT: what is served.
SERVED = "static"


class TextsFinder(BaseStorageFinder):
    """Finds the scripts among the static files."""

    storage = FileSystemStorage(location=settings.LOCALE_ROOT / SERVED)


def script_name(language: str) -> str:
    """The static file with a language's texts for the pages' modules."""
    return f"js/texts/{language}.js"


def catalogues() -> Iterator[Path]:
    """The catalogues of the apps in this repository: `django.po` is for Python and templates,
    `djangojs.po` for the pages' modules."""
    for app in apps.get_app_configs():
        if Path(app.path).parent == settings.BASE_DIR:
            yield from sorted(Path(app.path).glob("locale/*/LC_MESSAGES/*.po"))


def compile_texts() -> None:
    """Compile the catalogues that have changed. Raises CommandError with one sentence."""
    try:
        (settings.LOCALE_ROOT / SERVED).mkdir(parents=True, exist_ok=True)
        for source in catalogues():
            target = _target(source)
            if not _is_current(target, modified := _modified(source)):
                _compile(source, target, modified)
    except OSError as error:
        raise CommandError(
            f"Translated texts cannot be written to {settings.LOCALE_ROOT} ({error.strerror}): "
            "set DATA_DIR to a folder that can be written."
        ) from None


def _target(source: Path) -> Path:
    locale = source.parts[-3]
    if source.stem == "djangojs":
        target: Path = settings.LOCALE_ROOT / SERVED / script_name(to_language(locale))
    else:
        target = settings.LOCALE_ROOT / locale / "LC_MESSAGES" / f"{source.stem}.mo"
    return target


def _modified(source: Path) -> int:
    """When the last of what goes into a catalogue's target was changed: what pages are told is
    also what the server says of it."""
    more = [source.with_name("django.po"), *sentence_files()] if source.stem == "djangojs" else []
    return max(path.stat().st_mtime_ns for path in (source, *more) if path.exists())


def _is_current(target: Path, modified: int) -> bool:
    """What is made is as new as what it was made from."""
    return target.exists() and target.stat().st_mtime_ns == modified


def _compile(source: Path, target: Path, modified: int) -> None:
    # Babel takes as long to load as all else that a start does.
    from .catalogues import compile_catalogue

    target.parent.mkdir(parents=True, exist_ok=True)
    # Other processes may read or write it at the same time: it is whole at any moment.
    unfinished = target.with_suffix(f".{os.getpid()}{target.suffix}")
    compile_catalogue(source, unfinished, sentences())
    os.utime(unfinished, ns=(modified, modified))
    unfinished.replace(target)
