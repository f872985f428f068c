"""The folder of dashboards that are kept as files: which there are, read and written.

Names of files are paths below the folder, with `/`. What begins with a dot is passed over: it is
of an editor, of git, or of a mount that exchanges a whole folder at once.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from timeseries.errors import LivecurveError

from .dashboard_file import LARGEST, BadFile, WrittenFormat, written_format
from .definition import Definition

FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json"}
# More than that is no folder of dashboards.
MOST_FILES = 1_000
DEEPEST = 10

# What differs once a file has been written: its times in ns, its size and its place on the disk.
Mark = tuple[int, int, int, int]


class FolderAway(LivecurveError):
    """The folder cannot be read or written."""

    code = "folder_away"


@dataclass(frozen=True, slots=True)
class Folder:
    """Dashboards below `path`."""

    path: Path

    def marks(self) -> dict[str, Mark]:
        """The files that there are, without reading any. Raises FolderAway: a folder that is
        away for a moment, as on a network, is no folder without files."""
        try:
            return dict(self._marks(self.path, DEEPEST))
        except OSError as error:
            raise FolderAway(_reason(self.path, error)) from None

    def _marks(self, path: Path, depth: int) -> Iterator[tuple[str, Mark]]:
        with os.scandir(path) as entries:
            found = sorted((one for one in entries if one.name[0] != "."), key=lambda e: e.name)
        for entry in found[:MOST_FILES]:
            if entry.is_dir() and depth:
                yield from self._marks(Path(entry.path), depth - 1)
            elif Path(entry.name).suffix in FORMATS:
                name = Path(entry.path).relative_to(self.path).as_posix()
                # Gone since it was listed.
                with suppress(FileNotFoundError):
                    yield name, _mark(self.path / name)

    def mark(self, name: str) -> Mark | None:
        """What one file says of itself now; None when it is gone."""
        try:
            return _mark(self.path / name)
        except OSError:
            return None

    def text(self, name: str) -> str:
        """What a file holds. Raises BadFile, and FolderAway."""
        try:
            with self._place(name).open("rb") as file:
                content = file.read(4 * LARGEST + 1)
        except OSError as error:
            raise FolderAway(_reason(self._place(name), error)) from None
        try:
            text = content.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise BadFile(f"line {line}: the file is not UTF-8.") from None
        if len(text) > LARGEST:
            raise BadFile(f"A file of dashboards has at most {LARGEST:,} characters.")
        return text

    def write(self, name: str, definition: Definition) -> str:
        """Put a dashboard in place of what a file holds, all at once: whoever reads it sees the
        one or the other. What stands as comments above the first field stays. Gives the text
        back; raises FolderAway."""
        place = self._place(name)
        form = format_of(name)
        try:
            before = place.read_text(encoding="utf-8") if place.exists() else ""
            text = f"{_heading(before) if form.suffix == '.yaml' else ''}{form.write(definition)}"
            _exchange(place, text)
        except (OSError, UnicodeDecodeError) as error:
            raise FolderAway(_reason(place, error)) from None
        return text

    def _place(self, name: str) -> Path:
        return self.path / name


def definition_in(name: str, text: str) -> Definition:
    """The dashboard of a file's text; one that names no slug has the name of its file for it.
    Raises BadFile and BadDefinition."""
    found = format_of(name).read(text)
    documents = found.documents if found else []
    if len(documents) != 1:
        raise BadFile(f"A file of the folder has one dashboard, and not {len(documents)}.")
    return Definition.of(documents[0], slug=Path(name).stem)


def format_of(name: str) -> WrittenFormat:
    return written_format(FORMATS[Path(name).suffix])


def _mark(path: Path) -> Mark:
    # Of the file itself: on a network a listing may tell of what was.
    state = path.stat()
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def _heading(text: str) -> str:
    """The comments and empty lines that a text begins with."""
    lines = text.splitlines(keepends=True)
    own = next((at for at, line in enumerate(lines) if line.strip() and line[0] != "#"), 0)
    return "".join(lines[:own])


def _exchange(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=place.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        Path(beside).chmod(mode)
        # A link goes on leading to its file.
        Path(beside).replace(place.resolve())
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _reason(path: Path, error: OSError | UnicodeDecodeError) -> str:
    why = error.strerror if isinstance(error, OSError) else "not UTF-8"
    return f"{path}: {why}."
