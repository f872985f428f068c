"""`manage.py checkstore`: is all that is stored as it should be?"""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser

from timeseries.catalog import resolve
from timeseries.check import check
from timeseries.errors import LivecurveError
from timeseries.management.command import StoreCommand
from timeseries.models import Series
from timeseries.store import snapshot


class Command(StoreCommand):
    help = (
        "Compares every block with its invariants and every rollup with the recompute from the "
        "readings, also while the server runs, and says what differs. Exits with 1 when "
        "something does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", nargs="*", help="ids or selectors; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong, checked = 0, 0
        for series in _series(options["series"]):
            checked += 1
            # One moment for each series: what is written meanwhile does not show.
            with snapshot() as using:
                for sentence in check(series.pk, using):
                    wrong += 1
                    self.stdout.write(f"{series.key}: {sentence}.")
        if wrong:
            raise CommandError(
                f"{wrong} differences in {checked} series. `manage.py rebuildrollups` mends "
                "rollups; damaged blocks come back from a backup only."
            )
        self.stdout.write(f"{checked} series are as they should be.")


def _series(texts: list[str]) -> Iterator[Series]:
    if not texts:
        yield from Series.objects.order_by("pk").iterator()
        return
    try:
        for text in texts:
            yield from resolve(text)
    except LivecurveError as error:
        raise CommandError(str(error)) from error
