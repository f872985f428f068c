"""What tests write for themselves on the server with the demo."""

import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.server import Server

MAKE = """
import json
from charts.models import Dashboard, Panel
for dashboard in json.loads({dashboards!r}):
    panels = dashboard.pop("panels")
    made = Dashboard.objects.create(**dashboard)
    for place, panel in enumerate(panels):
        Panel.objects.create(dashboard=made, y=4 * place, **panel)
"""

# What would run a script where a page took a name for HTML.
HOSTILE = "<img src=x onerror=alert(1)>"

DASHBOARDS: list[dict[str, Any]] = [
    {
        "slug": "lab",
        "title": "The lab",
        "start": "now-5m",
        "position": 90,
        "panels": [
            {"title": "Rooms", "kind": "line", "queries": [{"series": "lab_room"}]},
            {
                "title": "Mean",
                "kind": "bar",
                "queries": [{"series": "lab_room", "agg": "mean"}],
            },
        ],
    },
    {
        "slug": "hostile",
        "title": HOSTILE,
        "description": HOSTILE,
        "start": "now-5m",
        "position": 91,
        "panels": [
            {
                "title": HOSTILE,
                "kind": kind,
                "unit": HOSTILE,
                "queries": [{"series": '*img*{tag="*img*"}', "label": "{name} {tag} {which}"}],
            }
            for kind in ("line", "bar", "area", "gauge", "stat")
        ],
    },
]


@dataclass(frozen=True, slots=True)
class OwnSeries:
    """A series that belongs to one test."""

    client: httpx.Client
    entry: dict[str, Any]
    began: float

    @property
    def name(self) -> str:
        return str(self.entry["series"])

    @property
    def id(self) -> int:
        selector = f'*{{own="{self.entry["tags"]["own"]}"}}'
        [found] = self.client.get("/api/query", params={"series": selector}).json()["series"]
        return int(found["id"])

    def add(self, *points: tuple[float, float]) -> None:
        """`POST /api/readings` with times in ms."""
        body = {"readings": [{**self.entry, "points": list(points)}]}
        answer = self.client.post("/api/readings", json=body).json()
        assert answer == {"accepted": len(points), "rejected": []}


class Own:
    """Makes the dashboards `lab` and `hostile`, and series with readings."""

    def __init__(self, server: Server, client: httpx.Client) -> None:
        self.server = server
        self._client = client
        self._count = 0
        self.shell(MAKE.format(dashboards=json.dumps(DASHBOARDS)))

    def shell(self, code: str) -> None:
        """`manage.py shell -c CODE`"""
        self.server.manage("shell", "--no-imports", "-c", code)

    def write(self, series: str, *points: tuple[float, float | str]) -> None:
        """Readings of a series of this name, with times in ms."""
        body = {"readings": [{"series": series, "points": points}]}
        answer = self._client.post("/api/readings", json=body).json()
        assert answer == {"accepted": len(points), "rejected": []}

    def series(self, ended: float = 0, **entry: Any) -> OwnSeries:
        """A new series with the readings 1 to 60, a second apart up to now, or up to when it
        `ended`, in seconds before now.

        `entry` is as in `POST /api/readings`; it gets a name of its own unless it has one,
        and the tag `own`.
        """
        self._count += 1
        number = str(self._count)
        entry = {"series": f"own_{number}", **entry}
        entry["tags"] = {**entry.get("tags", {}), "own": number}
        began = int(time.time() - ended) * 1000.0 - 60_000
        made = OwnSeries(self._client, entry, began)
        made.add(*((began + 1000 * n, float(n)) for n in range(1, 61)))
        return made
