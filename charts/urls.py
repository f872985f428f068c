"""Pages and JSON doors of the dashboards."""

from django.urls import path

from .views import data, editing, file_pages, files, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("d/<slug:slug>/", pages.dashboard, name="dashboard"),
    path("d/<slug:slug>/versions/", file_pages.versions, name="dashboard-history"),
    path("dashboards/import/", file_pages.take_in, name="import"),
    path("explore/", pages.explore, name="explore"),
    path("examples/embed/", pages.example_embed, name="example-embed"),
    path("examples/polling/", pages.example_polling, name="example-polling"),
    path("sources/", pages.sources, name="sources"),
    path("gallery/", pages.gallery, name="gallery"),
    path("api/draw", data.drawing, name="draw"),
    path("api/panels/<str:pk>/option", data.panel_option, name="panel-option"),
    path("api/dashboards", editing.dashboards, name="dashboards"),
    path("api/dashboards/import", files.take_in, name="dashboards-import"),
    path("api/dashboards/<str:slug>", data.dashboard, name="dashboard-definition"),
    path("api/dashboards/<str:slug>/data", data.data, name="dashboard-data"),
    path("api/dashboards/<str:slug>/export", files.export, name="dashboard-export"),
    path("api/dashboards/<str:slug>/duplicate", editing.duplicate, name="dashboard-duplicate"),
    path("api/dashboards/<str:slug>/star", editing.star, name="dashboard-star"),
    path("api/dashboards/<str:slug>/versions", editing.versions, name="dashboard-versions"),
    path("api/dashboards/<str:slug>/versions/<str:number>", editing.one_version, name="version"),
    path(
        "api/dashboards/<str:slug>/versions/<str:number>/restore", editing.restore, name="restore"
    ),
]
