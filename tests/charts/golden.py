"""The option of every kind for one panel: `python -m tests.charts.golden` writes the files
anew after a change that was meant."""

import json
from pathlib import Path
from typing import Any

from charts.kind import Head, kinds
from charts.spec import PanelSpec

FOLDER = Path(__file__).parents[2] / "fixtures" / "golden" / "kinds"
PANEL = PanelSpec(unit="%", min=0, max=100)
HEADS = (Head(1, "Core 0", "%", "m4"), Head(2, "Core 1", "%", "m4"))


def option(kind: str) -> dict[str, Any]:
    return kinds[kind]().option(PANEL, HEADS)


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in kinds.names():
        text = json.dumps(option(kind), indent=2, ensure_ascii=False)
        (FOLDER / f"{kind}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
