"""All that is stored.

Rows go in and out of `Reading`, `Block` and the like through `store.py` alone; the models
are the plain Django way in for the admin, fixtures and shells, and `announce.py` makes what
comes that way known to open charts.
"""

import secrets
from typing import Any, ClassVar

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .collecting.models import Collection as Collection
from .collecting.models import CollectionRun as CollectionRun
from .collecting.models import CollectionState as CollectionState
from .errors import BadSelector
from .packing import PackedField
from .reading_changes import ReadingQuerySet, extent, readings_changing, readings_touched
from .reading_fields import TimeField, ValueField
from .resolutions import MOST_DAYS, what_is_wrong
from .selector import parse_selector
from .sentences import in_language
from .series_key import DESCRIPTION_LENGTH, KEY_BYTES, NAME_LENGTH, TEXT_LENGTH, SeriesKey
from .topic_rules import parse_rules

UNIT_LENGTH = 40
# Readings in a block that is joined no further.
FULL_BLOCK = 4096

SEMANTICS = {
    "gauge": _("Gauge: a level that goes up and down"),
    "counter": _("Counter: only grows, and starts again at zero"),
    "step": _("Step: keeps its value until the next reading"),
    "total": _("Total: an amount for each period"),
    "state": _("State: one of several texts"),
}
GAUGE, STATE = "gauge", "state"
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
    semantics = models.CharField(max_length=16, choices=semantics_choices, default=GAUGE)
    description = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True, db_default="")

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


class StateText(models.Model):
    """What a code in the readings of a series of states stands for. Codes are given in the
    order in which texts first come, from 0 on, and never change."""

    pk = models.CompositePrimaryKey("series", "code")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="texts")
    code = models.IntegerField()
    text = models.CharField(max_length=TEXT_LENGTH)

    objects: ClassVar[models.Manager["StateText"]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "text"], name="one_code_a_text")]

    def __str__(self) -> str:
        return f"{self.code} of series {self.series_id}: {self.text}"


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
    # The narrowest rung of its rollups; 0 while it has none.
    base_width = models.BigIntegerField(default=0, db_default=0)
    # Every bucket that ends here or before is in its rung; nothing behind it is.
    rolled_until = models.BigIntegerField(default=0, db_default=0)
    # {width: time} of rungs that are filled only from there on, while they are filled back.
    rung_from = models.JSONField(default=dict, db_default={})
    # Readings before this time have gone by retention; null while all are kept.
    raw_from = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"state of series {self.pk}"


class ReadingManager(models.Manager["Reading"]):
    def get_queryset(self) -> ReadingQuerySet:
        return ReadingQuerySet(self.model, using=self._db)


class Reading(models.Model):
    """One reading."""

    pk = models.CompositePrimaryKey("series", "time")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="readings")
    time = TimeField()
    value = ValueField()

    objects: ClassVar[ReadingManager] = ReadingManager()

    def __str__(self) -> str:
        return f"{self.series_id} at {self.time}: {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # What receivers of post_save write belongs to the same transaction (loaddata, which
        # does not come by here, has one of its own).
        with transaction.atomic(kwargs.get("using")):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        alias = kwargs.get("using") or self._state.db or "default"
        touched = extent([self])
        times = {self.series_id: np.array([self.time], np.int64)}
        with transaction.atomic(alias):
            readings_changing.send(Reading, using=alias, series=[self.series_id])
            deleted = super().delete(*args, **kwargs)
            readings_touched.send(Reading, using=alias, touched=touched, deleted=times)
        return deleted


class Block(models.Model):
    """A packed run of readings of one series. Blocks of a series never overlap, and a `Reading`
    row of the same time overrides what a block has."""

    pk = models.CompositePrimaryKey("series", "start")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="blocks")
    # The first and the last time in it, µs.
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    count = models.IntegerField()
    # Ascending µs since 1970 UTC, and the values at these times.
    times = PackedField("int64")
    values = PackedField("float64")

    objects: ClassVar[models.Manager["Block"]]

    class Meta:
        indexes = [
            # What the packer may still join.
            models.Index(
                fields=["series", "start"], name="small_blocks", condition=Q(count__lt=FULL_BLOCK)
            )
        ]

    def __str__(self) -> str:
        return f"block of series {self.series_id} at {self.start}: {self.count} readings"


