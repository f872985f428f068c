"""Changes of readings by the ORM: each is announced in its own transaction, so that rollups and
open charts follow (`announce.py`)."""

from typing import Any

import numpy as np
from django.db import NotSupportedError, transaction
from django.db.models import Max, Min, QuerySet
from django.dispatch import Signal

from .batch import Times

# Sent in the transaction of a change that did not come through the writer, with `using`
# (alias), `touched`: {series id: (first, last) touched time}, and `deleted`: {series id: times}
# of what has been deleted, for a block may have the same times.
readings_touched = Signal()
# Sent in the transaction before such a change, with `using` and `series`, the ids that it is
# of, or None where only the database knows.
readings_changing = Signal()


class ReadingQuerySet(QuerySet[Any]):
    """Every bulk change announces what it touches, in its own transaction."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        readings = list(objs)
        with transaction.atomic(self.db):
            self._lock([*extent(readings)])
            made = super().bulk_create(readings, *args, **kwargs)
            self._announce(extent(readings))
        return made

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        readings = list(objs)
        with transaction.atomic(self.db):
            self._lock([*extent(readings)])
            changed = super().bulk_update(readings, *args, **kwargs)
            self._announce(extent(readings))
        return changed

    def update(self, **kwargs: Any) -> int:
        if kwargs.keys() & {"series", "series_id", "time", "pk"}:
            raise NotSupportedError(
                "A reading's series and time are its key: delete it and create another."
            )
        with transaction.atomic(self.db):
            self._lock()
            touched = self._touched()
            changed = super().update(**kwargs)
            self._announce(touched)
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(self.db):
            self._lock()
            touched, times = self._touched(), self._times()
            deleted = super().delete()
            self._announce(touched, times)
        return deleted

    def _lock(self, series: list[int] | None = None) -> None:
        readings_changing.send(self.model, using=self.db, series=series)

    def _times(self) -> dict[int, Times]:
        times: dict[int, list[int]] = {}
        for series, time in self.order_by().values_list("series_id", "time").iterator():
            times.setdefault(series, []).append(time)
        return {series: np.array(of, np.int64) for series, of in times.items()}

    def _touched(self) -> dict[int, tuple[int, int]]:
        plain = self.order_by().values("series_id").annotate(first=Min("time"), last=Max("time"))
        return {row["series_id"]: (row["first"], row["last"]) for row in plain}

    def _announce(
        self, touched: dict[int, tuple[int, int]], deleted: dict[int, Times] | None = None
    ) -> None:
        if touched:
            readings_touched.send(self.model, using=self.db, touched=touched, deleted=deleted)


def extent(readings: list[Any]) -> dict[int, tuple[int, int]]:
    """Of each series the first and the last time (µs)."""
    touched: dict[int, tuple[int, int]] = {}
    for reading in readings:
        first, last = touched.get(reading.series_id, (reading.time, reading.time))
        touched[reading.series_id] = min(first, reading.time), max(last, reading.time)
    return touched
