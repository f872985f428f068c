"""Readings for the measurements of the store: the same from one run to the next.

They follow those of the usual comparisons: a sensor with a daily curve, drift and noise, and
processors whose ten fields wander between 0 and 100.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LINES_A_REQUEST = 5_000
FIELDS = tuple(f"f{number}" for number in range(10))
SPIKE = 1_000_000.0
DAY = 86_400


def sensor(seconds: int, seed: int = 0) -> NDArray[np.float64]:
    """A reading a second with two decimals, one of them a spike, near the end."""
    dice = np.random.default_rng(seed)
    times = np.arange(seconds)
    values = 20 + 5 * np.sin(2 * np.pi * times / DAY)
    values += np.cumsum(dice.normal(0, 0.01, seconds)) + dice.normal(0, 0.2, seconds)
    values = values.round(2)
    values[-(seconds // 2000 + 7)] = SPIKE
    return values


def sensor_lines(values: NDArray[np.float64], first: int, name: str = "s1") -> Iterator[bytes]:
    """Bodies of line protocol of one sensor, a reading a second from `first` (s) on."""
    line = f"sensor,id={name} value=%.2f %d"
    for low in range(0, len(values), LINES_A_REQUEST):
        part = values[low : low + LINES_A_REQUEST].tolist()
        lines = (line % (value, first + low + place) for place, value in enumerate(part))
        yield "\n".join(lines).encode()


def processor_lines(hosts: int, steps: int, first: int, step: int = 10) -> Iterator[bytes]:
    """Bodies of line protocol of hosts with ten tags and ten fields, every `step` seconds."""
    dice = np.random.default_rng(1)
    levels = dice.uniform(0, 100, (hosts, len(FIELDS)))
    heads = [_host(number) for number in range(hosts)]
    fields = ",".join(f"{name}=%.2f" for name in FIELDS)
    lines: list[str] = []
    for number in range(steps):
        levels = np.clip(levels + dice.normal(0, 1, levels.shape), 0, 100)
        at = first + number * step
        lines += [
            f"{head} {fields % tuple(row)} {at}"
            for head, row in zip(heads, levels.tolist(), strict=True)
        ]
        while len(lines) >= LINES_A_REQUEST:
            yield "\n".join(lines[:LINES_A_REQUEST]).encode()
            del lines[:LINES_A_REQUEST]
    if lines:
        yield "\n".join(lines).encode()


def _host(number: int) -> str:
    region = ("eu-central-1", "us-east-1", "us-west-2", "ap-southeast-1", "sa-east-1")[number % 5]
    return (
        f"cpu,hostname=host_{number},region={region},datacenter={region}{'abc'[number % 3]},"
        f"rack={number % 97},os=Debian12,arch={'x64' if number % 2 else 'arm64'},"
        f"team={('SF', 'NYC', 'LON', 'CHI')[number % 4]},service={number % 19},"
        f"service_version={number % 2},"
        f"service_environment={('test', 'staging', 'production')[number % 3]}"
    )