class RollupBlock(models.Model):
    """Up to 512 non-empty buckets of one width, as columns: those with
    start <= time < start + 512 * width. Times in it are µs from each bucket's start."""

    pk = models.CompositePrimaryKey("series", "width", "start")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="rollups")
    width = models.BigIntegerField()
    start = models.BigIntegerField()
    # Where each bucket starts, in widths from `start`.
    slot = PackedField("int64")
    count = PackedField("int64")
    min = PackedField("float64")
    max = PackedField("float64")
    sum = PackedField("float64")
    first = PackedField("float64")
    last = PackedField("float64")
    increase = PackedField("float64")
    first_at = PackedField("int64")
    last_at = PackedField("int64")
    min_at = PackedField("int64")
    max_at = PackedField("int64")

    objects: ClassVar[models.Manager["RollupBlock"]]

    def __str__(self) -> str:
        return f"rollup of series {self.series_id}, {self.width} µs wide, at {self.start}"


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


class Retention(models.Model):
    """For how long the readings of some series are kept, and what stands for them."""

    position = models.PositiveIntegerField(
        default=10,
        help_text=_("For each series the first row that names it counts, the lowest first."),
    )
    selector = models.CharField(
        max_length=KEY_BYTES,
        blank=True,
        help_text=_(
            'Which series: a selector such as machine_* or power{site="north"}; empty: all.'
        ),
    )
    raw = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "For how many days the readings themselves are kept; empty: for ever. They go in "
            "steps of 28 days, so some stay up to 28 days longer."
        ),
    )
    # Days by the name of a rung (`RUNG_NAMES`).
    rungs = models.JSONField(
        default=dict,
        blank=True,
        help_text=_(
            "After that rollups stand for them: for how many days each, such as "
            '{"1s": 90, "1m": 365}. The widths are 1s, 10s, 1m, 10m, 1h, 6h, 1d, 7d and 28d; '
            "one that is not named is kept as long as the next wider one that is, else for ever."
        ),
    )

    objects: ClassVar[models.Manager["Retention"]]

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "retention"

    def __str__(self) -> str:
        kept = "for ever" if self.raw is None else f"for {self.raw} days"
        return f"{self.selector or 'all series'}: readings {kept}"

    def clean(self) -> None:
        try:
            parse_selector(self.selector or "*")
        except BadSelector as error:
            raise ValidationError({"selector": in_language(str(error))}) from error
        if wrong := what_is_wrong(self.raw, self.rungs):
            raise ValidationError({"rungs": in_language(wrong)})


def new_client_id() -> str:
    """What no other installation has, of 22 of the 23 characters that every broker takes."""
    return f"livecurve-{secrets.token_hex(6)}"


class MqttSource(models.Model):
    """A broker whose messages become readings, by rules on their topics (topic_rules.py)."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    host = models.CharField(_("host"), max_length=NAME_LENGTH)
    port = models.PositiveIntegerField(
        _("port"), default=1883, validators=[MinValueValidator(1), MaxValueValidator(65_535)]
    )
    tls = models.BooleanField(_("TLS"), default=False)
    username = models.CharField(_("user name"), max_length=NAME_LENGTH, blank=True)
    password = models.CharField(_("password"), max_length=NAME_LENGTH, blank=True)
    rules = models.TextField(
        _("rules"),
        help_text=_(
            "One a line: a topic whose levels in braces are tags, such as zigbee2mqtt/{device} or "
            "tele/{device}/SENSOR; {rest...} takes all further levels. After => may stand a name "
            "that the names of series begin with: shelly/{device}/status/{part} => shelly"
        ),
    )
    enabled = models.BooleanField(_("enabled"), default=True)
    # A broker knows a session by it, and ends the connection of who else comes by the same one.
    client_id = models.CharField(max_length=23, default=new_client_id, editable=False)
    # As of the last change of either; empty while it works.
    connected_at = models.DateTimeField(_("connected since"), null=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True, editable=False)

    objects: ClassVar[models.Manager["MqttSource"]]

    class Meta:
        verbose_name = _("MQTT source")
        verbose_name_plural = _("MQTT sources")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            parse_rules(self.rules)
        except ValueError as error:
            raise ValidationError({"rules": in_language(str(error))}) from error


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
