"""Gathering static files at the start."""

import errno
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from timeseries import static_files
from timeseries.static_files import gather_static_files


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """A file among those to be gathered."""
    source = tmp_path / "source" / "own.css"
    source.parent.mkdir()
    source.write_text("a {}")
    settings.STATICFILES_DIRS = [source.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "gathered"
    return source


def gathered(settings: Settings) -> set[str]:
    """What the files hold that have hashes in their names."""
    return {path.read_text() for path in settings.STATIC_ROOT.glob("own.*.css")}


def test_files_are_gathered_under_names_with_their_hash(source: Path, settings: Settings) -> None:
    gather_static_files()
    assert gathered(settings) == {"a {}"}


def test_what_is_there_is_not_gathered_again(source: Path, settings: Settings) -> None:
    gather_static_files()
    [path] = settings.STATIC_ROOT.glob("own.*.css")
    path.unlink()
    gather_static_files()
    assert gathered(settings) == set()


def test_a_changed_file_is_gathered(source: Path, settings: Settings) -> None:
    gather_static_files()
    source.write_text("b { color: red }")
    gather_static_files()
    assert "b { color: red }" in gathered(settings)


def test_where_they_cannot_go_the_sentence_says_what_to_change(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(static_files, "call_command", full)
    with pytest.raises(CommandError, match=r"No space left on device.*set DATA_DIR"):
        gather_static_files()


def test_a_module_that_is_loaded_later_is_named_by_its_hash(
    source: Path, settings: Settings
) -> None:
    pages = source.parent / "js" / "pages"
    pages.mkdir(parents=True)
    (pages.parent / "later.js").write_text("export const later = 1;\n")
    (pages / "home.js").write_text(
        '/** @type {import("../gone.js").Gone} */\nconst later = import("../later.js");\n'
    )
    gather_static_files()
    [later] = settings.STATIC_ROOT.glob("js/later.*.js")
    [home] = settings.STATIC_ROOT.glob("js/pages/home.*.js")
    assert f'import("../{later.name}")' in home.read_text()
    assert "gone" not in home.read_text()
