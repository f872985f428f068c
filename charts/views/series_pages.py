"""The page of one series: what is known of it, what it is called, merging it, deleting it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import user_passes_test
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from timeseries.corrections import delete_series, describe
from timeseries.errors import LivecurveError, NotFound
from timeseries.models import Series
from timeseries.renaming import merge, rename
from timeseries.series_facts import Facts, facts_of
from timeseries.threads import readers

from ..series_forms import MergeForm, SeriesForm
from ..units import offered
from .page import account_of, page, preference_for

Change = Callable[[HttpRequest, Series], HttpResponse]


@page
async def series(request: HttpRequest, pk: int) -> HttpResponse:
    """`/series/ID/`"""
    try:
        facts = await readers.run(facts_of, pk)
    except NotFound:
        raise Http404 from None
    account = await account_of(request)
    return _whole(request, facts, account, preference=await preference_for(account))


def changing(change: Change) -> Callable[..., HttpResponse]:
    """A form of the page, for members of the staff."""

    @user_passes_test(lambda user: user.is_active and user.is_staff, login_url="login")
    @require_POST
    @wraps(change)
    def changed(request: HttpRequest, pk: int) -> HttpResponse:
        found = Series.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        return change(request, found)

    return changed


@changing
def change(request: HttpRequest, found: Series) -> HttpResponse:
    """What it is called and what is said of it. With `check` nothing is changed: a field that is
    left is checked where it stands."""
    form, saved = SeriesForm(found, request.POST), False
    if form.is_valid() and "check" not in request.GET:
        key = form.cleaned_data.pop("key")
        try:
            if key.text != found.key:
                rename(found.pk, key)
            describe(found.pk, form.cleaned_data)
            saved = True
        except LivecurveError as error:
            form.add_error(None, str(error))
    context = {"series": found, "form": form, "saved": saved, "units": offered()}
    return _part(request, "parts/series_form.html", found, context)


@changing
def take_into(request: HttpRequest, found: Series) -> HttpResponse:
    """Its readings go into another series, and it goes."""
    form = MergeForm(found, request.POST)
    if form.is_valid() and "check" not in request.GET:
        other = form.cleaned_data["into"]
        try:
            merge(found.pk, other.pk)
            return _elsewhere(request, f"/series/{other.pk}/")
        except LivecurveError as error:
            form.add_error(None, str(error))
    return _part(request, "parts/series_merge.html", found, {"series": found, "merging": form})


@changing
def delete(request: HttpRequest, found: Series) -> HttpResponse:
    """It goes with all that it has."""
    delete_series(found.pk)
    return _elsewhere(request, "/explore/")


def _part(
    request: HttpRequest, template: str, found: Series, context: dict[str, Any]
) -> HttpResponse:
    """The form alone for htmx, and the page for a browser without it."""
    if request.headers.get("HX-Request"):
        return render(request, template, context)
    return _whole(request, facts_of(found.pk), request.user, **context)


def _whole(request: HttpRequest, facts: Facts, account: Any, **context: Any) -> HttpResponse:
    found = facts.series
    forms = {"form": SeriesForm(found), "merging": MergeForm(found), "units": offered()}
    given = {"account": account, "facts": facts, **forms, **context, "series": found}
    return render(request, "series.html", given)


def _elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": path})
    return redirect(path)
