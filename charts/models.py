"""Dashboards and their panels.

Both have natural keys, so that a fixture finds its own rows again whatever their ids, and
never writes over others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from timeseries.errors import LivecurveError
from timeseries.selector import parse_selector
from timeseries.timerange import now, parse_range

from .kind import kinds
from .spec import PanelSpec

COLUMNS = 12


def kind_choices() -> list[tuple[str, str]]:
    """A callable, so that a further kind needs no migration."""
    return [(name, name) for name in kinds.names()]


class DashboardManager(models.Manager["Dashboard"]):
    def get_by_natural_key(self, slug: str) -> "Dashboard":
        return self.get(slug=slug)


class Dashboard(models.Model):
    """A page of panels. `start` and `end` are its range when none is asked for."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    start = models.CharField(max_length=40, default="now-1h")
    end = models.CharField(max_length=40, default="now")
    position = models.PositiveIntegerField(default=0)
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


@contextmanager
def _explained() -> Iterator[None]:
    """What is wrong with a field, as forms want to be told."""
    try:
        yield
    except LivecurveError as error:
        raise ValidationError(str(error)) from error
