"""Which series the clients of a process follow."""

from collections import Counter
from collections.abc import Collection


class Followed:
    """How many channels follow each series."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, ids: Collection[int]) -> None:
        self._counts.update(ids)

    def remove(self, ids: Collection[int]) -> set[int]:
        """The series that nobody follows any more."""
        self._counts.subtract(ids)
        left = {pk for pk in ids if self._counts[pk] <= 0}
        for pk in left:
            del self._counts[pk]
        return left

    @property
    def ids(self) -> Collection[int]:
        return self._counts.keys()
