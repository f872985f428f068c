"""All that is stored.

Rows go in and out of `Reading`, `Block` and the like through `store.py` alone; the models
are the plain Django way in for the admin, fixtures and shells, and `announce.py` makes what
comes that way known to open charts.
"""

from typing import Any, ClassVar

from django.db import NotSupportedError, models, transaction
from django.db.models import Max, Min
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from .batch import KEY_BYTES, NAME_LENGTH, SeriesKey
from .packing import PackedField

UNIT_LENGTH = 40

SEMANTICS = {
    "gauge": _("Gauge: a level that goes up and down"),
    "counter": _("Counter: only grows, and starts again at zero"),
    "step": _("Step: keeps its value until the next reading"),
    "total": _("Total: an amount for each period"),
}
SCOPES = {
    "read": _("Read"),
    "write": _("Write"),
    "admin": _("Administer"),
}


def semantics_choices() -> list[tuple[str, object]]:
    """A callable, so that a further one needs no migration."""
    return list(SEMANTICS.items())


def scope_choices() -> list[tuple[str, object]]:
    return list(SCOPES.items())


# Sent in the transaction of a change that did not come through the writer, with
# `using` (alias) and `touched`: {series id: (first, last) touched time}.
readings_touched = Signal()


class SeriesManager(models.Manager["Series"]):
    def get_by_natural_key(self, key: str) -> "Series":
        return self.get(key=key)


class Series(models.Model):
    """The identity of a series, which never changes with its readings."""

    name = models.CharField(max_length=NAME_LENGTH, db_index=True)
    tags = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=KEY_BYTES, unique=True, editable=False)
    unit = models.CharField(max_length=UNIT_LENGTH, blank=True)
    label = models.CharField(max_length=NAME_LENGTH, blank=True)
    semantics = models.CharField(max_length=16, choices=semantics_choices, default="gauge")

    objects: ClassVar[SeriesManager] = SeriesManager()

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.label or self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = SeriesKey.of(self.name, self.tags).text
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class SeriesState(models.Model):
    """What changes about a series: apart from `Series`, so that no busy row blocks others."""

    series = models.OneToOneField(
        Series, models.CASCADE, primary_key=True, related_name="state", db_constraint=True
    )
    # Microseconds since 1970 UTC; null while there are no readings.
    first = models.BigIntegerField(null=True)
    last = models.BigIntegerField(null=True)
    # The median distance between neighbours in microseconds.
    interval = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"state of series {self.pk}"


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Every bulk change announces what it touches, in its own transaction."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list["Reading"]:
        readings = list(objs)
        with transaction.atomic(self.db):
            made = super().bulk_create(readings, *args, **kwargs)
            self._announce(_extent(readings))
        return made

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        readings = list(objs)
        with transaction.atomic(self.db):
            changed = super().bulk_update(readings, *args, **kwargs)
            self._announce(_extent(readings))
        return changed

    def update(self, **kwargs: Any) -> int:
        if kwargs.keys() & {"series", "series_id", "time", "pk"}:
            raise NotSupportedError(
                "A reading's series and time are its key: delete it and create another."
            )
        with transaction.atomic(self.db):
            touched = self._touched()
            changed = super().update(**kwargs)
            self._announce(touched)
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(self.db):
            touched = self._touched()
            deleted = super().delete()
            self._announce(touched)
        return deleted

    def _touched(self) -> dict[int, tuple[int, int]]:
        plain = self.order_by().values("series_id").annotate(first=Min("time"), last=Max("time"))
        return {row["series_id"]: (row["first"], row["last"]) for row in plain}

    def _announce(self, touched: dict[int, tuple[int, int]]) -> None:
        if touched:
            readings_touched.send(Reading, using=self.db, touched=touched)


def _extent(readings: list["Reading"]) -> dict[int, tuple[int, int]]:
    touched: dict[int, tuple[int, int]] = {}
    for reading in readings:
        first, last = touched.get(reading.series_id, (reading.time, reading.time))
        touched[reading.series_id] = min(first, reading.time), max(last, reading.time)
    return touched


class Reading(models.Model):
    """One reading."""

    pk = models.CompositePrimaryKey("series", "time")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="readings")
    # Microseconds since 1970 UTC, negative before it.
    time = models.BigIntegerField()
    value = models.FloatField()

    objects: ClassVar[models.Manager["Reading"]] = ReadingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.series_id} at {self.time}: {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # What receivers of post_save write belongs to the same transaction (loaddata, which
        # does not come by here, has one of its own).
        with transaction.atomic(kwargs.get("using")):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        alias = kwargs.get("using") or self._state.db or "default"
        touched = _extent([self])
        with transaction.atomic(alias):
            deleted = super().delete(*args, **kwargs)
            readings_touched.send(Reading, using=alias, touched=touched)
        return deleted


class Commit(models.Model):
    """One writing transaction: which stretches of which series it touched.

    Stretch i is [starts[i], ends[i]] of series[i], both ends included; late[i] is 0 when all
    in it was later than every reading of that series before. The number grows
    with every transaction; on PostgreSQL it is the transaction's own number, so that
    `pg_snapshot_xmin` tells below which number nothing can come any more.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    series = PackedField("int64")
    starts = PackedField("int64")
    ends = PackedField("int64")
    late = PackedField("uint8")

    objects: ClassVar[models.Manager["Commit"]]

    def __str__(self) -> str:
        return f"commit {self.pk}"


class ApiToken(models.Model):
    """A token for programs. Only its digest is kept; the token is shown once."""

    name = models.CharField(max_length=NAME_LENGTH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=16, choices=scope_choices)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.scope})"
