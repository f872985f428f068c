"""The versions of a dashboard: what is kept of them, and for how long."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from .models import Dashboard, DashboardVersion
from .stored import definition_of

# Of versions younger than the first, one is kept in each stretch of the second. Older ones go.
KEPT = (
    (timedelta(hours=1), timedelta(0)),
    (timedelta(days=1), timedelta(minutes=10)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
)
# Whatever their age: the newest.
MOST = 200


def record(dashboard: Dashboard, author: str) -> None:
    """Keep the dashboard as it stands, unless that is kept already."""
    DashboardVersion.objects.get_or_create(
        dashboard=dashboard,
        number=dashboard.version,
        defaults={
            "made_at": timezone.now(),
            "author": author,
            "definition": definition_of(dashboard).as_document(),
        },
    )


def thin_out(dashboard: Dashboard) -> None:
    """Let the versions go that the table does not keep."""
    known = dashboard.versions.values_list("number", "made_at")
    gone = superfluous(list(known), timezone.now())
    dashboard.versions.filter(number__in=gone).delete()


def superfluous(versions: Sequence[tuple[int, datetime]], now: datetime) -> list[int]:
    """Which of the versions, newest first, are not kept. The newest always is."""
    kept: set[int] = {number for number, _ in versions[:1]}
    kept_at: datetime | None = None
    for number, made_at in versions:
        step = _step(now - made_at)
        if step is not None and (kept_at is None or kept_at - made_at >= step):
            kept.add(number)
            kept_at = made_at
    most = _newest(kept)
    return [number for number, _ in versions if number not in most]


def _step(age: timedelta) -> timedelta | None:
    return next((step for youngest, step in KEPT if age < youngest), None)


def _newest(numbers: Iterable[int]) -> set[int]:
    return set(sorted(numbers, reverse=True)[:MOST])
