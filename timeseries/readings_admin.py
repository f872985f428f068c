"""The admin's pages for the readings of a series, over the store: Django's admin does not take
composite keys."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .corrections import delete_readings, extent, write_reading
from .errors import LivecurveError
from .models import Series
from .readings_forms import ConfirmedForm, RangeForm, ReadingForm, ValueForm
from .sentences import in_language
from .store import get_store, snapshot
from .timerange import TimeRange, check_time, to_iso

if TYPE_CHECKING:
    _SeriesAdmin = ModelAdmin[Series]
else:
    _SeriesAdmin = ModelAdmin

PAGE = 100
TIME = r"(?P<time>-?[0-9]{1,18})"

View = Callable[..., HttpResponse]


class ReadingPages:
    """Lists, adds, corrects and deletes readings of the series that `admin` administers.

    Each page is for those who have the permission on the series that it names. What the list
    was narrowed to stays in the query string, and is come back to.
    """

    def __init__(self, admin: _SeriesAdmin) -> None:
        self._admin = admin

    def urls(self) -> list[URLPattern]:
        return [
            path("<int:pk>/readings/", self._page("view", self.listed), name="readings"),
            path("<int:pk>/readings/add/", self._page("change", self.add), name="reading-add"),
            path(
                "<int:pk>/readings/delete/",
                self._page("delete", self.delete),
                name="readings-delete",
            ),
            re_path(
                rf"^(?P<pk>[0-9]+)/readings/{TIME}/$",
                self._page("change", self.correct),
                name="reading",
            ),
            re_path(
                rf"^(?P<pk>[0-9]+)/readings/{TIME}/delete/$",
                self._page("delete", self.delete),
                name="reading-delete",
            ),
        ]

    def _page(self, permission: str, view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, pk: int | str, **given: str) -> HttpResponse:
            series = self._admin.get_object(request, str(pk))
            if series is None:
                raise Http404(f"There is no series with id {pk}.")
            if not getattr(self._admin, f"has_{permission}_permission")(request, series):
                raise PermissionDenied
            try:
                return view(request, series, **{name: _time(at) for name, at in given.items()})
            except LivecurveError as error:
                messages.error(request, in_language(str(error)))
                return self._back(request, series)

        return self._admin.admin_site.admin_view(opened)

    def listed(self, request: HttpRequest, series: Series) -> HttpResponse:
        """The readings of a range, newest first."""
        form = RangeForm(request.GET)
        rows = _newest(series, form, PAGE + 1) if form.is_valid() else []
        older = request.GET.copy()
        if len(rows) > PAGE:
            older["before"] = str(rows[PAGE - 1][0])
        newest = request.GET.copy()
        newest.pop("before", None)
        return self._shown(
            request,
            series,
            "readings",
            form=form,
            rows=[(at, to_iso(at), repr(value)) for at, value in rows[:PAGE]],
            older=older.urlencode() if len(rows) > PAGE else "",
            newest=newest.urlencode(),
            is_newest="before" not in request.GET,
            can_change=self._admin.has_change_permission(request, series),
            can_delete=self._admin.has_delete_permission(request, series),
        )

    def add(self, request: HttpRequest, series: Series) -> HttpResponse:
        form = ReadingForm(request.POST or None)
        if not form.is_valid():
            return self._shown(request, series, "reading", form=form, title=_("Add reading"))
        time, value = form.cleaned_data["time"], form.cleaned_data["value"]
        write_reading(series.pk, time, value)
        return self._done(
            request,
            series,
            _("The reading at %(time)s is %(value)r.") % {"time": to_iso(time), "value": value},
        )

    def correct(self, request: HttpRequest, series: Series, time: int) -> HttpResponse:
        value = _value(series, time)
        form = ValueForm(request.POST or None, initial={"value": value})
        if not form.is_valid():
            may = self._admin.has_delete_permission(request, series)
            shown = {
                "title": _("Correct reading at %(time)s") % {"time": to_iso(time)},
                "form": form,
                "time": time,
                "can_delete": may,
            }
            return self._shown(request, series, "reading", **shown)
        corrected = form.cleaned_data["value"]
        write_reading(series.pk, time, corrected)
        said = _("The reading at %(time)s is %(value)r, and was %(before)r.")
        values = {"time": to_iso(time), "value": corrected, "before": value}
        return self._done(request, series, said % values)

    def delete(self, request: HttpRequest, series: Series, time: int | None = None) -> HttpResponse:
        """Asks whether all in the range, or the one reading, is to go; then it goes."""
        if request.method == "POST":
            return self._deleted(request, series)
        form = RangeForm(request.GET)
        if not form.is_valid():
            return self._back(request, series)
        found = extent(series.pk, form.range if time is None else TimeRange(time, time + 1))
        if found is None:
            messages.warning(request, _("There are no readings to delete."))
            return self._back(request, series)
        ends = {"first": to_iso(found.start), "last": to_iso(found.end - 1)}
        shown = {"title": _("Delete readings"), "found": found, "count": f"{found.count:,}", **ends}
        return self._shown(request, series, "delete_readings", **shown)

    def _deleted(self, request: HttpRequest, series: Series) -> HttpResponse:
        form = ConfirmedForm(request.POST)
        if not form.is_valid():
            return self._back(request, series)
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        count = delete_readings(series.pk, TimeRange(start, end))
        if end == start + 1:
            said = _("The reading at %(time)s was deleted.") % {"time": to_iso(start)}
            return self._done(request, series, said)
        said = ngettext(
            "%(number)s reading was deleted, from %(first)s to %(last)s.",
            "%(number)s readings were deleted, from %(first)s to %(last)s.",
            count,
        )
        ends = {"first": to_iso(start), "last": to_iso(max(start, end - 1))}
        return self._done(request, series, said % {"number": f"{count:,}", **ends})

    def _done(self, request: HttpRequest, series: Series, message: str) -> HttpResponse:
        self._admin.log_change(request, series, message)
        messages.success(request, message)
        return self._back(request, series)

    def _back(self, request: HttpRequest, series: Series) -> HttpResponseRedirect:
        """To the list, narrowed as it was."""
        query = request.GET.urlencode()
        return HttpResponseRedirect(
            reverse("admin:readings", args=[series.pk]) + (f"?{query}" if query else "")
        )

    def _shown(
        self, request: HttpRequest, series: Series, template: str, **context: Any
    ) -> HttpResponse:
        request.current_app = self._admin.admin_site.name
        shared = {
            **self._admin.admin_site.each_context(request),
            "title": _("Readings"),
            "subtitle": str(series),
            "opts": Series._meta,
            "series": series,
            "query": request.GET.urlencode(),
        }
        name = f"admin/timeseries/series/{template}.html"
        return TemplateResponse(request, name, shared | context)


def _time(text: str) -> int:
    try:
        return check_time(int(text))
    except ValueError as error:
        raise Http404(str(error)) from None


def _newest(series: Series, form: RangeForm, most: int) -> list[tuple[int, float]]:
    """The last readings of the range and before the page's time, newest first."""
    before, timerange = form.cleaned_data["before"], form.range
    end = timerange.end if before is None else min(before, timerange.end)
    with snapshot() as using:
        times, values = get_store().newest_columns(series.pk, end, most, using)
    inside = times >= timerange.start
    return list(zip(times[inside][::-1].tolist(), values[inside][::-1].tolist(), strict=True))


def _value(series: Series, time: int) -> float:
    """The value of the reading of that time. Raises Http404."""
    with snapshot() as using:
        _, values = get_store().first_columns(series.pk, time, time + 1, 1, using)
    if not len(values):
        raise Http404(f"There is no reading at {to_iso(time)}.")
    return float(values[0])
