"""`/collectors/`: how collectors are; setting them up, trying and changing them. Few have it open:
these are plain views of Django's, of which htmx asks for parts."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha1
from typing import Any, Concatenate, ParamSpec

from asgiref.sync import async_to_sync
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ..collector import Collector, collectors
from ..errors import LivecurveError, NotFound
from . import editing
from .described import described, kinds_told, told_of
from .doors import listed
from .editing import BadCollector
from .forms import drawn_common, drawn_own, given_before, given_new, given_of
from .models import Collection
from .permission import may
from .trying import shown, try_out

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SHOWN_RUNS = 20


def page(view: View[P]) -> View[P]:
    """For those who may see collectors; what is not there is told as everywhere."""

    @login_required
    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check(request, "view")
        try:
            return view(request, *args, **kwargs)
        except NotFound:
            raise Http404 from None

    return opened


def check(request: HttpRequest, action: str, kind: str = "") -> None:
    """Raises PermissionDenied."""
    if not may(request.user, action, kind):
        raise PermissionDenied


@page
def all_collectors(request: HttpRequest) -> HttpResponse:
    """How all are; htmx asks for the list alone."""
    part = request.headers.get("HX-Request") == "true"
    return _listed(request, "parts/collectors.html" if part else "collectors.html")


def _listed(request: HttpRequest, template: str, told: str = "") -> HttpResponse:
    titles = {name: collectors[name].title for name in collectors.names()}
    rows = [{**one, "title": titles.get(one["kind"], one["kind"])} for one in listed()]
    can = {action: may(request.user, action) for action in ("add", "change")}
    return _page(request, template, rows=rows, can=can, told=told)


@page
@require_http_methods(["GET", "POST"])
def new_collector(request: HttpRequest) -> HttpResponse:
    """Which kind, and then its form."""
    kind = request.GET.get("kind", "")
    if kind not in collectors:
        check(request, "add")
        return _page(request, "collector_kinds.html", kinds=kinds_told())
    check(request, "add", kind)
    return _form(request, kind, None)


@page
@require_http_methods(["GET", "POST"])
def one_collector(request: HttpRequest, pk: int) -> HttpResponse:
    """Its form, how it is, and its last runs; htmx asks for the latter two alone, as soon as they
    are others than it has `seen`."""
    row = editing.found(pk)
    if "seen" in request.GET and request.method == "GET":
        return _history(request, row)
    if request.method == "POST":
        check(request, "change", row.kind)
    return _form(request, row.kind, row)


@page
@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """`run`, `switch`, `duplicate` and `delete`, of a list or a form."""
    row = editing.found(pk)
    check(request, {"duplicate": "add", "delete": "delete"}.get(action, "change"), row.kind)
    if action == "run":
        editing.ask(pk)
    elif action == "switch":
        editing.change(pk, {"enabled": not row.enabled})
    elif action == "duplicate":
        return redirect("collector", pk=editing.duplicate(pk).pk)
    else:
        editing.delete(pk)
    if request.headers.get("HX-Request") == "true":
        if request.POST.get("next"):
            return _history(request, row)
        return _listed(request, "parts/collectors.html")
    return redirect("collectors" if action == "delete" else request.POST.get("next", "collectors"))


def _form(request: HttpRequest, name: str, row: Collection | None) -> HttpResponse:
    kind = collectors[name]
    given = given_before(row) if row else given_new(kind)
    problems: dict[str, str] = {}
    action = request.POST.get("action", "")
    if request.method == "POST":
        given = given_of(kind, request.POST)
        asked = given if row else {**given, "kind": name}
        try:
            made = editing.draft(asked, editing.found(row.pk) if row else None)
            if action == "try":
                return _tried(request, made)
            if action == "save":
                saved = editing.save(made) if row else editing.create(asked)
                return redirect("collector", pk=saved.pk)
        except BadCollector as error:
            problems = error.problems
        except LivecurveError as error:
            problems = {"": str(error)}
    if request.headers.get("HX-Request") == "true" and action in ("try", "check"):
        return _told(request, kind, given, problems, row, action)
    return _whole(request, kind, given, problems, row)


def _whole(
    request: HttpRequest,
    kind: type[Collector],
    given: dict[str, Any],
    problems: dict[str, str],
    row: Collection | None,
) -> HttpResponse:
    more = 1 if request.POST.get("action") == "more" else 0
    # Who asks for another row has not finished what is there.
    shown_problems = {} if more else problems
    return _page(
        request,
        "collector.html",
        kind=kind,
        given=given,
        own=drawn_own(kind, given, shown_problems, row.secrets if row else {}, more),
        common=drawn_common(given, shown_problems),
        problems=shown_problems,
        **(_so_far(row) if row else {}),
        can={one: may(request.user, one) for one in ("add", "change", "delete")},
    )


def _history(request: HttpRequest, row: Collection) -> HttpResponse:
    context = _so_far(row)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return _page(request, "parts/collector_history.html", **context)


def _so_far(row: Collection) -> dict[str, Any]:
    """How it is, and its last runs; `seen` is another text whenever that is shown otherwise."""
    runs = [told_of(run) for run in row.runs.order_by("-slot")[:SHOWN_RUNS]]
    known = described(row)
    seen = sha1(repr((known["state"], runs)).encode(), usedforsecurity=False).hexdigest()
    return {"row": known, "runs": runs, "seen": seen}


def _told(
    request: HttpRequest,
    kind: type[Collector],
    given: dict[str, Any],
    problems: dict[str, str],
    row: Collection | None,
    action: str,
) -> HttpResponse:
    """What is wrong, each beside its field; nothing else of the form is touched."""
    own = drawn_own(kind, given, problems, row.secrets if row else {})
    fields = [*own, *(cell for one in own for cells in one.rows for cell in cells)]
    fields += drawn_common(given, problems)
    return _page(
        request,
        "parts/collector_told.html",
        fields=fields,
        name_error=problems.get("name", ""),
        is_tried=action == "try",
    )


def _tried(request: HttpRequest, made: Collection) -> HttpResponse:
    gathered = async_to_sync(try_out)(made)
    return _page(request, "parts/collector_tried.html", tried=shown(gathered))


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"account": request.user, **context})
