"""Django's JSON fixtures with readings written in bulk (`SERIALIZATION_MODULES["json"]`).

The format is Django's own, unchanged. `loaddata` by itself saves one object at a time, with a
query for each reference: seven seconds for the demo, where one will do. Here the readings of
a fixture are gathered and go through the store.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.json import Serializer
from django.core.serializers.python import Deserializer as PythonDeserializer
from django.db import transaction

from .exact import write
from .models import Reading, Series
from .runs import Run
from .timerange import check_time

__all__ = ["Deserializer", "Serializer"]

GATHERED = 50_000


class Gathering:
    """Readings that were saved and are not written yet: values by time by series."""

    def __init__(self) -> None:
        self._values: dict[int, dict[int, float]] = {}
        self._count = 0

    def add(self, reading: Reading) -> None:
        """Raises DeserializationError for what no door would take either."""
        try:
            check_time(reading.time)
        except ValueError as error:
            raise DeserializationError(f"{reading}: {error}.") from error
        if not np.isfinite(reading.value):
            raise DeserializationError(f"{reading}: the value is not a finite number.")
        self._values.setdefault(reading.series_id, {})[reading.time] = reading.value
        self._count += 1
        if self._count >= GATHERED:
            self.write()

    def write(self) -> None:
        runs = []
        for series, values in self._values.items():
            times = np.sort(np.fromiter(values, np.int64, len(values)))
            runs.append(Run(series, times, np.array([values[at] for at in times.tolist()])))
        self._values, self._count = {}, 0
        if runs:
            with transaction.atomic():
                write(runs)


class GatheredReading(DeserializedObject):
    """A reading whose `save` leaves the writing to its gathering."""

    def __init__(self, reading: Reading, gathering: Gathering) -> None:
        super().__init__(reading, {}, {})
        self._reading, self._gathering = reading, gathering

    def save(self, save_m2m: bool = True, using: str | None = None, **kwargs: Any) -> None:
        self._gathering.add(self._reading)


def deserialize(stream_or_string: Any, **options: Any) -> Iterator[DeserializedObject]:
    """The objects of a fixture. Readings that are saved are written by the time that the
    iteration reaches another model or its end. Raises DeserializationError."""
    given = stream_or_string if isinstance(stream_or_string, str | bytes) else None
    try:
        objects = json.loads(stream_or_string.read() if given is None else given)
    except ValueError as error:
        raise DeserializationError(f"The fixture is not JSON: {error}.") from error
    using = options.get("using") or "default"
    gathering = Gathering()
    for found in PythonDeserializer(_with_ids(objects, using), **options):
        if isinstance(found.object, Reading):
            yield GatheredReading(found.object, gathering)
        else:
            gathering.write()
            yield found
    gathering.write()


# The name under which Django looks for it.
Deserializer = deserialize


def _with_ids(objects: Iterable[Any], using: str) -> Iterator[Any]:
    """The same objects; readings that name their series by its key name it by its id, which
    is looked up once. Raises DeserializationError when there is no such series (yet)."""
    ids: dict[str, int] = {}
    for entry in objects:
        fields = _reading_fields(entry)
        match fields.get("series"):
            case [str(key)]:
                if key not in ids:
                    ids[key] = _id_of(key, using)
                yield {**entry, "fields": {**fields, "series": ids[key]}}
            case _:
                yield entry


def _id_of(key: str, using: str) -> int:
    try:
        return Series.objects.using(using).get(key=key).pk
    except Series.DoesNotExist:
        raise DeserializationError(
            f"There is no series {key!a}: a fixture lists series before their readings."
        ) from None


def _reading_fields(entry: Any) -> dict[str, Any]:
    """The fields of an entry that is a reading; none of any other."""
    if not isinstance(entry, dict) or entry.get("model") != "timeseries.reading":
        return {}
    fields = entry.get("fields")
    return fields if isinstance(fields, dict) else {}
