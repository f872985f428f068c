"""The contract of a peer: another server that takes line protocol, measured beside Livecurve
where it is installed. One file in `peers/` each."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from timeseries.registry import Registry

from .livecurve import ROOT
from .processes import first_answer, free_port, running

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """Series of one measurement's field: those that have these values of one tag."""

    measurement: str
    field: str
    tag: str
    values: Sequence[str]


class Peer(ABC):
    """A server with its own default settings, but for addresses, folders, and how soon it packs
    what nobody writes to any more."""

    # What is run; and what is said in the table.
    program = ""
    title = ""
    # Answers when it is ready.
    ready = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.pid = 0

    @classmethod
    def is_installed(cls) -> bool:
        return shutil.which(cls.program) is not None

    @abstractmethod
    def arguments(self) -> Sequence[str]:
        """What follows the program's name."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What it needs in its environment."""

    @abstractmethod
    def prepare(self) -> None:
        """What a new server has to be told."""

    @contextmanager
    def up(self) -> Iterator[None]:
        """The server, answering."""
        command = [self.program, *self.arguments()]
        log = self.folder / "log"
        with running(command, log, ROOT, self.environment()) as process:
            self.pid = process.pid
            first_answer(process, self.port, self.ready, log)
            self.prepare()
            yield

    @abstractmethod
    def write(self, lines: bytes, precision: str = "us") -> bytes:
        """The request that writes these lines of line protocol."""

    @abstractmethod
    def ask(self, asked: Asked, start: int, end: int, width: int = 1200) -> bytes:
        """The request for the least, largest and mean value in each of about `width` columns
        from `start` to `end` (µs)."""

    @abstractmethod
    def settle(self) -> None:
        """Bring what was written to rest on the disk, as it would be hours later."""

    @abstractmethod
    def size(self) -> int:
        """Bytes of its data on the disk."""


peers: Registry[type[Peer]] = Registry("peer", "bench.peers")


def beside(folder: Path, measure: Callable[[Peer], T]) -> dict[str, T]:
    """What `measure` gives of each installed peer, by its title; each runs alone, its data in
    a folder of its own below `folder`, which is gone afterwards."""
    measured = {}
    for name in peers.names():
        if peers[name].is_installed():
            peer = peers[name](folder / name)
            peer.folder.mkdir()
            with peer.up():
                measured[peer.title] = measure(peer)
            shutil.rmtree(peer.folder, ignore_errors=True)
    return measured


def step_seconds(start: int, end: int, width: int) -> int:
    """Whole seconds of a column, so that there are `width` columns at most."""
    return max(1, -(-(end - start) // (width * 1_000_000)))
