"""Name to implementation, filled by importing every file of a folder.

A contract (`protocol.py`, `kind.py`, `collector.py`, `transport.py`) owns one registry; a
new implementation is one new file in the plural folder beside it, and nothing else.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from .errors import UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """The implementations of one contract by name, in alphabetical order of the names."""

    def __init__(self, what: str, folder: str) -> None:
        """`what` names the contract in errors ("chart kind"), `folder` is a dotted package."""
        self.what = what
        self._folder = folder
        self._known: dict[str, T] = {}
        self._discovered = False

    def register(self, name: str) -> Callable[[T], T]:
        """Class decorator: `@kinds.register("line")`. A name is taken once."""

        def add(implementation: T) -> T:
            if name in self._known:
                raise ValueError(f"The {self.what} {name!r} is registered twice.")
            self._known[name] = implementation
            return implementation

        return add

    def __getitem__(self, name: str) -> T:
        self._discover()
        try:
            return self._known[name]
        except KeyError:
            known = ", ".join(self.names())
            raise UnknownName(f"{name!r} is no {self.what}; there are {known}.") from None

    def __contains__(self, name: object) -> bool:
        self._discover()
        return name in self._known

    def __iter__(self) -> Iterator[T]:
        self._discover()
        return iter([self._known[name] for name in sorted(self._known)])

    def names(self) -> list[str]:
        """All names, sorted."""
        self._discover()
        return sorted(self._known)

    def _discover(self) -> None:
        if self._discovered:
            return
        package = importlib.import_module(self._folder)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self._folder}.{module.name}")
        # Last, so that another thread does not take a half-filled registry for the whole.
        self._discovered = True
