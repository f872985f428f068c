import os
import time
from collections import namedtuple
from typing import Any

import numpy as np
import psutil
import pytest

from timeseries.batch import ReadingBatch
from timeseries.collector import collectors
from timeseries.collectors.machine import Machine, Rates

AT = 1_700_000_000_000_000
Io = namedtuple("Io", "read_bytes write_bytes bytes_recv bytes_sent")
Part = namedtuple("Part", "mountpoint fstype")
Swap = namedtuple("Swap", "total used")
Usage = namedtuple("Usage", "percent")
Sensor = namedtuple("Sensor", "label current")


def read(machine: Machine) -> dict[str, float]:
    """One collection: values by the key of their series."""
    batch = machine.collect(AT, 10).batch
    assert set(batch.times.tolist()) == {AT}
    keys = [batch.keys[place].text for place in batch.index]
    assert len(keys) == len(set(keys))
    return dict(zip(keys, batch.values.tolist(), strict=True))


def unit(batch: ReadingBatch, name: str) -> set[str]:
    return {batch.units[key] for key in batch.keys if key.name == name}


def test_it_is_found_by_its_name_and_asked_every_second() -> None:
    assert collectors["machine"] is Machine
    assert Machine.interval == 1_000_000


def test_a_machine_gives_its_vital_signs_from_the_first_slot() -> None:
    values = read(Machine())
    cores = [values[f'machine_cpu{{core="{core}"}}'] for core in range(os.cpu_count() or 1)]
    assert all(0 <= percent <= 100 for percent in cores)
    assert values['machine_cpu{core="total"}'] == pytest.approx(sum(cores) / len(cores))
    assert all(values[f'machine_load{{period="{period}"}}'] >= 0 for period in ("1m", "5m", "15m"))
    assert 0 < values["machine_memory"] < 100
    total = values["machine_memory_total"]
    assert 0 < values["machine_memory_used"] < total
    assert 0 < values["machine_memory_available"] < total
    assert 0 <= values['machine_disk_used{mount="/"}'] <= 100
    assert 1_000_000 < values["server_memory"] < total
    assert values["server_threads"] >= 1
    assert values["server_files"] >= 1
    assert values["server_cpu"] >= 0


def test_rates_come_from_the_second_slot_on(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"disk": 1_000, "eth0": 5_000}
    monkeypatch.setattr(
        psutil, "disk_io_counters", lambda: Io(counts["disk"], 2 * counts["disk"], 0, 0)
    )
    monkeypatch.setattr(
        psutil, "net_io_counters", lambda pernic: {"eth0": Io(0, 0, counts["eth0"], 0)}
    )
    clock = iter([10.0] * 4 + [12.0] * 4)
    monkeypatch.setattr("timeseries.collectors.machine.time.monotonic", lambda: next(clock))
    machine = Machine()
    assert not any("disk_read" in key or "network" in key for key in read(machine))
    counts |= {"disk": 3_000, "eth0": 5_500}
    values = read(machine)
    assert values["machine_disk_read"] == 1_000
    assert values["machine_disk_write"] == 2_000
    assert values['machine_network_received{interface="eth0"}'] == 250
    assert values['machine_network_sent{interface="eth0"}'] == 0


def test_a_count_that_begins_again_at_zero_gives_no_rate() -> None:
    rates = Rates()
    assert rates.rate(("disk", "read"), 5_000) is None
    time.sleep(0.001)
    assert rates.rate(("disk", "read"), 100) is None
    time.sleep(0.001)
    grown = rates.rate(("disk", "read"), 200)
    assert grown
    assert grown > 0
    assert rates.rate(("disk", "write"), 200) is None


def test_units_say_what_the_numbers_are() -> None:
    batch = Machine().collect(AT, 10).batch
    assert unit(batch, "machine_cpu") == unit(batch, "machine_memory") == {"%"}
    assert unit(batch, "machine_memory_used") == unit(batch, "server_memory") == {"B"}
    assert unit(batch, "machine_load") == {""}


def test_temperatures_have_the_names_of_their_sensors(monkeypatch: pytest.MonkeyPatch) -> None:
    sensors = {"chip": [Sensor("Core 0", 41.5), Sensor("", 39), Sensor("Core 0", 1.0)]}
    sensors["dead"] = [Sensor("x", None)]
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: sensors, raising=False)
    values = {key: value for key, value in read(Machine()).items() if "temperature" in key}
    assert values == {
        'machine_temperature{sensor="Core 0"}': 41.5,
        'machine_temperature{sensor="chip 1"}': 39.0,
    }


def test_what_a_machine_does_not_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "disk_io_counters", lambda: None)
    monkeypatch.setattr(psutil, "swap_memory", lambda: Swap(0, 0))
    monkeypatch.delattr(psutil, "sensors_temperatures", raising=False)
    monkeypatch.delattr(psutil.Process, "num_fds", raising=False)
    keys = {key.partition("{")[0] for key in read(Machine())}
    assert not keys & {"machine_disk_read", "machine_swap_used", "machine_temperature"}
    assert "server_files" not in keys
    assert {"machine_cpu", "machine_memory", "server_memory"} <= keys


def test_file_systems_that_hold_no_data_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def usage(mount: str) -> Usage:
        if mount == "/media/gone":
            raise OSError
        return Usage(12.5)

    parts = [Part("/data", "ext4"), Part("/snap/x", "squashfs"), Part("/media/gone", "vfat")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda: parts)
    monkeypatch.setattr(psutil, "disk_usage", usage)
    values = {key: value for key, value in read(Machine()).items() if "disk_used" in key}
    assert values == {
        'machine_disk_used{mount="/"}': 12.5,
        'machine_disk_used{mount="/data"}': 12.5,
    }


@pytest.mark.parametrize("mount", ["/mnt/" + "x" * 250, "/mnt/a\nb", "/mnt/\udcff"])
def test_a_mount_that_is_no_name_of_a_series_costs_no_other_reading(
    mount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil, "disk_partitions", lambda: [Part(mount, "ext4")])
    monkeypatch.setattr(psutil, "disk_usage", lambda mount: Usage(50.0))
    values = read(Machine())
    assert values['machine_disk_used{mount="/"}'] == 50.0
    assert "machine_memory" in values


def test_a_number_that_is_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    sensors: dict[str, Any] = {"chip": [Sensor("a", float("nan")), Sensor("b", 40.0)]}
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: sensors, raising=False)
    batch = Machine().collect(AT, 10).batch
    assert np.isfinite(batch.values).all()
