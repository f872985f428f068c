"""`DATABASE_URL` to Django's DATABASES: one database under two names.

`default` writes; `snapshot` only reads, in transactions that see one moment.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connections

from timeseries.errors import BadSetting

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

# The writer alone checkpoints (stores/sqlite.py): SQLite before 3.51.3 has a rare race when
# several connections do. FULL: an acknowledged reading survives power loss.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456;"
)


# Of each name, for all threads of a server.
POOL = {"min_size": 0, "max_size": 8, "timeout": 10}


def share_connections() -> None:
    """Let this process, a server, share PostgreSQL's connections between its threads.

    Commands do without: a pool goes on trying for a database that is not there, and keeps
    the reason to itself.
    """
    for alias in connections:
        settings = connections.settings[alias]
        if settings["ENGINE"] == POSTGRESQL:
            settings["OPTIONS"]["pool"] = POOL


def databases(url: str, setting: str = "DATABASE_URL") -> dict[str, dict[str, Any]]:
    """The settings of both names. Raises BadSetting for what is no URL of SQLite or PostgreSQL."""
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, KeyError, dj_database_url.UnknownSchemeError) as error:
        raise BadSetting(
            f"{setting} takes sqlite:///path/to/file or postgresql://user:password@host/name, "
            f"and not what it holds now ({type(error).__name__})."
        ) from None
    match parsed["ENGINE"]:
        case "django.db.backends.sqlite3":
            return _sqlite(parsed)
        case "django.db.backends.postgresql":
            return _postgresql(parsed)
    raise BadSetting(f"{setting} takes a sqlite or postgresql URL; no other database is known.")


def further(entries: list[str]) -> dict[str, dict[str, Any]]:
    """Databases to be read by collectors, of entries such as `stock=postgresql://…`."""
    made = {}
    for entry in entries:
        alias, _, url = entry.partition("=")
        if not alias.isidentifier() or alias in ("default", "snapshot"):
            raise BadSetting(
                "COLLECT_DATABASES takes entries such as stock=postgresql://reader:secret@db/stock."
            )
        made[alias] = databases(url, "COLLECT_DATABASES")["snapshot"]
        # Tests of ours leave others' databases alone.
        made[alias]["TEST"] = {"MIRROR": "default"}
    return made


def _sqlite(parsed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    if parsed["NAME"] == ":memory:":
        raise BadSetting("DATABASE_URL takes a file for SQLite: every thread has its connection.")
    _make_folder(Path(parsed["NAME"]).parent)
    # Tests too need a file: in memory, threads lock each other out.
    parsed["TEST"] = {"NAME": parsed["NAME"] + ".test"}
    # With DEFERRED a reader that turns writer fails at once when another has written.
    write = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS}
    read = {
        "transaction_mode": "DEFERRED",
        "timeout": 20,
        "init_command": _PRAGMAS + "PRAGMA query_only=ON;",
    }
    return _pair(parsed, write, read, {})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"DATABASE_URL names a file in {folder}, which cannot be made ({error.strerror})."
        ) from None


def _postgresql(parsed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = parsed.get("OPTIONS", {})
    # citus.md: harmless on plain PostgreSQL, and needed where tables are distributed.
    shared = "-c citus.multi_shard_modify_mode=sequential -c timezone=UTC"
    write = {**given, "options": shared, "connect_timeout": 5}
    read = {
        **write,
        "options": f"{shared} -c default_transaction_isolation=repeatable\\ read "
        "-c default_transaction_read_only=on",
    }
    return _pair(parsed, write, read, {"DISABLE_SERVER_SIDE_CURSORS": True})


def _pair(
    parsed: dict[str, Any], write: dict[str, Any], read: dict[str, Any], more: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    # Under ASGI every request has its own thread: a kept connection would leak with it.
    common = {**parsed, **more, "CONN_MAX_AGE": 0}
    return {
        "default": {**common, "OPTIONS": write},
        "snapshot": {**common, "OPTIONS": read, "TEST": {"MIRROR": "default"}},
    }
