"""Queries of the ORM whose SQL is made once: to make it takes Django several times as long as
the database takes to answer a small one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

# Rows that are fetched at a time.
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Statement:
    """The SQL of a query, and its parameters. It holds no answers: each run asks the database."""

    sql: str
    parameters: Sequence[Any]

    @classmethod
    def of(cls, query: "QuerySet[Any]") -> "Statement":
        return cls(*query.query.get_compiler(query.db).as_sql())

    def rows(self, using: str, parameters: Sequence[Any] | None = None) -> Iterator[Sequence[Any]]:
        """The rows as the database gives them, with its own parameters or with others."""
        with connections[using].cursor() as cursor:
            cursor.execute(self.sql, self.parameters if parameters is None else parameters)
            while rows := cursor.fetchmany(CHUNK):
                yield from rows


def attributes(model: type[Model]) -> list[str]:
    """A model's columns in the order in which the ORM selects them."""
    return [field.attname for field in model._meta.concrete_fields]
