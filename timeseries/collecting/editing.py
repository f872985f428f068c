"""Collectors set up, changed, duplicated and deleted, wherever that is asked for: checked as a
whole, with a sentence for each part that is wrong."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from ..collector import Collector, collectors
from ..errors import BadRequest, NotFound
from ..store import WRITING
from ..timerange import MINUTE, SECOND, now, parse_duration
from .durations import shown_duration
from .fields import Problems, read_fields
from .models import (
    CRON_LENGTH,
    NAME_LENGTH,
    ZONE_LENGTH,
    Collection,
    CollectionState,
)
from .tagging import read_labels
from .timetable import LONGEST, SHORTEST, check_cron, check_zone

R = TypeVar("R")

LEAST_TIMEOUT, MOST_TIMEOUT = SECOND // 10, 5 * MINUTE
MOST_COLLECTORS = 2_000
# What may be said of a collector; `settings` are those of its kind.
SAID = ("name", "kind", "settings", "interval", "cron", "zone", "timeout", "labels", "enabled")


class BadCollector(BadRequest):
    """Parts of a collector are wrong: a sentence for each, by its path."""

    code = "bad_collector"
    status = 422

    def __init__(self, problems: Mapping[str, str]) -> None:
        path, reason = next(iter(problems.items()))
        super().__init__(f"{path}: {reason}")
        self.problems = dict(problems)


def found(pk: int) -> Collection:
    """Raises NotFound."""
    row = Collection.objects.using(WRITING).select_related("state").filter(pk=pk).first()
    if row is None:
        raise NotFound(f"There is no collector with id {pk}: see /api/collectors.")
    return row


def draft(given: Mapping[str, Any], row: Collection | None = None) -> Collection:
    """A collector as it is asked for, not saved: `row` with what was given of it changed, or a
    new one. Raises BadCollector."""
    reading = _Reading(given, row)
    made = reading.read()
    if reading.problems:
        raise BadCollector(reading.problems)
    return made


def create(given: Mapping[str, Any]) -> Collection:
    """Raises BadCollector."""
    row = draft(given)
    if Collection.objects.using(WRITING).count() >= MOST_COLLECTORS:
        raise BadRequest(f"There are {MOST_COLLECTORS:,} collectors already: delete one first.")
    return save(row)


def save(row: Collection) -> Collection:
    """Save one that `draft` has made. From now on its slots count, and what failed is past."""
    row.changed_at = now()
    fresh = {"last_slot": row.changed_at, "failures": 0, "resume_at": 0}
    with transaction.atomic(WRITING):
        row.save(using=WRITING)
        CollectionState.objects.using(WRITING).update_or_create(collection=row, defaults=fresh)
    return found(row.pk)


def change(pk: int, given: Mapping[str, Any]) -> Collection:
    """Raises NotFound and BadCollector."""
    return save(draft(given, found(pk)))


def duplicate(pk: int) -> Collection:
    """A copy that is off, with the same secrets: whoever sends them elsewhere has to know them.
    Raises NotFound."""
    row = found(pk)
    row.pk = None
    row._state.adding = True
    row.name = _("Copy of %(name)s") % {"name": row.name[: NAME_LENGTH - 20]}
    row.enabled = False
    row.asked_at = None
    return save(row)


def delete(pk: int) -> None:
    """Its readings stay. Raises NotFound."""
    found(pk).delete()


def ask(pk: int) -> int:
    """Let it be run at once, by whoever runs it; the slot of that run. Raises NotFound."""
    slot = now()
    if not Collection.objects.using(WRITING).filter(pk=pk).update(asked_at=slot):
        found(pk)
    return slot


class _Reading:
    """What was given of one collector, field by field."""

    def __init__(self, given: Mapping[str, Any], row: Collection | None) -> None:
        self.problems: dict[str, str] = {}
        self._given = given
        self._row = row

    def read(self) -> Collection:
        for name in self._given:
            if name not in SAID:
                self.problems[str(name)[:40]] = f"There is no such field: {', '.join(SAID)} are."
        made = Collection() if self._row is None else self._row
        self._take(made, "name", _read_name, "")
        kind = self._kind(made)
        self._take(made, "zone", _read_zone, "UTC")
        if self._take(made, "cron", _read_cron, ""):
            self._try("cron", lambda: check_cron(made.cron, made.zone) if made.cron else None)
        self._take(made, "interval", _read_interval, shown_duration(kind.interval))
        self._take(made, "timeout", _read_timeout, shown_duration(kind.timeout))
        self._take(made, "labels", read_labels, {})
        self._take(made, "enabled", _read_switch, True)
        self._settings(made, kind)
        return made

    def _take(self, made: Collection, name: str, read: Callable[[Any], Any], default: Any) -> bool:
        """Read a field that was given; of a new collector the default of one that was not."""
        if name in self._given:
            value = self._given[name]
        elif self._row is None:
            value = default
        else:
            return True
        return self._try(name, lambda: setattr(made, name, read(value)))

    def _try(self, path: str, work: Callable[[], object]) -> bool:
        try:
            work()
        except Problems as problems:
            self.problems |= {f"{path}.{at}": why for at, why in problems.by_path.items()}
        except ValueError as error:
            self.problems[path] = str(error)
        return path not in self.problems

    def _kind(self, made: Collection) -> type[Collector]:
        given = self._given.get("kind", made.kind)
        if not isinstance(given, str) or given not in collectors:
            self.problems["kind"] = f"This takes one of: {', '.join(collectors.names())}."
            return Collector
        if made.kind and made.kind != given:
            self.problems["kind"] = _("The kind stays: make another collector.")
        made.kind = given
        return collectors[given]

    def _settings(self, made: Collection, kind: type[Collector]) -> None:
        given = self._given.get("settings", {})
        if kind is Collector:
            return
        if not isinstance(given, Mapping):
            self.problems["settings"] = "This takes an object."
            return
        before = {**made.settings, **made.secrets}

        def take() -> None:
            kept = read_fields(kind.settings, {**before, **given})
            self._guard_secrets(made, kept, given)
            hidden = {one.name for one in kind.settings if one.secret}
            made.settings = {name: kept[name] for name in kept if name not in hidden}
            made.secrets = {name: kept[name] for name in kept if name in hidden and kept[name]}

        self._try("settings", take)

    def _guard_secrets(
        self, made: Collection, kept: Mapping[str, Any], given: Mapping[str, Any]
    ) -> None:
        """Who lets them be sent to another host has to know them. Raises Problems."""
        if not made.secrets or _target(made.settings) == _target(kept):
            return
        told = _("The address is another one now: enter this again.")
        if again := {name: told for name in made.secrets if name not in given}:
            raise Problems(again)


def _target(settings: Mapping[str, Any]) -> tuple[str, str | None]:
    parts = urlsplit(str(settings.get("address", "")))
    return parts.scheme, parts.netloc


def _read_name(given: Any) -> str:
    text = given.strip() if isinstance(given, str) else ""
    if not text or len(text) > NAME_LENGTH or not text.isprintable():
        raise ValueError(
            _("This takes a text of 1 to %(count)d characters.") % {"count": NAME_LENGTH}
        )
    return text


def _read_zone(given: Any) -> str:
    if not isinstance(given, str) or len(given) > ZONE_LENGTH:
        raise ValueError(_("This takes a time zone such as Europe/Berlin."))
    check_zone(given or "UTC")
    return given or "UTC"


def _read_cron(given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > CRON_LENGTH:
        raise ValueError(_("This takes a cron expression such as */5 * * * *."))
    return given.strip()


def _read_interval(given: Any) -> int:
    return _duration(given, SHORTEST, LONGEST)


def _read_timeout(given: Any) -> int:
    return _duration(given, LEAST_TIMEOUT, MOST_TIMEOUT)


def _duration(given: Any, least: int, most: int) -> int:
    """µs of a text such as 10s."""
    try:
        micros = parse_duration(given.strip()) if isinstance(given, str) else 0
    except ValueError:
        micros = 0
    if not least <= micros <= most:
        raise ValueError(
            _("This takes a duration from %(least)s to %(most)s.")
            % {"least": shown_duration(least), "most": shown_duration(most)}
        )
    return micros


def _read_switch(given: Any) -> bool:
    if not isinstance(given, bool):
        raise ValueError(_("This takes true or false."))
    return given
