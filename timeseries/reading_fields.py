"""The columns of a reading as the ORM writes them: what no door takes, no save takes either.

To migrations they are Django's own fields: the database keeps them the same.
"""

import math
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .timerange import check_time


# Django's fields take no type arguments at run time.
class TimeField(models.BigIntegerField):  # type: ignore[type-arg]
    """Microseconds since 1970 UTC, negative before it, of the years 1 to 9999."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigIntegerField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Raises ValueError outside of these years."""
        if isinstance(value, int):
            check_time(value)
        return super().get_db_prep_save(value, connection)


class ValueField(models.FloatField):  # type: ignore[type-arg]
    """A finite IEEE double."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.FloatField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Raises ValueError for NaN and the infinities, of which PostgreSQL would keep all three
        and SQLite two."""
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"A reading's value is a finite number, not {value}.")
        return super().get_db_prep_save(value, connection)
