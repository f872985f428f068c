#!/usr/bin/env python
"""Django's command line, with one sentence in place of a traceback for what users can mend."""

import os
import signal
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError

from timeseries.errors import LivecurveError
from timeseries.threads import unavailable

# As a shell says it of a command that Ctrl-C has ended.
INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except LivecurveError as error:
        sys.exit(str(error))
    except DatabaseError as error:
        sys.exit(str(unavailable(error)))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
