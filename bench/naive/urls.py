from django.urls import path

from .views import samples

urlpatterns = [path("samples/", samples)]
