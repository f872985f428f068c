"""What a schedule needs to know of a collection, as of one moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q

from ..collector import Collector, collectors
from ..errors import CannotCollect
from ..store import WRITING
from ..timerange import SECOND, now
from .models import Collection, CollectionState
from .timetable import Timetable, phase_of


@dataclass(frozen=True, slots=True)
class Plan:
    """A collection that is to be run: two that are equal have nothing changed between them."""

    id: int
    name: str
    kind: str
    given: Mapping[str, Any] = field(repr=False)
    timetable: Timetable
    timeout: int
    labels: Mapping[str, str]
    enabled: bool = True
    changed_at: int = 0
    asked_at: int | None = None

    @classmethod
    def of(cls, row: Collection) -> "Plan":
        local = row.kind in collectors and collectors[row.kind].is_local
        # Readings of the machine itself are of whole seconds.
        phase = 0 if local else phase_of(row.pk or 0, 0 if row.cron else row.interval)
        interval = 0 if row.cron else row.interval
        return cls(
            row.pk,
            row.name,
            row.kind,
            {**row.settings, **row.secrets},
            Timetable(interval, row.cron, row.zone, phase),
            row.timeout,
            row.labels,
            row.enabled,
            row.changed_at,
            row.asked_at,
        )

    @property
    def seconds(self) -> float:
        """How long a run may take."""
        return self.timeout / SECOND

    def make(self) -> Collector:
        """Raises CannotCollect."""
        if self.kind not in collectors:
            raise CannotCollect(f"There is no kind of collector called {self.kind}.")
        return collectors[self.kind](self.given)


def local_kinds() -> list[str]:
    """Kinds that run in the server itself."""
    return [name for name in collectors.names() if collectors[name].is_local]


def shown_kinds() -> list[str]:
    """Kinds that are on: a setting takes the machine's own readings away."""
    return [name for name in collectors.names() if settings.MACHINE_READINGS or name != "machine"]


Revision = tuple[tuple[int, int, int | None], ...]


def revision() -> Revision:
    """Another one after any change of any collection, and after any wish to run one. It holds what
    each has: the latest of all would hide the changes of a clock behind."""
    rows = Collection.objects.using(WRITING).order_by("pk")
    return tuple(rows.values_list("pk", "changed_at", "asked_at"))


def plans(is_local: bool | None = None) -> dict[int, tuple[Plan, CollectionState]]:
    """All of them with their states; `is_local` takes only kinds that run in the server itself,
    or only the others."""
    rows = Collection.objects.using(WRITING).filter(kind__in=shown_kinds())
    if is_local is not None:
        local = Q(kind__in=local_kinds())
        rows = rows.filter(local if is_local else ~local)
    found = list(rows.select_related("state").order_by("pk"))
    states = _make_states([row for row in found if not hasattr(row, "state")])
    return {row.pk: (Plan.of(row), states.get(row.pk) or row.state) for row in found}


def plans_of(collections: Iterable[int]) -> dict[int, Plan]:
    """Some of them by their ids, without those that are no more."""
    rows = Collection.objects.using(WRITING).filter(pk__in=set(collections))
    return {row.pk: Plan.of(row) for row in rows}


def _make_states(rows: Sequence[Collection]) -> dict[int, CollectionState]:
    """Of those that came by a fixture or a shell: their slots count from now on."""
    made = [CollectionState(collection=row, last_slot=now()) for row in rows]
    CollectionState.objects.using(WRITING).bulk_create(made, ignore_conflicts=True)
    return {state.pk: state for state in made}
