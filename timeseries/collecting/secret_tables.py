"""Tables that no query may read: those of the application that hold accounts, sessions, tokens and
the secrets of collectors and MQTT sources, and what a database itself keeps of their values."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections

from ..errors import CannotCollect

# By their labels: nothing of them is asked here but the names of their tables.
_MODELS = (
    "sessions.Session",
    "timeseries.ApiToken",
    "timeseries.Collection",
    "timeseries.MqttSource",
)
# The most frequent values of each column, passwords of roles, samples of indexes, and bare pages.
_OF_DATABASES = {
    *("pg_statistic", "pg_statistic_ext_data", "pg_authid"),
    *("sqlite_stat3", "sqlite_stat4", "sqlite_dbpage"),
}


class SecretTable(CannotCollect):
    """A query would read what is shown to nobody."""

    def __init__(self, table: str) -> None:
        super().__init__(f"Queries may not read {table}, which holds secrets.")


def secret_tables(alias: str) -> frozenset[str]:
    """Their names, in lower case; none of a database that is not the application's own."""
    if not _is_own(alias):
        return frozenset()
    labels = (settings.AUTH_USER_MODEL, *_MODELS)
    return frozenset(apps.get_model(label)._meta.db_table for label in labels) | _OF_DATABASES


def _is_own(alias: str) -> bool:
    own, other = connections["default"], connections[alias]
    if own.vendor != other.vendor:
        return False
    names = [str(one.settings_dict["NAME"]) for one in (own, other)]
    if own.vendor == "sqlite":
        paths = [Path(name) for name in names]
        return all(path.exists() for path in paths) and paths[0].samefile(paths[1])
    # Not by the host: one host has many names.
    return names[0] == names[1]
