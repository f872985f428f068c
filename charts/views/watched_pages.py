"""The pages of dashboards that are kept as files: which there are, and the three-way view of one
that was changed on both sides. Plain forms, and Django's own synchronous views."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from timeseries.errors import LivecurveError, NotFound

from .. import reconciling
from ..dashboard_file import written_format
from ..definition import BadDefinition, Definition
from ..folder import Folder
from ..merging import ABSENT, Difference, Side
from ..models import Dashboard, WatchedFile
from ..watched import said
from ..yaml_text import as_yaml

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

CHOICE = "choice:"
SIDES: "tuple[tuple[Side, StrPromise], ...]" = (
    ("base", gettext_lazy("Last in common")),
    ("file", gettext_lazy("File")),
    ("page", gettext_lazy("Page")),
)


@dataclass(frozen=True)
class Cell:
    """One side of a difference."""

    side: str
    label: "StrPromise"
    text: str
    is_there: bool
    is_chosen: bool
    has_changed: bool


@dataclass(frozen=True)
class Row:
    """A difference as the page shows it."""

    at: str
    field: str
    cells: list[Cell]
    is_open: bool


@dataclass(frozen=True)
class Group:
    """The differences of one panel, or of the dashboard itself (`title` is None)."""

    title: str | None
    rows: list[Row]


@login_required
@permission_required("charts.change_dashboard", raise_exception=True)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """What the file and the page have become, beside what they last had in common. htmx asks for
    the result of other choices alone."""
    folder, choices, error = _folder(), _choices(request), ""
    if request.method == "POST" and "save" in request.POST:
        try:
            reconciling.settle(
                folder, slug, request.POST.get("seen", ""), choices,
                "write" in request.POST, request.user.get_username(),
            )  # fmt: skip
            return redirect("dashboard", slug=slug)
        except LivecurveError as refused:
            error = said(refused)
    try:
        both = reconciling.opened(folder, slug)
    except NotFound:
        raise Http404 from None
    except LivecurveError as refused:
        dashboard = Dashboard.objects.get(slug=slug)
        return _page(request, "merge.html", dashboard=dashboard, broken=said(refused))
    context = {
        "dashboard": both.dashboard,
        "file": both.row.path,
        "seen": both.seen,
        "has_base": both.row.base is not None,
        "groups": list(_groups(both.merge.differences, choices)),
        "open": sum(one.at not in choices for one in both.merge.undecided),
        "writes": settings.DASHBOARDS_WRITE_BACK or "write" in request.POST,
        "error": error,
        **_result(both, choices),
    }
    part = getattr(request, "htmx", None)
    return _page(request, "parts/merged.html" if part else "merge.html", **context)


@login_required
@permission_required("charts.change_dashboard", raise_exception=True)
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """All files of the folder, and all dashboards without one."""
    error = ""
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        try:
            if action:
                action(_folder(), request.POST.get("name", ""))
            return redirect("files")
        except LivecurveError as refused:
            error = said(refused)
        except Dashboard.DoesNotExist:
            raise Http404 from None
    return _page(
        request,
        "files.html",
        folder=settings.DASHBOARDS_DIR,
        writes_back=settings.DASHBOARDS_WRITE_BACK,
        files=WatchedFile.objects.select_related("dashboard"),
        others=Dashboard.objects.filter(file=None),
        error=error,
    )


ACTIONS: dict[str, Callable[[Folder, str], object]] = {
    "write": reconciling.write_out,
    "forget": lambda _folder, name: reconciling.let_go(name),
    "again": reconciling.make_again,
}


def _folder() -> Folder:
    """Where dashboards are kept as files; without a setting there is no such page."""
    if not settings.DASHBOARDS_DIR:
        return Folder(Path("/nonexistent"))
    return Folder(Path(settings.DASHBOARDS_DIR))


def _choices(request: HttpRequest) -> dict[str, Side]:
    sides = dict(SIDES)
    return {
        name.removeprefix(CHOICE): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE) and value in sides
    }


def _result(both: reconciling.Both, choices: dict[str, Side]) -> dict[str, Any]:
    try:
        merged: Definition = both.merged(choices)
    except BadDefinition as error:
        return {"problems": error.problems}
    return {"result": written_format("yaml").write(merged)}


def _groups(differences: list[Difference], choices: dict[str, Side]) -> Iterator[Group]:
    by_panel: dict[str, Group] = {}
    for one in differences:
        place = one.at.partition(".")[0] if one.panel is not None else ""
        group = by_panel.setdefault(place, Group(one.panel, []))
        group.rows.append(_row(one, choices))
    yield from by_panel.values()


def _row(one: Difference, choices: dict[str, Side]) -> Row:
    chosen = choices.get(one.at) or one.suggested
    cells = [
        Cell(
            side,
            label,
            _text(one.value(side)),
            one.value(side) is not ABSENT,
            side == chosen,
            side != "base" and one.value(side) != one.base,
        )
        for side, label in SIDES
    ]
    return Row(one.at, one.field or _("panel"), cells, chosen is None)


def _text(value: Any) -> str:
    if value is ABSENT:
        return ""
    return value if isinstance(value, str) else as_yaml(value)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"account": request.user, **context})
