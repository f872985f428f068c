from django.urls import path

from . import views

urlpatterns = [
    path("api/series", views.series_list),
    path("api/query", views.query),
    path("api/export", views.export_readings),
]
