"""Settings of a server whose SQLite database cannot grow beyond `PAGES`."""

from tests.soak.settings import *  # noqa: F403 - Django's way to change some settings of many
from tests.soak.settings import DATABASES

PAGES = 1_536

DATABASES["default"]["OPTIONS"]["init_command"] += f"PRAGMA max_page_count={PAGES};"
