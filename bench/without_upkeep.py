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


def _nothing(*_: object, **__: object) -> None:
    """In place of a turn of work, and of noting that there is some."""


if __name__ == "__main__":
    with patch.multiple(
        Background, touched=_nothing, turn=_nothing, wait=lambda self: WAIT_SECONDS
    ):
        execute_from_command_line(sys.argv)
