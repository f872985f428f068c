from django.urls import path

from . import views

urlpatterns = [
    path("api/export", views.export_readings),
]
