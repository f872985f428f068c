"""`manage.py applyretention`: let go what the table of retention says, now."""

import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser

from timeseries.blocks import DamagedBlock
from timeseries.expiry import Gone, totals
from timeseries.management.command import StoreCommand
from timeseries.packing import DamagedArray
from timeseries.resolutions import RAW, RUNG_NAMES
from timeseries.retention import BadRetention
from timeseries.sweeper import chunks, concerned, foresee, take_step

NAMES = {RAW: "readings", **{width: f"buckets of {name}" for name, width in RUNG_NAMES.items()}}
DAMAGED = (DamagedBlock, DamagedArray)
# A line of progress is written this often.
PROGRESS_SECONDS = 1.0


class Command(StoreCommand):
    help = (
        "Removes what the table of retention lets go, in short steps, also while the server runs, "
        "which by itself looks once an hour. --dry-run says what would go and how many bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Remove nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        try:
            gone = totals(self._progress(self._all(dry)))
        except BadRetention as error:
            raise CommandError(str(error)) from error
        for level in sorted(gone):
            self.stdout.write(_sentence(gone[level], dry))
        if not gone:
            self.stdout.write("Nothing is to go.")

    def _all(self, dry: bool) -> Iterator[Gone]:
        for series in chunks():
            for pk in concerned(series):
                try:
                    yield from foresee(pk) if dry else _steps(pk)
                except DAMAGED as error:
                    self.stderr.write(f"Series {pk} stays as it is: {error}")

    def _progress(self, gone: Iterator[Gone]) -> Iterator[Gone]:
        said, size = time.monotonic(), 0
        for one in gone:
            size += one.size
            if time.monotonic() > said + PROGRESS_SECONDS:
                said = time.monotonic()
                self.stderr.write(f"{size:,} bytes so far")
            yield one


def _steps(series: int) -> Iterator[Gone]:
    """All steps for a series; between two of them others write for as long as one took."""
    while True:
        begun = time.monotonic()
        gone = take_step(series)
        if not gone:
            return
        yield from gone
        time.sleep(time.monotonic() - begun)


def _sentence(gone: Gone, dry: bool) -> str:
    would = "would go" if dry else "went"
    return f"{gone.count:,} {NAMES[gone.level]} {would}, {gone.size:,} bytes."
