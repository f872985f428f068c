"""What becomes of a file of the watched folder and its dashboard when either has changed.

Each function is one short transaction, and runs on a thread. Nothing here deletes a dashboard or
a file, and where both have changed neither is touched until somebody chooses.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from timeseries.errors import LivecurveError

from . import editing
from .dashboard_file import BadFile
from .definition import BadDefinition, Definition
from .folder import FolderAway, definition_in
from .models import Dashboard, WatchedFile
from .stored import definition_of

log = logging.getLogger(__name__)

State = WatchedFile.State
# Of what is wrong with a file so much is told.
PROBLEMS = 10

# Puts a definition into the file, and gives the text back that it has now. Raises FolderAway.
Write = Callable[[Definition], str]


class Claimed(LivecurveError):
    """Another file has the dashboard of this one already."""

    code = "claimed"
    status = 409


class NotWritten(LivecurveError):
    """A change of the page cannot be written to its file."""

    code = "not_written"


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it was read."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        return digest(self.text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def meet(came: Came, write: Write | None) -> WatchedFile:
    """Bring a file and its dashboard together: the side that has changed is taken by the other,
    the page's only where `write` is given. Raises BadFile and BadDefinition for a file that
    cannot be read, Claimed, editing.Taken and NotWritten; the dashboard is then as it was."""
    definition = definition_in(came.name, came.text)
    with transaction.atomic():
        row = _row(came, definition)
        if row.dashboard is None:
            return _without_dashboard(row, came, definition)
        page = definition_of(editing.locked(row.dashboard.slug, None))
        base = base_of(row)
        if definition == page:
            return _stand(row, came, State.SAME, definition)
        if base == page:
            _take(row.dashboard, definition, came.name)
            return _stand(row, came, State.SAME, definition)
        if base != definition:
            return _stand(row, came, State.CONFLICT, base)
        if write is None:
            return _stand(row, came, State.AHEAD, base)
        text = _written(write, page)
        log.info("%s: the change of %s is written to it.", came.name, page.slug)
        return _stand(row, Came(came.name, text), State.SAME, page)


def refuse(name: str, error: LivecurveError) -> None:
    """Tell that a file cannot be read: its dashboard stays as it was."""
    problem = said(error)
    row, _ = WatchedFile.objects.get_or_create(path=name, defaults={"state": State.BROKEN})
    if (row.state, row.problem) == (State.BROKEN, problem):
        return
    row.state, row.problem = State.BROKEN, problem
    row.save()
    log.warning("%s cannot be taken, and its dashboard stays as it was: %s", name, problem)


def stay_ahead(name: str, error: LivecurveError) -> None:
    """Tell that the page's change is not in the file, and why."""
    row = WatchedFile.objects.get(path=name)
    if (row.state, row.problem) != (State.AHEAD, str(error)):
        row.state, row.problem = State.AHEAD, str(error)
        row.save()
        log.warning("%s is not written: %s", name, error)


def part(name: str) -> bool:
    """The file is gone: whether that is new. Its dashboard stays, and no longer follows it."""
    row = WatchedFile.objects.filter(path=name).first()
    if row is None or row.state == State.GONE:
        return False
    if row.dashboard is None:
        row.delete()
        return True
    row.state, row.problem = State.GONE, ""
    row.save()
    log.warning("%s is gone: the dashboard %s stays, and follows it no more.", name, row.dashboard)
    return True


def said(error: LivecurveError) -> str:
    """What is wrong with a file, a line for each part."""
    if isinstance(error, BadDefinition):
        more = len(error.problems) - PROBLEMS
        lines = [str(problem) for problem in error.problems[:PROBLEMS]]
        return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])
    return str(error)


def base_of(row: WatchedFile) -> Definition | None:
    """The last definition that both had; None when there is none, or it is of other rules."""
    try:
        return Definition.of(row.base) if row.base else None
    except (BadDefinition, BadFile):
        return None


def _row(came: Came, definition: Definition) -> WatchedFile:
    """The row of a file, with the dashboard that it has or comes to have. Raises Claimed."""
    row = WatchedFile.objects.filter(path=came.name).select_related("dashboard").first()
    row = row or WatchedFile(path=came.name)
    if row.dashboard is None and row.state != State.DELETED:
        _adopt(row, definition.slug)
    return row


def _adopt(row: WatchedFile, slug: str) -> None:
    """Give a file the dashboard of its slug, with what is known from a file that has gone."""
    found = Dashboard.objects.filter(slug=slug).select_related("file").first()
    other = getattr(found, "file", None)
    if other is not None and other.path != row.path:
        if other.state != State.GONE:
            raise Claimed(f"{other.path} has the dashboard {slug} already: give it another slug.")
        row.base = other.base
        other.delete()
    row.dashboard = found


def _without_dashboard(row: WatchedFile, came: Came, definition: Definition) -> WatchedFile:
    """A file that is new makes its dashboard; so does one whose dashboard was deleted, once the
    file has changed since."""
    if row.base and row.digest == came.digest:
        if row.state != State.DELETED:
            log.warning("%s: its dashboard was deleted, and is made again when the file changes.",
                        came.name)  # fmt: skip
        return _stand(row, came, State.DELETED, base_of(row))
    row.dashboard = editing.create(definition, _author(came.name))
    log.info("%s: the dashboard %s is made of it.", came.name, definition.slug)
    return _stand(row, came, State.SAME, definition)


def _written(write: Write, definition: Definition) -> str:
    try:
        return write(definition)
    except FolderAway as error:
        raise NotWritten(str(error)) from None


def _take(dashboard: Dashboard, definition: Definition, name: str) -> None:
    editing.change(dashboard.slug, None, definition, _author(name))
    log.info("%s: the dashboard %s is what it says now.", name, definition.slug)


def _stand(row: WatchedFile, came: Came, state: str, base: Definition | None) -> WatchedFile:
    if state == State.CONFLICT and row.state != state:
        log.warning("%s and its dashboard have both changed: see /dashboards/files/.", came.name)
    row.state, row.problem, row.digest = state, "", came.digest
    row.base = base.as_document() if base else None
    row.save()
    return row


def _author(name: str) -> str:
    return f"file {name}"[:150]
