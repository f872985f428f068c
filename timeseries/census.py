"""How many series there are, which names and tags make them, and what they take on the disk.

It reads the size of every block, so it is counted when somebody asks, and kept for a while.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, Count, F, Func, QuerySet, Sum, Value

from .models import Block, Reading, RollupBlock, Series
from .packing import PackedField

# Of names and tags: those with the most.
LISTED = 50
KEPT_SECONDS = 60.0
# What a row takes beside its packed columns: its numbers, and its share of the tables' trees.
ROW_BYTES = 40
READING_BYTES = 32


class Census:
    """The newest count, made anew by whoever asks after it has aged."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}
        self._counted = -KEPT_SECONDS
        self._lock = Lock()

    def taken(self, using: str) -> dict[str, Any]:
        with self._lock:
            if time.monotonic() - self._counted > KEPT_SECONDS:
                self._found = count(using)
                self._counted = time.monotonic()
            return self._found


def count(using: str) -> dict[str, Any]:
    """`names` with their series and bytes, `tags` with their values and series, the largest
    first; and what each of the two has in all."""
    names: Counter[str] = Counter()
    values: dict[str, set[str]] = defaultdict(set)
    tagged: Counter[str] = Counter()
    name_of = {}
    for pk, name, tags in Series.objects.using(using).values_list("pk", "name", "tags").iterator():
        names[name] += 1
        name_of[pk] = name
        for tag, value in tags.items():
            values[tag].add(value)
            tagged[tag] += 1
    space = _space(name_of, using)
    by_name: list[dict[str, Any]] = [
        {"name": name, "series": number, "bytes": space[name]} for name, number in names.items()
    ]
    by_tag: list[dict[str, Any]] = [
        {"tag": tag, "values": len(values[tag]), "series": number} for tag, number in tagged.items()
    ]
    return {
        "at": time.time() * 1000,
        "series": len(name_of),
        "bytes": sum(space.values()),
        "names": sorted(by_name, key=lambda one: (-one["bytes"], one["name"]))[:LISTED],
        "name_count": len(names),
        "tags": sorted(by_tag, key=lambda one: (-one["values"], one["tag"]))[:LISTED],
        "tag_count": len(tagged),
    }


def _space(name_of: Mapping[int, str], using: str) -> Counter[str]:
    """About how many bytes the readings and rollups of each name take."""
    found: Counter[str] = Counter()
    for model in (Block, RollupBlock):
        for series, size in _packed(model._base_manager.using(using)):
            found[name_of.get(series, "")] += size
    rows = Reading.objects.using(using).values("series").annotate(number=Count("time")).order_by()
    for series, number in rows.values_list("series", "number"):
        found[name_of.get(series, "")] += READING_BYTES * number
    return found


def bytes_of(series: int, using: str) -> int:
    """About how many bytes the readings and rollups of one series take."""
    found = READING_BYTES * Reading.objects.using(using).filter(series=series).count()
    for model in (Block, RollupBlock):
        for _, size in _packed(model._base_manager.using(using).filter(series=series)):
            found += size
    return found


def _packed(blocks: "QuerySet[Any]") -> list[tuple[int, int]]:
    fields = blocks.model._meta.get_fields()
    columns = [one.name for one in fields if isinstance(one, PackedField)]
    length: Any = Value(ROW_BYTES, output_field=BigIntegerField())
    for name in columns:
        length = length + Func(F(name), function="LENGTH", output_field=BigIntegerField())
    total = Sum(length, output_field=BigIntegerField())
    rows = blocks.values("series").annotate(size=total).order_by()
    return [(series, int(size or 0)) for series, size in rows.values_list("series", "size")]


def database_bytes(using: str) -> int:
    """What the whole database takes, with all that is in it besides."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


census = Census()
