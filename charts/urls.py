"""Pages and JSON doors of the dashboards."""

from django.urls import path

from .views import data, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("d/<slug:slug>/", pages.dashboard, name="dashboard"),
    path("explore/", pages.explore, name="explore"),
    path("examples/embed/", pages.example_embed, name="example-embed"),
    path("examples/polling/", pages.example_polling, name="example-polling"),
    path("sources/", pages.sources, name="sources"),
    path("gallery/", pages.gallery, name="gallery"),
    path("api/draw", data.drawing, name="draw"),
    path("api/panels/<str:pk>/option", data.panel_option, name="panel-option"),
    path("api/dashboards/<str:slug>", data.dashboard, name="dashboard-definition"),
    path("api/dashboards/<str:slug>/data", data.data, name="dashboard-data"),
]
