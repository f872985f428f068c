"""Marks of tests that write to the database."""

import pytest

# The writer's thread and readers' snapshots have connections of their own: what a test writes
# has to be committed.
on_both_databases = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]
