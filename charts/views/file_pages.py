"""The pages that take dashboards in and show their versions. Few ever open them: they are plain
forms, and Django's own synchronous views."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from timeseries.errors import LivecurveError, NotFound

from .. import editing
from ..dashboard_file import LARGEST, BadFile, Plan, read_text
from ..definition import BadDefinition, Problem
from ..importing import Step, carry_out, foresee
from ..watched import said


class ImportForm(forms.Form):
    """A file, or its text."""

    file = forms.FileField(required=False)
    text = forms.CharField(required=False, strip=False, max_length=LARGEST)
    replace = forms.BooleanField(required=False)

    def given(self) -> str:
        """Raises BadFile."""
        if not self.is_valid():
            raise BadFile(next(reason for reasons in self.errors.values() for reason in reasons))
        file = self.cleaned_data["file"]
        try:
            text: str = file.read().decode("utf-8") if file else self.cleaned_data["text"]
        except UnicodeDecodeError:
            raise BadFile("The file is not UTF-8.") from None
        if not text.strip():
            raise BadFile("Choose a file, or paste its text.")
        return text


@login_required
@permission_required("charts.add_dashboard", raise_exception=True)
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Shows what a text would make and what did not map; then makes it."""
    if request.method == "GET":
        return _import_page(request)
    form = ImportForm(request.POST, request.FILES)
    text, replace = "", "replace" in request.POST
    try:
        text = form.given()
        plan = read_text(text)
        _check_permission(request, replace)
        if request.POST.get("action") == "import":
            return _shown(carry_out(plan, replace, _name(request)))
        steps = foresee(plan, replace)
    except BadDefinition as error:
        return _import_page(request, text=text, replace=replace, problems=error.problems)
    except LivecurveError as error:
        problems = [Problem("", str(error))]
        return _import_page(request, text=text, replace=replace, problems=problems)
    return _import_page(request, text=text, replace=replace, plan=plan, steps=steps)


@login_required
@permission_required("charts.change_dashboard", raise_exception=True)
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions of a dashboard, any of which can be restored."""
    error = ""
    if request.method == "POST":
        number, seen = request.POST.get("number", ""), request.POST.get("version", "")
        try:
            editing.restore(slug, _whole(number), _whole(seen), _name(request))
            return redirect("dashboard", slug=slug)
        except LivecurveError as refused:
            error = said(refused)
    try:
        dashboard = editing.found(slug)
    except NotFound:
        raise Http404 from None
    known = list(dashboard.versions.all())
    return _page(request, "versions.html", dashboard=dashboard, versions=known, error=error)


def _import_page(request: HttpRequest, plan: Plan | None = None, **context: Any) -> HttpResponse:
    left_out = plan.left_out if plan else []
    return _page(request, "import.html", left_out=left_out, **context)


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"account": request.user, **context})


def _shown(steps: list[Step]) -> HttpResponseRedirect:
    if len(steps) == 1:
        return redirect("dashboard", slug=steps[0].slug)
    return redirect("home")


def _check_permission(request: HttpRequest, replace: bool) -> None:
    if replace and not request.user.has_perm("charts.change_dashboard"):
        raise BadFile("You may add dashboards, and not replace them.")


def _name(request: HttpRequest) -> str:
    return request.user.get_username()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
