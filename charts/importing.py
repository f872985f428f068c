"""The dashboards of a text made: all of them or none."""

from dataclasses import dataclass

from django.db import transaction

from . import editing
from .dashboard_file import BadFile, Plan
from .models import Dashboard


@dataclass(frozen=True, slots=True)
class Step:
    """What an import does with one dashboard."""

    slug: str
    title: str
    panels: int
    replaces: bool

    def as_json(self) -> dict[str, object]:
        return {
            "slug": self.slug,
            "title": self.title,
            "panels": self.panels,
            "action": "replaced" if self.replaces else "created",
        }


def foresee(plan: Plan, replace: bool) -> list[Step]:
    """What `carry_out` would do now. Raises BadFile when two of the text have one slug, and
    Taken when one is there and may not be replaced."""
    slugs = [one.slug for one in plan.definitions]
    if len(set(slugs)) < len(slugs):
        raise BadFile("Two dashboards of the text have the same slug: give each its own.")
    known = set(Dashboard.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    if known and not replace:
        raise editing.Taken(
            f"There is a dashboard {min(known)} already: replace it, or give the new one "
            "another slug."
        )
    return [
        Step(one.slug, one.title, len(one.panels), one.slug in known) for one in plan.definitions
    ]


def carry_out(plan: Plan, replace: bool, author: str) -> list[Step]:
    """Make them. Raises what `foresee` raises."""
    with transaction.atomic():
        steps = foresee(plan, replace)
        for definition in plan.definitions:
            editing.put(definition, author)
    return steps
