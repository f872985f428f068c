"""A dashboard and its file that have both changed, opened side by side, and settled by choices.

Each function is one short transaction, and runs on a thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from timeseries.errors import LivecurveError, NotFound

from . import editing
from .definition import Definition
from .folder import Folder, FolderAway, definition_in
from .merging import Merge, Side
from .models import Dashboard, WatchedFile
from .stored import definition_of
from .watched import Came, NotWritten, State, base_of, digest


class Moved(LivecurveError):
    """The dashboard or the file has changed since it was looked at."""

    code = "conflict"
    status = 409


class Unclear(LivecurveError):
    """A difference needs a choice."""

    code = "undecided"
    status = 422


@dataclass(frozen=True, slots=True)
class Both:
    """A dashboard, its file as it is now, and their differences. `seen` changes with either."""

    dashboard: Dashboard
    row: WatchedFile
    came: Came
    merge: Merge

    @property
    def seen(self) -> str:
        return f"{self.dashboard.version}.{self.came.digest}"

    def merged(self, choices: Mapping[str, Side]) -> Definition:
        """What comes of the choices. Raises BadDefinition where they do not go together."""
        return Definition.of(self.merge.result(choices))


def opened(folder: Folder, slug: str) -> Both:
    """Raises NotFound for a dashboard without a file, FolderAway, BadFile and BadDefinition."""
    dashboard = editing.found(slug)
    row = WatchedFile.objects.filter(dashboard=dashboard).exclude(state=State.GONE).first()
    if row is None:
        raise NotFound(f"The dashboard {slug} is kept in no file: see /dashboards/files/.")
    came = Came(row.path, folder.text(row.path))
    file = definition_in(row.path, came.text)
    return Both(dashboard, row, came, Merge(base_of(row), file, definition_of(dashboard)))


def settle(
    folder: Folder, slug: str, seen: str, choices: Mapping[str, Side], write: bool, author: str
) -> Dashboard:
    """Make the dashboard what comes of the choices, and with `write` the file too; without, the
    page is ahead of it. Raises Moved, Unclear, NotWritten, and what `opened` and `merged` raise."""
    with transaction.atomic():
        editing.locked(slug, None)
        both = opened(folder, slug)
        if both.seen != seen:
            raise Moved("The dashboard or its file has changed meanwhile: choose again.")
        for one in both.merge.undecided:
            if one.at not in choices:
                raise Unclear("Both sides have changed some fields: choose for each of them.")
        merged = both.merged(choices)
        dashboard = editing.change(slug, None, merged, author)
        file = definition_in(both.row.path, both.came.text)
        both.row.base, both.row.digest = file.as_document(), both.came.digest
        both.row.state = State.SAME if file == merged else State.AHEAD
        both.row.problem = ""
        if write and file != merged:
            _write(folder, both.row, merged)
        both.row.save()
    return dashboard


def write_out(folder: Folder, slug: str) -> WatchedFile:
    """Put a dashboard into its file, whatever that holds; one without gets a new file of its
    slug. Raises NotFound, NotWritten."""
    with transaction.atomic():
        dashboard = editing.locked(slug, None)
        row = WatchedFile.objects.filter(dashboard=dashboard).first()
        row = row or _new_file(folder, dashboard)
        _write(folder, row, definition_of(dashboard))
        row.save()
    return row


def let_go(path: str) -> None:
    """Forget a file that is gone: its dashboard is one like all others. Raises NotFound."""
    if not WatchedFile.objects.filter(path=path, state=State.GONE).delete()[0]:
        raise NotFound(f"No file {path[:100]!a} has gone.")


def make_again(folder: Folder, path: str) -> Dashboard:
    """Make the dashboard that was deleted of its file. Raises NotFound, Taken, and what reading
    raises."""
    row = WatchedFile.objects.filter(path=path, state=State.DELETED).first()
    if row is None:
        raise NotFound(f"No dashboard of a file {path[:100]!a} was deleted.")
    text = folder.text(path)
    definition = definition_in(path, text)
    with transaction.atomic():
        row.dashboard = editing.create(definition, f"file {path}"[:150])
        row.state, row.base, row.digest = State.SAME, definition.as_document(), digest(text)
        row.save()
    return row.dashboard


def _new_file(folder: Folder, dashboard: Dashboard) -> WatchedFile:
    name = f"{dashboard.slug}.yaml"
    if folder.mark(name) or WatchedFile.objects.filter(path=name).exists():
        raise NotWritten(f"There is a file {name} already: rename it, or the dashboard's slug.")
    return WatchedFile(path=name, dashboard=dashboard)


def _write(folder: Folder, row: WatchedFile, definition: Definition) -> None:
    try:
        text = folder.write(row.path, definition)
    except FolderAway as error:
        raise NotWritten(str(error)) from None
    row.base, row.digest = definition.as_document(), digest(text)
    row.state, row.problem = State.SAME, ""
