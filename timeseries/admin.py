"""Series, their readings (`readings_admin.py`), for how long these are kept, and tokens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .corrections import delete_series
from .counting import counts
from .errors import LivecurveError
from .models import ApiToken, MqttSource, Retention, Series
from .mqtt_form import MqttSourceForm
from .readings_admin import ReadingPages
from .retention_form import RetentionForm
from .sentences import in_language
from .states import CHUNK
from .store import get_store, snapshot

if TYPE_CHECKING:
    _SeriesAdmin = admin.ModelAdmin[Series]
    _TokenAdmin = admin.ModelAdmin[ApiToken]
    _RetentionAdmin = admin.ModelAdmin[Retention]
    _MqttAdmin = admin.ModelAdmin[MqttSource]
else:
    _SeriesAdmin = _TokenAdmin = _RetentionAdmin = _MqttAdmin = admin.ModelAdmin

admin.site.site_header = admin.site.site_title = _("Livecurve administration")


@admin.register(Series)
class SeriesAdmin(_SeriesAdmin):
    """What people say of a series; its name and tags are what its senders call it."""

    list_display = ("key", "label", "unit", "semantics")
    list_editable = ("label", "unit", "semantics")
    list_per_page = 50
    search_fields = ("key", "label")
    ordering = ("key",)
    fields = ("key", "label", "unit", "semantics")
    readonly_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A series comes with its first reading."""
        return False

    def get_urls(self) -> list[URLPattern]:
        # Before Django's own, of which the last takes whatever comes.
        return [*ReadingPages(self).urls(), *super().get_urls()]

    def get_deleted_objects(
        self, objs: QuerySet[Series] | Sequence[Series], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes with these series, counted: Django would list each reading."""
        series = list(objs)
        counted = _counts([one.pk for one in series])
        listed = [_listed(one, counted.get(one.pk, 0)) for one in series]
        lacking = set() if self.has_delete_permission(request) else {"series"}
        totals = {gettext("series"): len(series), gettext("readings"): sum(counted.values())}
        return listed, totals, lacking, []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except LivecurveError as error:
            messages.error(request, in_language(str(error)))
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own holds a transaction open around the delete, and the writing thread, which
        deletes, would wait for its end."""
        series = self.get_object(request, unquote(object_id))
        if request.method == "POST" and series and self.has_delete_permission(request, series):
            return self._delete(request, series)
        return super().delete_view(request, object_id, extra_context)

    def _delete(self, request: HttpRequest, series: Series) -> HttpResponse:
        gone = self.get_queryset(request).filter(pk=series.pk)
        self.log_deletions(request, gone)
        try:
            self.delete_queryset(request, gone)
        except LivecurveError as error:
            messages.error(request, in_language(str(error)))
            return HttpResponseRedirect(reverse("admin:timeseries_series_change", args=[series.pk]))
        return self.response_delete(request, str(series), series.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Series]) -> None:
        for series in queryset:
            delete_series(series.pk)


def _listed(series: Series, count: int) -> str:
    what = ngettext("%(number)s reading", "%(number)s readings", count)
    return f"{series}: {what % {'number': f'{count:,}'}}"


def _counts(series: list[int]) -> dict[int, int]:
    """How many readings each of these has."""
    found: dict[int, int] = {}
    with snapshot() as using:
        for start in range(0, len(series), CHUNK):
            found |= counts(get_store(), series[start : start + CHUNK], using)
    return found


@admin.register(ApiToken)
class ApiTokenAdmin(_TokenAdmin):
    """Tokens are made by `manage.py createtoken`, which shows them once; here they are seen,
    renamed and revoked."""

    list_display = ("name", "scope", "created_at", "last_used_at")
    list_filter = ("scope",)
    fields = ("name", "scope", "created_at", "last_used_at")
    readonly_fields = ("scope", "created_at", "last_used_at")
    ordering = ("name",)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(Retention)
class RetentionAdmin(_RetentionAdmin):
    """The table of retention: a row that is saved counts from the server's next look, within
    an hour, or from `manage.py applyretention`."""

    list_display = ("__str__", "position", "selector", "raw", "rungs")
    form = RetentionForm


@admin.register(MqttSource)
class MqttSourceAdmin(_MqttAdmin):
    """A change is followed within some seconds, without a restart."""

    form = MqttSourceForm
    list_display = ("name", "host", "port", "enabled", "connected_at", "last_error")
    readonly_fields = ("connected_at", "last_error")
