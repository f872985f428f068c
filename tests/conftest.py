"""Fixtures that more than one folder of tests uses."""

import gc
import os
import shutil
import ssl
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.core.management.commands import flush
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as OnSqlite
from hypothesis import HealthCheck, settings

from tests.server import Server
from timeseries.static_files import gather_static_files
from timeseries.tag_values import forget as forget_values
from timeseries.texts import compile_texts
from timeseries.threads import readers
from timeseries.tokens import keeper

MADE_BY_MIGRATIONS = {"auth_permission", "django_content_type"}
# Of each property in `make test`; `SOAK=full` takes hypothesis' own 100. On PostgreSQL one takes
# several times as long.
EXAMPLES = 20 if os.environ["DATABASE_URL"].startswith("postgres") else 40

# A database is asked in most examples: what they take says nothing of the code. And an
# example has series of its own, so a fixture may serve them all.
settings.register_profile(
    "livecurve",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=100 if os.environ.get("SOAK") == "full" else EXAMPLES,
)
settings.load_profile("livecurve")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the PostgreSQL that DATABASE_URL names nothing can be tested on it: that is a
    skip with the reason on a developer's machine, and a failure where all has to be tested."""
    url = os.environ["DATABASE_URL"]
    if not url.startswith("postgres"):
        return
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        reason = f"There is no PostgreSQL to test on: {str(error).strip()}"
        if os.environ.get("CI") == "true":
            pytest.exit(reason, returncode=1)
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """The thousands of tests stay to the end: looking through them for garbage was a fifth of
    the time."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def own_data() -> Iterator[None]:
    """What the run has written goes with it."""
    yield
    readers.close()
    shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Each of httpx' functions has a client of its own, and each client reads all certificates
    of the machine: 20 ms, for servers without TLS."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Runs beside each other on one PostgreSQL do not share a database; and no test in this
    process outlives a loss of power, so that no commit of its waits for the disk."""
    for connection in connections.all():
        if isinstance(connection, DatabaseWrapper):
            connection.settings_dict["TEST"]["NAME"] = f"test_livecurve_{os.getpid()}"
            connection.settings_dict["OPTIONS"]["options"] += " -c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """A quick way to empty tables; and on PostgreSQL no connection is left when the database is
    dropped, also none that a pool holds."""
    with pytest.MonkeyPatch.context() as patched:
        for wrapper in (DatabaseWrapper, OnSqlite):
            patched.setattr(wrapper.ops_class, "sql_flush", _delete_all)
        # It makes again what is not deleted, which was a quarter of the time of all tests.
        patched.setattr(flush, "emit_post_migrate_signal", lambda *given: None)
        yield
    readers.close()
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _delete_all(
    operations: BaseDatabaseOperations, style: Any, tables: Sequence[str], **options: Any
) -> list[str]:
    """All but what migrations make. In place of TRUNCATE, which makes new files for each table:
    that takes tests longer than all else they do."""
    emptied = [table for table in tables if table not in MADE_BY_MIGRATIONS]
    return [f"DELETE FROM {operations.quote_name(table)}" for table in emptied]


@pytest.fixture(scope="session")
def static_files() -> None:
    """Pages need the manifest of the hashed static files."""
    compile_texts()
    gather_static_files()


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Nothing that a process remembers goes from one test to the next."""
    yield
    readers.close()
    keeper.forget()
    forget_values()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for the tests that leave it as it is but for series of their own."""
    collecting = {
        "COLLECT_ALLOW": "127.0.0.0/8",
        "COLLECT_FUNCTIONS": "shutil.disk_usage,psutil.virtual_memory",
    }
    with Server(tmp_path_factory.mktemp("server"), **collecting) as running:
        yield running


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder for a server of a test's own."""
    return tmp_path


@pytest.fixture(scope="session")
def http(server: Server) -> Iterator[httpx.Client]:
    """A client of the shared server that sends no token."""
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client
