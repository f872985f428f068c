"""`manage.py rebuildrollups`: build all rollups anew, while the server runs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from timeseries import rollup
from timeseries.catalog import resolve
from timeseries.errors import LivecurveError
from timeseries.exact import locked_states
from timeseries.intervals import learn_interval
from timeseries.models import Series
from timeseries.progress import Progress
from timeseries.states import State
from timeseries.store import WRITING


class Command(BaseCommand):
    help = (
        "Removes the rollups of series and builds them anew from the readings, in short steps "
        "beside a running server. Until a series is done it is answered from its readings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", nargs="*", help="ids or selectors; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = _ids(options["series"])
        progress = Progress("rollups", sys.stderr, "series")
        for done, pk in enumerate(ids, start=1):
            rebuild(pk)
            progress.show(done / len(ids), done)
        progress.clear()
        self.stdout.write(f"The rollups of {len(ids)} series are built anew.")


def rebuild(series: int) -> None:
    """Build the rollups of a series anew, in a transaction for each step."""
    with transaction.atomic(WRITING):
        state = locked_states([series])[series]
        rollup.forget(state)
        learn_interval(state)
        rollup.adopt_base(state)
    while _advance(series):
        pass


def _advance(series: int) -> bool:
    with transaction.atomic(WRITING):
        state: State = locked_states([series])[series]
        return rollup.advance(state)


def _ids(texts: list[str]) -> list[int]:
    if not texts:
        return list(Series.objects.order_by("pk").values_list("pk", flat=True))
    try:
        return [series.pk for text in texts for series in resolve(text)]
    except LivecurveError as error:
        raise CommandError(str(error)) from error
