"""Who runs which slot, and what became of it. All of it runs in a transaction of its caller's.

A slot is taken by making its row: the table holds one for each slot of a collection, so that of
all processes one gets it. Rows of states are locked in the order of their ids. Hundreds of runs
share a transaction, so that each of its statements is for all of them.
"""

from collections.abc import Collection as Several
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections

from ..store import WRITING
from ..timerange import SECOND
from .backoff import resume_at
from .models import ERROR_LENGTH, CollectionState

# A slot that is so much later is missed: a reading would be of another time than it says.
LATE = SECOND
# Of each collection.
RUNS_KEPT = 50
# A process that runs a slot and is gone holds others back for so long beyond its timeout.
GRACE = 5 * SECOND


@dataclass(frozen=True, slots=True)
class Claim:
    """A slot (µs) that is to be taken, how many have been missed before it, and when the run is
    over at the latest."""

    collection: int
    slot: int
    missed: int
    busy_until: int
    # On somebody's wish, beside the slots of its timetable.
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run. Times are µs; `error` is empty where all went well."""

    collection: int
    slot: int
    started: int
    ended: int
    stored: int = 0
    left_out: int = 0
    error: str = ""


def lock(collections: Iterable[int]) -> dict[int, int]:
    """How often each has failed in a row; nobody else changes their states in this transaction.
    Who changes several calls it once for all of them: two that did so in turns would wait for
    each other."""
    if not (wanted := set(collections)):
        return {}
    rows = CollectionState.objects.using(WRITING).filter(pk__in=wanted).order_by("pk")
    return dict(rows.select_for_update().values_list("pk", "failures"))


def take(claims: Several[Claim]) -> set[Claim]:
    """Those of the claims that nobody else has taken."""
    by_slot = {(claim.collection, claim.slot): claim for claim in claims}
    if not by_slot:
        return set()
    among = ", ".join(map(str, sorted(by_slot)))
    with connections[WRITING].cursor() as cursor:
        cursor.execute(
            f"WITH claim (collection, slot) AS (VALUES {among})"
            " INSERT INTO timeseries_collectionrun"
            " (collection_id, slot, stored, left_out, error)"
            " SELECT collection, slot, 0, 0, '' FROM claim"
            " JOIN timeseries_collection ON id = collection WHERE true"
            " ON CONFLICT (collection_id, slot) DO NOTHING RETURNING collection_id, slot"
        )
        taken = [by_slot[collection, slot] for collection, slot in cursor.fetchall()]
        _note_taken(cursor, sorted(taken, key=lambda claim: claim.collection))
    return set(taken)


def _note_taken(cursor: Any, taken: Several[Claim]) -> None:
    cursor.executemany(
        "UPDATE timeseries_collectionstate SET busy_until = %s WHERE collection_id = %s",
        [(claim.busy_until, claim.collection) for claim in taken if claim.is_asked],
    )
    cursor.executemany(
        "UPDATE timeseries_collectionstate SET last_slot = %s, busy_until = %s,"
        " missed = missed + %s WHERE collection_id = %s",
        [
            (claim.slot, claim.busy_until, claim.missed, claim.collection)
            for claim in taken
            if not claim.is_asked
        ],
    )


def settle(outcomes: Several[Outcome], failures: dict[int, int]) -> None:
    """Enter what became of runs of collections that are locked; `failures` are those that `lock`
    has told."""
    if not outcomes:
        return
    ordered = sorted(outcomes, key=lambda outcome: outcome.collection)
    with connections[WRITING].cursor() as cursor:
        cursor.executemany(
            "UPDATE timeseries_collectionrun SET started = %s, ended = %s, stored = %s,"
            " left_out = %s, error = %s WHERE collection_id = %s AND slot = %s",
            [(*_told(outcome), outcome.collection, outcome.slot) for outcome in ordered],
        )
        cursor.executemany(
            "UPDATE timeseries_collectionstate SET started = %s, ended = %s, last_stored = %s,"
            " left_out = %s, error = %s, busy_until = 0, stored = stored + %s, failures = %s,"
            " resume_at = %s WHERE collection_id = %s",
            [
                (*_told(outcome), outcome.stored, *_count(outcome, failures), outcome.collection)
                for outcome in ordered
            ],
        )


def _told(outcome: Outcome) -> tuple[int, int, int, int, str]:
    error = outcome.error[:ERROR_LENGTH]
    return outcome.started, outcome.ended, outcome.stored, outcome.left_out, error


def _count(outcome: Outcome, failures: dict[int, int]) -> tuple[int, int]:
    """How often it has failed in a row with this run, and from when on it is run again."""
    before = failures.get(outcome.collection, 0)
    failures[outcome.collection] = count = before + 1 if outcome.error else 0
    return count, resume_at(outcome.slot, count)


def give_back(claims: Several[Claim]) -> None:
    """Slots that were taken and are not run after all."""
    ordered = sorted(claims, key=lambda claim: claim.collection)
    with connections[WRITING].cursor() as cursor:
        cursor.executemany(
            "DELETE FROM timeseries_collectionrun"
            " WHERE collection_id = %s AND slot = %s AND started IS NULL",
            [(claim.collection, claim.slot) for claim in ordered],
        )
        cursor.executemany(
            "UPDATE timeseries_collectionstate SET busy_until = 0 WHERE collection_id = %s",
            [(claim.collection,) for claim in ordered],
        )


def prune() -> None:
    """Let go of all but the last runs of each collection."""
    with connections[WRITING].cursor() as cursor:
        cursor.execute(
            "DELETE FROM timeseries_collectionrun WHERE id IN (SELECT id FROM (SELECT id,"
            " row_number() OVER (PARTITION BY collection_id ORDER BY slot DESC) AS place"
            " FROM timeseries_collectionrun) AS ranked WHERE place > %s)",
            [RUNS_KEPT],
        )
