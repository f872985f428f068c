"""`manage.py` whose servers neither roll nor pack: what both cost is the difference to it."""

import os
import sys
from unittest.mock import patch

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

# It imports models: only after Django is set up.
from timeseries.background import Background  # noqa: E402

WAIT_SECONDS = 60.0

if __name__ == "__main__":
    with patch.multiple(
        Background,
        touched=lambda self, series: None,
        turn=lambda self, idle: None,
        wait=lambda self: WAIT_SECONDS,
    ):
        execute_from_command_line(sys.argv)
