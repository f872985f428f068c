"""Values that mean something in a panel: where it begins to be a warning, say."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeGuard

from .choices import Choice

THRESHOLDS = 20
STATES = ("ok", "warning", "critical")
LABEL = 100


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `value` upwards a panel is in this state."""

    value: float
    state: str = "warning"
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def thresholds() -> Choice:
    """Thresholds, the lowest first."""

    def read(given: Any) -> tuple[Threshold, ...]:
        if not isinstance(given, list) or len(given) > THRESHOLDS:
            raise ValueError
        return tuple(sorted(map(_threshold, given), key=lambda one: one.value))

    takes = (
        f'a list of at most {THRESHOLDS} objects such as {{"value": 80, "state": "warning", '
        f'"label": "high"}}, with a state of {", ".join(STATES)}'
    )
    return Choice((), takes, read)


def _threshold(given: Any) -> Threshold:
    if not isinstance(given, dict) or not given.keys() <= {"value", "state", "label"}:
        raise ValueError
    value, state, label = given.get("value"), given.get("state", "warning"), given.get("label", "")
    if not is_number(value) or state not in STATES:
        raise ValueError
    if not isinstance(label, str) or len(label) > LABEL:
        raise ValueError
    return Threshold(float(value), state, label)


def is_number(value: Any) -> TypeGuard[float]:
    """Whether it is a finite number as JSON has them."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def told(found: Sequence[Threshold]) -> list[dict[str, Any]]:
    """As a page is told of them."""
    return [one.as_json() for one in found]
