"""How far an import has come, in a small file of its own: an import that was stopped goes on."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = "importing"


class Checkpoint:
    """What is kept of one import; `of` is what makes it the same one again."""

    def __init__(self, of: dict[str, Any]) -> None:
        self._of = of
        name = hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()[:32]
        self._path = Path(settings.VAR_DIR) / FOLDER / f"{name}.json"

    def read(self) -> dict[str, Any]:
        """What was kept last; nothing where there is none."""
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return kept if kept.get("of") == self._of else {}

    def keep(self, state: dict[str, Any]) -> None:
        """In place of what was kept before: one or the other is there at any time."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"of": self._of, **state}))
        new.replace(self._path)

    def forget(self) -> None:
        """The import is whole."""
        self._path.unlink(missing_ok=True)
