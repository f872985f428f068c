"""An hour of readings as a machine has them, once a second, for the dashboard /d/machine/."""

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

SECONDS = 3600
LINES_A_REQUEST = 5_000

# Series as line protocol names them, the level they keep to, and how far they stray in a second.
LEVELS: tuple[tuple[str, float, float], ...] = (
    ("machine_cpu,core=total", 30, 4),
    ("machine_cpu,core=0", 30, 6),
    ("machine_cpu,core=1", 30, 6),
    ("machine_load,period=1m", 0.8, 0.05),
    ("machine_load,period=5m", 0.8, 0.01),
    ("machine_load,period=15m", 0.8, 0.003),
    ("machine_memory", 45, 0.2),
    ("machine_memory_used", 3.6e9, 1e7),
    ("machine_memory_available", 4.4e9, 1e7),
    ("machine_disk_used,mount=/", 61, 0.001),
    ("machine_disk_read", 2e5, 5e4),
    ("machine_disk_write", 1e6, 2e5),
    ("machine_network_received,interface=eth0", 3e5, 4e4),
    ("machine_network_sent,interface=eth0", 1e5, 2e4),
    ("server_cpu", 4, 1),
    ("server_memory", 1.2e8, 1e5),
    ("server_files", 40, 0.5),
)


def hour_of_readings() -> Iterator[bytes]:
    """The hour until now as bodies of line protocol with times in seconds."""
    first = int(time.time()) - SECONDS
    dice = np.random.default_rng(0)
    lines = [
        f"{name} value={value:.3f} {first + second}"
        for name, level, stray in LEVELS
        for second, value in enumerate(_walk(dice, level, stray))
    ]
    for start in range(0, len(lines), LINES_A_REQUEST):
        yield "\n".join(lines[start : start + LINES_A_REQUEST]).encode()


def _walk(dice: np.random.Generator, level: float, stray: float) -> npt.NDArray[np.float64]:
    """A walk that is drawn back to its level, never below zero."""
    values = np.empty(SECONDS)
    value = level
    for second, step in enumerate(dice.normal(0, stray, SECONDS)):
        value += step + 0.1 * (level - value)
        values[second] = value
    return np.maximum(values, 0)
