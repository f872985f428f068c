from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin

from .models import Dashboard, Panel

if TYPE_CHECKING:
    _Inline = admin.StackedInline[Panel, Dashboard]
    _Admin = admin.ModelAdmin[Dashboard]
else:
    _Inline, _Admin = admin.StackedInline, admin.ModelAdmin


class PanelInline(_Inline):
    model = Panel
    extra = 0
    fields = (("title", "kind", "unit"), ("x", "y", "w", "h"), "queries", "options")


@admin.register(Dashboard)
class DashboardAdmin(_Admin):
    list_display = ("title", "slug", "start", "end", "position")
    list_editable = ("position",)
    search_fields = ("title", "slug", "description")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("title",)}
    inlines = (PanelInline,)
    view_on_site = True
