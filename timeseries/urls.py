from django.urls import path

from . import series_views, token_views, views
from .collecting import doors, pages
from .uploads import doors as uploads
from .uploads import pages as upload_pages

urlpatterns = [
    path("api/series/<str:pk>", series_views.one_series),
    path("api/series/<str:pk>/merge", series_views.merging),
    path("collectors/", pages.all_collectors, name="collectors"),
    path("collectors/new/", pages.new_collector, name="new-collector"),
    path("collectors/<int:pk>/", pages.one_collector, name="collector"),
    path("collectors/<int:pk>/run/", pages.act, {"action": "run"}, name="run-collector"),
    path("collectors/<int:pk>/switch/", pages.act, {"action": "switch"}, name="switch-collector"),
    path(
        "collectors/<int:pk>/duplicate/", pages.act, {"action": "duplicate"}, name="copy-collector"
    ),
    path("collectors/<int:pk>/delete/", pages.act, {"action": "delete"}, name="delete-collector"),
    path("api/collectors", doors.all_collectors, name="api-collectors"),
    path("api/collectors/kinds", doors.kinds),
    path("api/collectors/try", doors.try_one),
    path("api/collectors/<str:pk>", doors.one_collector),
    path("api/collectors/<str:pk>/runs", doors.runs),
    path("api/collectors/<str:pk>/run", doors.run_now),
    path("api/collectors/<str:pk>/duplicate", doors.duplicate),
    path("import/", upload_pages.page, name="import-readings"),
    path("api/imports/<str:pk>", uploads.one_import),
    path("api/imports/<str:pk>/preview", uploads.preview),
    path("api/imports/<str:pk>/start", uploads.begin),
    path("api/tokens", token_views.tokens),
    path("api/tokens/<str:pk>", token_views.one_token),
    path("api/export", views.export_readings),
]
