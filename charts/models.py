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
from timeseries.timerange import now, parse_range

from .definition_fields import COLUMNS
from .kind import kinds
from .spec import PanelSpec


def kind_choices() -> list[tuple[str, str]]:
    """A callable, so that a further kind needs no migration."""
    return [(name, name) for name in kinds.names()]


class DashboardManager(models.Manager["Dashboard"]):
    def get_by_natural_key(self, slug: str) -> "Dashboard":
        return self.get(slug=slug)


class Dashboard(models.Model):
    """A page of panels. `start` and `end` are its range when none is asked for, `folder` is a
    path such as `House/Cellar`, and `version` grows with every change of it or its panels."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    start = models.CharField(max_length=40, default="now-1h")
    end = models.CharField(max_length=40, default="now")
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


class PanelManager(models.Manager["Panel"]):
    def get_by_natural_key(self, slug: str, title: str) -> "Panel":
        """The first of the dashboard's panels with this title: titles may come twice."""
        return self.filter(dashboard__slug=slug, title=title).order_by("pk")[:1].get()


class Panel(models.Model):
    """One chart on a grid of 12 columns.

    `queries` is a list of `{"series": selector, "agg": name, "label": template}`; `options`
    are those of `spec.PanelSpec`.
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
                if not query.series.isdecimal():
                    parse_selector(query.series)


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
        raise ValidationError(str(error)) from error
