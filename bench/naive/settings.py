"""What `startproject` gives, less what a JSON API has no use for."""

import os

import dj_database_url

SECRET_KEY = "for measurements alone"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["bench.naive"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "bench.naive.urls"
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("NAIVE_DATABASE", "sqlite://:memory:"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# A request with 50,000 readings is larger than the 2.5 MB that are allowed by default.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 2**20
