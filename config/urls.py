from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("timeseries.urls")),
    path("", include("charts.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "timeseries.views.unknown"
