"""This machine: its processors, memory, disks, network, temperatures, and this process."""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import psutil
from django.utils.translation import gettext_lazy as _

from ..batch import BatchBuilder
from ..collector import Blocking, Gathered, collectors
from ..series_key import SeriesKey
from ..timerange import SECOND

Sample = tuple[str, dict[str, str], str, float]

# File systems that hold no data of anybody's.
PSEUDO = {"squashfs", "tmpfs", "devtmpfs", "overlay", "ramfs", "iso9660", "efivarfs"}


class Rates:
    """Counts to rates a second, by the name of the count."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, str], tuple[float, float]] = {}

    def rate(self, what: tuple[str, str], count: float) -> float | None:
        """The growth a second since the last call; None at first and after a restart at zero."""
        now = time.monotonic()
        before = self._before.get(what)
        self._before[what] = now, count
        if before is None or now <= before[0] or count < before[1]:
            return None
        # The clock jitters by more than a part of one.
        return float(round((count - before[1]) / (now - before[0])))


class Loads:
    """How busy each core is since the call before. psutil's own `cpu_percent` counts by thread,
    and each run has another."""

    def __init__(self) -> None:
        self._before = self._counts()
        self._percents = [0.0] * len(self._before)

    def percents(self) -> list[float]:
        counts = self._counts()
        if len(counts) == len(self._before):
            pairs = zip(self._before, counts, self._percents, strict=True)
            self._percents = [_busy(*pair) for pair in pairs]
        self._before = counts
        return self._percents

    @staticmethod
    def _counts() -> list[tuple[float, float]]:
        """Seconds in all and idle ones, of each core."""
        return [
            # Guests are counted with user and nice.
            (sum(one) - getattr(one, "guest", 0) - getattr(one, "guest_nice", 0), _idle(one))
            for one in psutil.cpu_times(percpu=True)
        ]


def _idle(times: Any) -> float:
    return float(times.idle + getattr(times, "iowait", 0))


def _busy(before: tuple[float, float], after: tuple[float, float], last: float) -> float:
    """Percent between two counts; the last one where no time has passed. The system counts in
    hundredths of a second: what a second holds is no finer than two decimals."""
    total, idle = after[0] - before[0], after[1] - before[1]
    return last if total <= 0 else round(min(100.0, max(0.0, 100 * (total - idle) / total)), 2)


@collectors.register("machine")
class Machine(Blocking):
    """Once a second. Whatever a machine does not have (swap, sensors, a battery of disks) is
    left out without a word."""

    title = _("This machine")
    about = _("Processors, memory, disks, network and temperatures of the server's machine.")
    interval = SECOND
    is_local = True

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self._rates = Rates()
        self._loads = Loads()
        self._process = psutil.Process()
        # psutil measures between two calls: the first has nothing before it.
        self._process.cpu_percent()

    def collect(self, at: int, seconds: float) -> Gathered:
        batch = BatchBuilder()
        for name, tags, unit, value in self._samples():
            # A folder may have a name that no series can have, and a broken sensor reads NaN.
            with suppress(ValueError):
                key = SeriesKey.of(name, tags)
                if math.isfinite(value):
                    batch.add(key, at, value)
                    batch.set_unit(key, unit)
        return Gathered(batch.build())

    def _samples(self) -> Iterator[Sample]:
        yield from self._processors()
        yield from _memory()
        yield from _space()
        yield from self._disks()
        yield from self._network()
        yield from _temperatures()
        yield from self._own_process()

    def _processors(self) -> Iterator[Sample]:
        cores = self._loads.percents()
        yield "machine_cpu", {"core": "total"}, "%", round(sum(cores) / len(cores), 2)
        for core, percent in enumerate(cores):
            yield "machine_cpu", {"core": str(core)}, "%", percent
        for period, load in zip(("1m", "5m", "15m"), psutil.getloadavg(), strict=True):
            yield "machine_load", {"period": period}, "", load

    def _disks(self) -> Iterator[Sample]:
        io = psutil.disk_io_counters()
        if io is None:
            return
        for name, count in (("read", io.read_bytes), ("write", io.write_bytes)):
            rate = self._rates.rate(("disk", name), count)
            if rate is not None:
                yield f"machine_disk_{name}", {}, "B/s", rate

    def _network(self) -> Iterator[Sample]:
        for interface, io in psutil.net_io_counters(pernic=True).items():
            for name, count in (("received", io.bytes_recv), ("sent", io.bytes_sent)):
                rate = self._rates.rate((interface, name), count)
                if rate is not None:
                    yield f"machine_network_{name}", {"interface": interface}, "B/s", rate

    def _own_process(self) -> Iterator[Sample]:
        with self._process.oneshot():
            yield "server_cpu", {}, "%", self._process.cpu_percent()
            yield "server_memory", {}, "B", float(self._process.memory_info().rss)
            yield "server_threads", {}, "", float(self._process.num_threads())
        # Not everywhere, and not always allowed.
        with suppress(AttributeError, psutil.Error):
            yield "server_files", {}, "", float(self._process.num_fds())


def _memory() -> Iterator[Sample]:
    memory = psutil.virtual_memory()
    yield "machine_memory", {}, "%", memory.percent
    yield "machine_memory_used", {}, "B", float(memory.used)
    yield "machine_memory_available", {}, "B", float(memory.available)
    yield "machine_memory_total", {}, "B", float(memory.total)
    swap = psutil.swap_memory()
    if swap.total:
        yield "machine_swap_used", {}, "B", float(swap.used)


def _space() -> Iterator[Sample]:
    mounts = {part.mountpoint for part in psutil.disk_partitions() if part.fstype not in PSEUDO} | {
        "/"
    }
    for mount in sorted(mounts):
        # A medium may have been taken out since it was listed.
        with suppress(OSError):
            yield "machine_disk_used", {"mount": mount}, "%", psutil.disk_usage(mount).percent


def _temperatures() -> Iterator[Sample]:
    read = getattr(psutil, "sensors_temperatures", None)
    if read is None:
        return
    seen: set[str] = set()
    for chip, sensors in read().items():
        for place, sensor in enumerate(sensors):
            name = sensor.label or f"{chip} {place}"
            if sensor.current is not None and name not in seen:
                seen.add(name)
                yield "machine_temperature", {"sensor": name}, "°C", float(sensor.current)
