"""The tests' settings, without hashes of static files: those take a second of each start."""

from tests.settings import *  # noqa: F403 - Django's way to change some settings of many
from tests.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
