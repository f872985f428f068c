"""What is told of collectors: their settings without secrets, and how they are."""

from typing import Any

from ..collector import collectors
from ..timerange import SECOND, now, to_milliseconds
from .durations import shown_duration
from .models import Collection, CollectionRun, CollectionState
from .plan import Plan, shown_kinds

# A run that takes longer is shown as one that is running.
SHOWN_RUNNING = SECOND


def described(row: Collection) -> dict[str, Any]:
    """A collector as the API answers it."""
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "settings": row.settings,
        # Which are set, and never to what.
        "secrets": sorted(row.secrets),
        "interval": shown_duration(row.interval),
        "cron": row.cron,
        "zone": row.zone,
        "timeout": shown_duration(row.timeout),
        "labels": row.labels,
        "enabled": row.enabled,
        "state": state_of(row),
    }


def state_of(row: Collection) -> dict[str, Any]:
    """How it is. Times are ms; `duration` is seconds."""
    state = getattr(row, "state", None) or CollectionState(collection=row, last_slot=now())
    following = next_slot(row, state)
    return {
        "status": status_of(row, state),
        "next": _ms(following),
        "started": _ms(state.started),
        "duration": _seconds(state.started, state.ended),
        "stored": state.last_stored,
        "left_out": state.left_out,
        "error": state.error,
        "failures": state.failures,
        "missed": state.missed,
        "total": state.stored,
    }


def status_of(row: Collection, state: CollectionState) -> str:
    """`off`, `running`, `waiting` for its first run, `ok`, or `failed`."""
    if row.kind not in shown_kinds():
        return "off"
    at = now()
    begun = max(state.last_slot, row.asked_at or 0)
    if state.busy_until > at and begun < at - SHOWN_RUNNING:
        return "running"
    if not row.enabled:
        return "off"
    if state.ended is None:
        return "waiting"
    return "failed" if state.error else "ok"


def next_slot(row: Collection, state: CollectionState) -> int | None:
    """µs; None where it is off."""
    if not row.enabled or row.kind not in shown_kinds():
        return None
    return Plan.of(row).timetable.after(max(now(), state.resume_at - 1))


def told_of(run: CollectionRun) -> dict[str, Any]:
    """A run as the API answers it."""
    return {
        "slot": _ms(run.slot),
        "started": _ms(run.started),
        "duration": _seconds(run.started, run.ended),
        "stored": run.stored,
        "left_out": run.left_out,
        "error": run.error,
        "ended": run.ended is not None,
    }


def kinds_told() -> list[dict[str, Any]]:
    """Which kinds there are, and what each has to be told."""
    return [
        {
            "kind": name,
            "title": str(collectors[name].title),
            "about": str(collectors[name].about),
            "interval": shown_duration(collectors[name].interval),
            "settings": [
                {
                    "name": one.name,
                    "label": str(one.label),
                    "help": str(one.help),
                    "type": one.widget,
                    "default": one.default,
                    "required": one.required,
                    "secret": one.secret,
                }
                for one in collectors[name].settings
            ],
        }
        for name in collectors.names()
    ]


def _ms(micros: int | None) -> float | None:
    return None if micros is None else to_milliseconds(micros)


def _seconds(started: int | None, ended: int | None) -> float | None:
    return None if started is None or ended is None else (ended - started) / SECOND
