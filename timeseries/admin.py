"""Series and tokens. Readings have composite keys, which Django's admin does not take."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from .models import ApiToken, Series

if TYPE_CHECKING:
    _SeriesAdmin = admin.ModelAdmin[Series]
    _TokenAdmin = admin.ModelAdmin[ApiToken]
else:
    _SeriesAdmin = _TokenAdmin = admin.ModelAdmin


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
