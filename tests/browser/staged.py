"""What pictures show beside the demo: dashboards, series, collectors and files that have a
history, as those of people who have used the product for a while."""

import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.server import Server

CELLAR = """\
slug: cellar
title: Cellar
panels:
- title: Air
  kind: line
  unit: °C
  queries:
  - series: room_temperature{room="cellar"}
"""
HALL = """
from charts import playlists
playlists.create("Hall")
playlists.change("hall", "Hall", [("machine", "20"), ("co2", "30"), ("attic", "30")])
playlists.create("Workshop")
"""
ROOMS = {"attic": 24.0, "cellar": 14.0, "kitchen": 21.5}
ATTIC: dict[str, Any] = {
    "title": "Attic",
    "description": "What the sensors under the roof say.",
    "folder": "House",
    "tags": ["rooms", "sensors"],
    "start": "now-6h",
    "panels": [
        {
            "title": "Air under the roof",
            "kind": "line",
            "w": 8,
            "h": 5,
            "queries": [{"series": "room_temperature", "label": "{room}"}],
            "options": {"thresholds": [{"value": 25.5, "state": "warning"}]},
        },
        {
            "title": "Now",
            "kind": "stat",
            "x": 8,
            "w": 4,
            "h": 5,
            "queries": [{"series": 'room_temperature{room="attic"}'}],
        },
        {
            "title": "Rooms",
            "kind": "table",
            "y": 5,
            "w": 6,
            "h": 4,
            "queries": [{"series": "room_temperature", "label": "{room}"}],
        },
        {
            "title": "Processor",
            "kind": "area",
            "x": 6,
            "y": 5,
            "w": 6,
            "h": 4,
            "queries": [{"series": 'machine_cpu{core="total"}'}],
        },
    ],
}
GRAFANA = {
    "title": "Node overview",
    "schemaVersion": 39,
    "time": {"from": "now-6h", "to": "now"},
    "panels": [
        {
            "type": "timeseries",
            "title": "Load",
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
            "targets": [{"expr": "node_load1"}],
        },
        {
            "type": "geomap",
            "title": "Where they stand",
            "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8},
            "targets": [{"expr": "node_location"}],
        },
    ],
}
MINUTE = 60_000
LATE = "01.03.2026 25:00,1,bad\n"


class Staged:
    """A server with the demo, once `stage` has added to it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.grafana = json.dumps(GRAFANA, indent=2)
        self.greenhouse = server.folder / "greenhouse.csv"
        self.addresses: dict[str, int] = {}
        self._client = httpx.Client(
            base_url=server.url, headers=server.headers("admin"), timeout=20
        )

    def stage(self) -> None:
        rows = "".join(f"01.03.2026 06:{one:02},{15 + one / 8},ok\n" for one in range(60))
        self.greenhouse.write_text(f"when,bed,remark\n{rows}{LATE}")
        self._ask("POST", "/api/readings", {"readings": list(rooms())})
        self.addresses["series"] = self._series('room_temperature{room="attic"}')
        made = self._ask("POST", "/api/dashboards", ATTIC)
        for description in ("As the electrician wanted it.", ATTIC["description"]):
            made = self._patch({"version": made["version"], "description": description})
        self._collect()
        self.server.manage("shell", "--no-imports", "-c", HALL)
        self._disagree()

    def address(self, path: str) -> str:
        """With the ids of what was made; a selector has braces of its own."""
        for name, number in self.addresses.items():
            path = path.replace(f"<{name}>", str(number))
        return path

    def publish_elsewhere(self) -> None:
        """A newer version of the dashboard `attic`."""
        now = self._ask("GET", "/api/dashboards/attic")
        panels = [{**panel} for panel in now["panels"]]
        panels[0]["title"] = f"Air, seen by the electrician at {time.strftime('%H:%M:%S')}"
        self._patch({"version": now["version"], "tags": ["rooms", "roof"], "panels": panels})

    def _collect(self) -> None:
        metrics = f"{self.server.url}/metrics"
        first = self._collector("Livecurve itself", metrics)
        self._collector("Router", "http://127.0.0.1:9/metrics")
        self.addresses["collector"] = first

    def _collector(self, name: str, address: str) -> int:
        document = {"name": name, "kind": "prometheus", "settings": {"address": address}}
        made = self._ask("POST", "/api/collectors", document)
        self._ask("POST", f"/api/collectors/{made['id']}/run", {})
        return int(made["id"])

    def _disagree(self) -> None:
        """The file and the page of the dashboard `cellar` say two things."""
        folder = self.server.folder / "dashboards"
        self._until_there("cellar")
        self._ask("PATCH", "/api/dashboards/cellar", {"title": "Wine cellar"}, {"If-Match": "*"})
        text = CELLAR.replace("Cellar", "Cellar and pantry").replace("line", "area")
        (folder / "cellar.yaml").write_text(text, encoding="utf-8")
        (folder / "garage.yaml").write_text("slug: garage\ntitle: Garage\n", encoding="utf-8")
        broken = "slug: roof\ntitle: Roof\npanels:\n- kind: pie\n"
        (folder / "roof.yaml").write_text(broken, encoding="utf-8")
        self._until_there("garage")

    def _until_there(self, slug: str) -> None:
        for _ in range(100):
            if self._client.get(f"/api/dashboards/{slug}").status_code == 200:
                return
            time.sleep(0.1)
        raise AssertionError(f"The file of {slug} has not become a dashboard.")

    def _patch(self, body: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self._ask("PATCH", "/api/dashboards/attic", body)
        return made

    def _series(self, selector: str) -> int:
        return int(self.server.query(series=selector)["series"][0]["id"])

    def _ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        response = self._client.request(method, path, json=body, headers=headers)
        assert response.is_success, response.text
        return response.json()


def rooms() -> Iterator[dict[str, Any]]:
    """Temperatures of the last six hours, a minute apart."""
    chance = random.Random(5)
    now = int(time.time() * 1000) // MINUTE * MINUTE
    for room, level in ROOMS.items():
        value = level
        points = []
        for at in range(360, -1, -1):
            value += 0.1 * (level - value) + chance.gauss(0, 0.12)
            points.append([now - at * MINUTE, round(value + 1.5 * math.sin(at / 60), 2)])
        yield {
            "series": "room_temperature",
            "tags": {"room": room},
            "unit": "°C",
            "points": points,
        }


def settings(folder: Path) -> dict[str, str]:
    """What the server is started with: a folder of dashboards, and leave to collect from itself."""
    dashboards = folder / "dashboards"
    dashboards.mkdir()
    (dashboards / "cellar.yaml").write_text(CELLAR, encoding="utf-8")
    return {
        "MACHINE_READINGS": "on",
        "DASHBOARDS_DIR": str(dashboards),
        "COLLECT_ALLOW": "127.0.0.0/8",
    }
