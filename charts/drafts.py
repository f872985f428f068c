"""Drafts: what somebody is making of a dashboard, kept until it is published or discarded.

A draft belongs to one user and one dashboard. It may be unfinished: what keeps it from being
published is told each time it is saved. Each function is one short transaction, and runs on a
thread.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from timeseries.errors import BadParameter

from .definition import BadDefinition, Definition, Problem
from .editing import Stale, change, found, locked
from .models import Dashboard, Draft
from .plain_json import plain


def kept(slug: str, user_id: int) -> Draft | None:
    """Raises NotFound when there is no such dashboard."""
    return found(slug).drafts.filter(user_id=user_id).first()


def save(slug: str, user_id: int, version: int, number: int, document: Any) -> Draft:
    """Keep a draft that began from `version` of its dashboard and was last saved as `number`, 0
    for a new one. Raises NotFound, BadParameter, and Stale when the same user has saved another
    one meanwhile, in another tab or on another machine."""
    definition = _plain(document)
    with transaction.atomic():
        dashboard = locked(slug, None)
        draft = dashboard.drafts.filter(user_id=user_id).first()
        if (draft.number if draft else 0) != number:
            raise Stale(slug, dashboard.version)
        draft = draft or Draft(dashboard=dashboard, user_id=user_id)
        draft.version, draft.number = version, number + 1
        draft.saved_at, draft.definition = timezone.now(), definition
        draft.save()
        return draft


def publish(slug: str, user_id: int, version: int | None, document: Any, author: str) -> Dashboard:
    """Make a definition the dashboard's, and let the draft go. Raises NotFound, Stale, Taken and
    BadDefinition; the draft then stays."""
    definition = Definition.of({"slug": slug, **_plain(document)})
    with transaction.atomic():
        dashboard = change(slug, version, definition, author)
        dashboard.drafts.filter(user_id=user_id).delete()
        return dashboard


def discard(slug: str, user_id: int) -> None:
    """Raises NotFound."""
    found(slug).drafts.filter(user_id=user_id).delete()


def problems(slug: str, document: Any) -> list[Problem]:
    """What keeps a definition from being published."""
    try:
        Definition.of({"slug": slug, **document})
    except BadDefinition as error:
        return error.problems
    return []


def version_author(slug: str, number: int) -> str:
    """Who made a version; empty when nobody knows. Raises NotFound."""
    names = found(slug).versions.filter(number=number).values_list("author", flat=True)
    return names.first() or ""


def _plain(document: Any) -> dict[str, Any]:
    try:
        definition = plain(document)
    except ValueError as error:
        raise BadParameter("definition", str(error)) from None
    if not isinstance(definition, dict):
        raise BadParameter("definition", 'an object such as {"title": "The lab"}')
    return definition
