from django.urls import path

from . import series_views, views

urlpatterns = [
    path("api/series", views.series_list),
    path("api/series/<str:pk>", series_views.one_series),
    path("api/query", views.query),
    path("api/export", views.export_readings),
]
