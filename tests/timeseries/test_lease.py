"""One process of all on a database does what one alone should."""

import time

import pytest
from django.db import connection

from tests.timeseries.databases import on_both_databases
from timeseries.lease import Lease

pytestmark = on_both_databases
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="A file has one server"
)


def soon(lease: Lease) -> bool:
    """Whether it is to be had: a server lets go of a closed connection in its own time."""
    for _ in range(100):
        if lease.renew():
            return True
        time.sleep(0.02)
    return False


def test_it_is_held_from_its_renewal_to_its_release() -> None:
    lease = Lease()
    assert not lease.held()
    assert lease.renew()
    assert lease.renew()
    assert lease.held()
    lease.release()
    assert not lease.held()


@only_postgresql
def test_another_gets_it_only_when_it_is_free() -> None:
    one, other = Lease(), Lease()
    try:
        assert one.renew()
        assert not other.renew()
        one.release()
        assert soon(other)
        assert not one.renew()
    finally:
        one.release()
        other.release()


@only_postgresql
def test_it_is_lost_with_its_connection_and_can_be_taken_again() -> None:
    one, other = Lease(), Lease()
    try:
        assert one.renew()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND objid = 64 AND pid <> pg_backend_pid()"
            )
        assert soon(other)
        assert not one.renew()
        assert not one.renew()
        other.release()
        assert soon(one)
    finally:
        one.release()
        other.release()
