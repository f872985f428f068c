"""100,000 lines of line protocol, and all of them read back."""

import random

import httpx
import pytest

from tests.http.asking import Keys

LINES, REQUEST, HOSTS = 100_000, 5_000, 10
T = 1_600_000_000_000


@pytest.mark.database
def test_a_hundred_thousand_lines_come_back_each_in_its_place(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    chance = random.Random(7)
    times = range(LINES // HOSTS)
    wanted = {
        f"h{host}": [[T + 1000 * n, chance.uniform(-1e6, 1e6)] for n in times]
        for host in range(HOSTS)
    }
    lines = [
        f"{name},host={host} value={value!r} {time}"
        for host, points in wanted.items()
        for time, value in points
    ]
    # Late and early ones mixed, as from devices that were away.
    chance.shuffle(lines)
    for start in range(0, LINES, REQUEST):
        body = "\n".join(lines[start : start + REQUEST])
        answer = http.post("/api/v2/write?precision=ms", content=body, headers=keys.header("write"))
        assert answer.status_code == 204
    asked = {
        "start": T,
        "end": T + 1000 * len(times),
        "width": len(times) // 4,
        "queries": [{"series": f'{name}{{host="{host}"}}'} for host in wanted],
    }
    answered = http.post("/api/query", json=asked).json()["series"]
    assert [series["count"] for series in answered] == [len(times)] * HOSTS
    assert {series["tags"]["host"]: series["points"] for series in answered} == wanted
