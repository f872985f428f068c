"""Dashboards made, changed and deleted, with what keeps two people from writing over each other.

Each function is one short transaction, and runs on a thread.
"""

from dataclasses import replace
from typing import Any

from django.core.validators import slug_re
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from timeseries.errors import LivecurveError, NotFound

from .definition import Definition
from .history import record, thin_out
from .models import Dashboard, Star
from .stored import definition_of, store


class Taken(LivecurveError):
    """There is a dashboard of this slug already."""

    code = "taken"
    status = 409


class Stale(LivecurveError):
    """A change was made to a version that is no longer the newest, `version`."""

    code = "conflict"
    status = 409

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(
            f"The dashboard {slug} has changed meanwhile and is at version {version}: "
            "get it again and make your change to that."
        )
        self.version = version


def create(definition: Definition, author: str) -> Dashboard:
    """A new dashboard. Raises Taken."""
    with transaction.atomic():
        _check_free(definition.slug)
        return _stored(definition, _last(), author)


def change(slug: str, version: int | None, definition: Definition, author: str) -> Dashboard:
    """The dashboard with another definition; `version` is the one that was changed, None for
    whichever it is. What changes nothing makes no version. Raises NotFound, Stale, Taken."""
    with transaction.atomic():
        dashboard = locked(slug, version)
        if definition.slug != slug:
            _check_free(definition.slug)
        if definition == definition_of(dashboard):
            return dashboard
        # As a form or a fixture left it.
        record(dashboard, "")
        return _stored(definition, dashboard, author)


def delete(slug: str, version: int | None) -> None:
    """Raises NotFound and Stale."""
    with transaction.atomic():
        locked(slug, version).delete()


def duplicate(slug: str, author: str) -> Dashboard:
    """A copy with a title and a slug of its own. Raises NotFound."""
    with transaction.atomic():
        original = definition_of(locked(slug, None))
        title = f"{original.title[:190]} (copy)"
        panels = [replace(panel, id=None) for panel in original.panels]
        copy = replace(original, title=title, slug=free_slug(title), panels=panels)
        return _stored(copy, _last(), author)


def put(definition: Definition, author: str) -> Dashboard:
    """The dashboard of the definition's slug, made or changed."""
    with transaction.atomic():
        if Dashboard.objects.filter(slug=definition.slug).exists():
            return change(definition.slug, None, definition, author)
        return create(definition, author)


def restore(slug: str, number: int, version: int | None, author: str) -> Dashboard:
    """The dashboard as it was in version `number`, under its present slug. Raises NotFound and
    Stale, and BadDefinition when that version is from a time of other rules."""
    return change(slug, version, Definition.of({**kept(slug, number), "slug": slug}), author)


def kept(slug: str, number: int) -> dict[str, Any]:
    """The document of a version. Raises NotFound."""
    version = found(slug).versions.filter(number=number).first()
    if version is None:
        raise NotFound(f"No version {number} is kept of the dashboard {slug}.")
    document: dict[str, Any] = version.definition
    return document


def star(slug: str, user_id: int, wanted: bool) -> None:
    """Raises NotFound."""
    with transaction.atomic():
        dashboard = locked(slug, None)
        if wanted:
            Star.objects.get_or_create(dashboard=dashboard, user_id=user_id)
        else:
            Star.objects.filter(dashboard=dashboard, user_id=user_id).delete()


def free_slug(title: str) -> str:
    """A slug that no dashboard has, made of a title."""
    base = slugify(title)[:90] or "dashboard"
    taken = set(Dashboard.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def found(slug: str) -> Dashboard:
    """Raises NotFound."""
    return _found(Dashboard.objects.all(), slug)


def found_definition(slug: str) -> Definition:
    """Raises NotFound."""
    return definition_of(found(slug))


def locked(slug: str, version: int | None) -> Dashboard:
    """The dashboard, locked until the end of the transaction. Raises NotFound and Stale."""
    dashboard = _found(Dashboard.objects.select_for_update(), slug)
    if version not in (None, dashboard.version):
        raise Stale(slug, dashboard.version)
    return dashboard


def _found(dashboards: "QuerySet[Dashboard]", slug: str) -> Dashboard:
    one = dashboards.filter(slug=slug).first() if slug_re.match(slug) else None
    if one is None:
        raise NotFound(f"There is no dashboard {slug[:100]!a}: / lists them all.")
    return one


def _last() -> Dashboard:
    """A new dashboard, behind all others."""
    last = Dashboard.objects.order_by("-position").values_list("position", flat=True).first()
    return Dashboard(position=0 if last is None else last + 1)


def _check_free(slug: str) -> None:
    if Dashboard.objects.filter(slug=slug).exists():
        raise _taken(slug)


def _stored(definition: Definition, dashboard: Dashboard, author: str) -> Dashboard:
    try:
        with transaction.atomic():
            store(definition, dashboard)
    except IntegrityError:
        # Two made it at the same moment.
        raise _taken(definition.slug) from None
    record(dashboard, author)
    thin_out(dashboard)
    return dashboard


def _taken(slug: str) -> Taken:
    return Taken(f"There is a dashboard {slug} already: take another slug, or change that one.")
