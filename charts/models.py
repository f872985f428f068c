"""Dashboards and their panels.

Both have natural keys, so that a fixture finds its own rows again whatever their ids, and
never writes over others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from timeseries.errors import LivecurveError
from timeseries.selector import parse_selector
from timeseries.sentences import in_language
from timeseries.timerange import now, parse_range, parse_zone

from .definition_fields import COLUMNS
from .kind import kinds
from .spec import PanelSpec
from .variables import checked, with_stand_ins


def kind_choices() -> list[tuple[str, str]]:
    """A callable, so that a further kind needs no migration."""
    return [(name, name) for name in kinds.names()]


class DashboardManager(models.Manager["Dashboard"]):
    def get_by_natural_key(self, slug: str) -> "Dashboard":
        return self.get(slug=slug)


class Dashboard(models.Model):
    """A page of panels. `start` and `end` are its range when none is asked for, `folder` is a
    path such as `House/Cellar`, and `version` grows with every change of it or its panels. `zone`
    is empty where that of the viewer holds; `variables` are as in `variables.py`."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    start = models.CharField(max_length=40, default="now-1h")
    end = models.CharField(max_length=40, default="now")
    zone = models.CharField(max_length=64, blank=True)
    variables: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=200, blank=True)
    tags: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[DashboardManager] = DashboardManager()

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dashboard", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        with _explained():
            parse_range(self.start, self.end, now())
            parse_zone(self.zone)
        try:
            checked(self.variables)
        except ValueError as error:
            told = in_language(f"It takes {error}.")
            raise ValidationError({"variables": told}) from error


class PanelManager(models.Manager["Panel"]):
    def get_by_natural_key(self, slug: str, title: str) -> "Panel":
        """The first of the dashboard's panels with this title: titles may come twice."""
        return self.filter(dashboard__slug=slug, title=title).order_by("pk")[:1].get()


class Panel(models.Model):
    """One chart on a grid of 12 columns.

    `queries` is a list of what `panel_query.PanelQuery` has; `options` are those of
    `spec.PanelSpec` and `display.Display`.
    """

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="panels")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=kind_choices)
    unit = models.CharField(max_length=40, blank=True)
    x = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(COLUMNS - 1)])
    y = models.PositiveSmallIntegerField(default=0)
    w = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(COLUMNS)]
    )
    h = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(1)])
    queries: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    options: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    objects: ClassVar[PanelManager] = PanelManager()

    class Meta:
        ordering = ("y", "x", "pk")

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        return self.dashboard.slug, self.title

    def clean(self) -> None:
        with _explained():
            choices = kinds[self.kind].options if self.kind in kinds else {}
            for query in PanelSpec.of(self, choices).queries:
                if query.series and not query.series.isdecimal():
                    parse_selector(with_stand_ins(query.series))


class DashboardVersion(models.Model):
    """A dashboard as it was: the document of its definition."""

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    author = models.CharField(max_length=150, blank=True)
    definition: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("dashboard", "number"), name="one_of_a_number")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Star(models.Model):
    """A dashboard that somebody wants to have first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="stars")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "dashboard"), name="one_star_of_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} stars {self.dashboard}"


class Preference(models.Model):
    """What somebody chose for all pages; what is empty is left to the browser. `week_start` is
    the first day of a week in calendars, 1 for Monday to 7 for Sunday."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16, blank=True)
    theme = models.CharField(max_length=16, blank=True)
    week_start = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Preferences of {self.user}"


class Draft(models.Model):
    """What somebody is making of a dashboard and has not published. `version` is the one that
    it began from, `number` counts how often it was saved; `definition` may be unfinished."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="drafts")
    version = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    definition: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "dashboard"), name="one_draft_of_a_user")
        ]

    def __str__(self) -> str:
        return f"Draft of {self.user} for {self.dashboard}"


class WatchedFile(models.Model):
    """A file of the watched folder: which dashboard it has, how the two stand to each other, and
    `base`, the document of the last definition that both had. `path` is below the folder, and
    `digest` that of the text that was last read. A file that is broken has no dashboard until it
    can be read; one whose dashboard was deleted has none any more."""

    class State(models.TextChoices):
        SAME = "same"
        AHEAD = "ahead"
        CONFLICT = "conflict"
        BROKEN = "broken"
        GONE = "gone"
        DELETED = "deleted"

    path = models.CharField(max_length=500, unique=True)
    dashboard = models.OneToOneField(Dashboard, models.SET_NULL, null=True, related_name="file")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SAME)
    problem = models.TextField(blank=True)
    base: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path


class Playlist(models.Model):
    """Dashboards that a screen on a wall shows one after another."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("play", args=[self.slug])


class PlaylistEntry(models.Model):
    """A dashboard of a playlist, for so many seconds."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="entries")
    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(default=30)

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return f"{self.dashboard} for {self.seconds} s"


@receiver(pre_save, sender=Dashboard)
def count_up(instance: Dashboard, **_: Any) -> None:
    """Forms, fixtures and shells change a dashboard too: nobody writes over that unaware."""
    known = Dashboard.objects.filter(pk=instance.pk).values_list("version", flat=True).first()
    instance.version = (known or 0) + 1
    # A fixture need not say when: the same dashboard makes the same fixture.
    instance.updated_at = instance.updated_at or timezone.now()


@receiver((post_save, post_delete), sender=Panel)
def count_up_dashboard(instance: Panel, **_: Any) -> None:
    Dashboard.objects.filter(pk=instance.dashboard_id).update(version=models.F("version") + 1)


@contextmanager
def _explained() -> Iterator[None]:
    """What is wrong with a field, as forms want to be told."""
    try:
        yield
    except LivecurveError as error:
        raise ValidationError(in_language(str(error))) from error
