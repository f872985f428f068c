from django.urls import path

from . import series_views, views

urlpatterns = [
    path("api/series/<str:pk>", series_views.one_series),
    path("api/export", views.export_readings),
]
