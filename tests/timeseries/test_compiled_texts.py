"""Catalogues become what Django and the pages read, when they have changed."""

import gettext
import os
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from timeseries import texts
from timeseries.texts import compile_texts

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the catalogues of a language are."""
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_ROOT = tmp_path / "made"
    monkeypatch.setattr(texts, "catalogues", lambda: folder.glob("*.po"))
    return folder


@pytest.fixture
def made(settings: Settings) -> Path:
    return Path(settings.LOCALE_ROOT)


def test_django_reads_what_is_made(folder: Path, made: Path) -> None:
    (folder / "django.po").write_text(f'{HEAD}\nmsgid "Keys"\nmsgstr "快捷键"\n')
    compile_texts()
    with (made / "zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Keys") == "快捷键"


def test_pages_get_a_module_without_texts_that_have_no_translation(
    folder: Path, made: Path
) -> None:
    entries = 'msgid "{count} panel"\nmsgid_plural "{count} panels"\nmsgstr[0] "{count} 个面板"\n'
    (folder / "djangojs.po").write_text(f'{HEAD}\n{entries}\nmsgid "Keys"\nmsgstr ""\n')
    compile_texts()
    assert (made / "static/js/texts/zh-hans.js").read_text().splitlines() == [
        'import { speak } from "../i18n.js";',
        'speak({"{count} panel":["{count} 个面板"]}, (n) => Number(0), {});',
    ]


def test_only_what_has_changed_is_compiled(
    folder: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = folder / "django.po"
    source.write_text(HEAD)
    compile_texts()
    [target] = made.rglob("*.mo")
    target.write_bytes(b"as it was")
    os.utime(target, ns=(source.stat().st_mtime_ns,) * 2)
    compile_texts()
    assert target.read_bytes() == b"as it was"
    os.utime(source, ns=(1, 1))
    compile_texts()
    assert target.read_bytes() != b"as it was"


def test_where_they_cannot_go_the_sentence_says_what_to_change(folder: Path, made: Path) -> None:
    made.write_text("a file where a folder has to be")
    with pytest.raises(CommandError, match="set DATA_DIR to a folder that can be written"):
        compile_texts()
