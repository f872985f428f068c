from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("timeseries.urls")),
    path("", include("charts.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
    path("language/", set_language, name="language"),
    path("admin/", admin.site.urls),
]

handler404 = "timeseries.views.unknown"
