"""`manage.py rebuildrollups`: build all rollups anew, while the server runs."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from timeseries import blocks, rollup
from timeseries.blocks import DamagedBlock
from timeseries.catalog import resolve
from timeseries.errors import LivecurveError
from timeseries.exact import known_states
from timeseries.intervals import learn_interval
from timeseries.management.command import StoreCommand
from timeseries.models import Series
from timeseries.progress import Progress
from timeseries.store import WRITING, snapshot


class Command(StoreCommand):
    help = (
        "Removes the rollups of series and builds them anew from the readings, in short steps "
        "beside a running server. Until a series is done it is answered from its readings."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("series", nargs="*", help="ids or selectors; all when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = _ids(options["series"])
        progress = Progress("rollups", sys.stderr, "series")
        refused = []
        for done, pk in enumerate(ids, start=1):
            try:
                rebuild(pk)
            except DamagedBlock as error:
                refused.append(str(error))
            progress.show(done / len(ids), done)
        progress.clear()
        for sentence in refused:
            self.stdout.write(sentence)
        if refused:
            raise CommandError(
                f"The rollups of {len(refused)} series stay as they are: they tell what is left of "
                f"damaged blocks. Those of {len(ids) - len(refused)} series are built anew."
            )
        self.stdout.write(f"The rollups of {len(ids)} series are built anew.")


def rebuild(series: int) -> None:
    """Build the rollups of a series anew, in a transaction for each step. Raises DamagedBlock
    before anything is removed."""
    with snapshot() as using:
        blocks.verify(series, using)
    with transaction.atomic(WRITING):
        for state in known_states([series]).values():
            rollup.forget(state)
            learn_interval(state)
            rollup.adopt_base(state)
    while _advance(series):
        pass


def _advance(series: int) -> bool:
    with transaction.atomic(WRITING):
        return any(rollup.advance(state) for state in known_states([series]).values())


def _ids(texts: list[str]) -> list[int]:
    if not texts:
        return list(Series.objects.order_by("pk").values_list("pk", flat=True))
    try:
        return [series.pk for text in texts for series in resolve(text)]
    except LivecurveError as error:
        raise CommandError(str(error)) from error
