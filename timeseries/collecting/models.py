"""Collectors that were set up (each is a *collection*), how far each is, and its last runs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..timerange import SECOND

NAME_LENGTH = 100
CRON_LENGTH = 100
ZONE_LENGTH = 64
ERROR_LENGTH = 500


class Collection(models.Model):
    """One collector that was set up. Times and durations are µs."""

    name = models.CharField(max_length=NAME_LENGTH)
    # A name in the registry of collectors.
    kind = models.CharField(max_length=32)
    settings = models.JSONField(default=dict, blank=True)
    # Settings that are shown to nobody and written into no log.
    secrets = models.JSONField(default=dict, blank=True)
    # Every so often; 0 where a cron expression says when.
    interval = models.BigIntegerField(default=60 * SECOND)
    cron = models.CharField(max_length=CRON_LENGTH, blank=True)
    zone = models.CharField(max_length=ZONE_LENGTH, default="UTC")
    timeout = models.BigIntegerField(default=10 * SECOND)
    # Tags that every reading gets.
    labels = models.JSONField(default=dict, blank=True)
    enabled = models.BooleanField(default=True)
    # When it was last changed: schedules that are running see by it that it was.
    changed_at = models.BigIntegerField(default=0)
    # When somebody last asked it to be run at once.
    asked_at = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["Collection"]]

    class Meta:
        app_label = "timeseries"
        verbose_name = _("collector")
        verbose_name_plural = _("collectors")
        permissions = [
            ("collect_by_sql", "Can let a collector query databases"),
            ("collect_by_function", "Can let a collector call functions"),
        ]

    def __str__(self) -> str:
        return self.name


class CollectionState(models.Model):
    """How far a collection is: apart from it, as `SeriesState` is from `Series`."""

    collection = models.OneToOneField(
        Collection, models.CASCADE, primary_key=True, related_name="state"
    )
    # The last slot that was taken; slots behind it that nobody takes are missed.
    last_slot = models.BigIntegerField()
    # Nobody else runs it before then, unless the run ends earlier.
    busy_until = models.BigIntegerField(default=0)
    # Slots before this time are left out, after errors one after another.
    resume_at = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    missed = models.BigIntegerField(default=0)
    # Readings in all.
    stored = models.BigIntegerField(default=0)
    # Of the last run that has ended.
    started = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    last_stored = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    objects: ClassVar[models.Manager["CollectionState"]]

    class Meta:
        app_label = "timeseries"

    def __str__(self) -> str:
        return f"state of collector {self.pk}"


class CollectionRun(models.Model):
    """One run. The row is made before it, and a slot of a collection has one row: no slot runs
    twice, however many processes try. A run that was never ended was cut short."""

    collection = models.ForeignKey(Collection, models.CASCADE, db_index=False, related_name="runs")
    slot = models.BigIntegerField()
    started = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    stored = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)

    objects: ClassVar[models.Manager["CollectionRun"]]

    class Meta:
        app_label = "timeseries"
        constraints = [
            models.UniqueConstraint(fields=["collection", "slot"], name="one_run_of_a_slot")
        ]

    def __str__(self) -> str:
        return f"run of collector {self.collection_id} at {self.slot}"
