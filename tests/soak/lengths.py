"""How long the tests of this folder go on: short in `make test`, full in `make soak`."""

import os
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Lengths:
    """Seconds, but for what counts rounds and readings."""

    storm: float
    # Of them on PostgreSQL, where each client may have one of its own.
    servers: int
    kills_sqlite: int
    kills_postgresql: int
    beside: float
    settled_readings: int
    lost_databases: int
    # Of a client that takes nothing, before it is let go.
    send: int
    redis_rounds: int
    redis_frozen: float
    streams: int
    # Of each parser.
    fuzz: int


TABLE = {
    "short": Lengths(
        storm=5,
        servers=2,
        kills_sqlite=5,
        kills_postgresql=5,
        beside=2,
        settled_readings=6_000,
        lost_databases=3,
        send=2,
        redis_rounds=1,
        redis_frozen=3,
        streams=200,
        fuzz=0,
    ),
    "full": Lengths(
        storm=60,
        servers=4,
        kills_sqlite=200,
        kills_postgresql=50,
        beside=60,
        settled_readings=50_000,
        lost_databases=40,
        send=20,
        redis_rounds=20,
        redis_frozen=30,
        streams=1_000,
        fuzz=240,
    ),
}

FULL = os.environ.get("SOAK", "short") == "full"
LENGTHS = TABLE["full" if FULL else "short"]
SEED = int(os.environ.get("SOAK_SEED") or time.time_ns() % 2**32)


def say(text: str) -> None:
    """Shown by `make soak`, and of a test that fails."""
    sys.stdout.write(f"\n  {text}\n")
