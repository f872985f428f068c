"""Looks for bodies that a parser does not bear, led by the code that they reach:

    python -m tests.soak.fuzz PROTOCOL SECONDS FOLDER

FOLDER holds bodies to begin with; those that reach more are added to it. The exit status is 0 when
nothing was found; else the body is left there as `crash-…` or `timeout-…`.
"""

import os
import sys

import atheris
import django

import tests.environment  # noqa: F401  sets the environment of Django's settings

# All that parsers call; what Django loads besides would only make it slow.
INSTRUMENTED = ["timeseries.ingest", "timeseries.batch", "timeseries.timerange"]
# A body may take this long, in seconds: it is of a few kB.
TIMEOUT = 5
LARGEST = 4096


def main() -> None:
    name, seconds, folder = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with atheris.instrument_imports(include=INSTRUMENTED):
        django.setup()
        from tests.timeseries.protocols.parsing import parses_or_is_a_bad_request
        from tests.timeseries.protocols.valid import VALID

        # Protocols are loaded when one is first asked for.
        parses_or_is_a_bad_request(name, VALID[name])

    def one(content: bytes) -> None:
        parses_or_is_a_bad_request(name, content)

    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={TIMEOUT}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, folder], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
