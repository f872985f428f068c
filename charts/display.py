"""How a panel is shown, whatever its kind: the options that all share beside the ends of the
value axis."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from timeseries.errors import BadParameter

from .choices import Choice, one_of, switch, text, whole
from .panel_query import MOST_DECIMALS, UNIT
from .thresholds import Threshold, is_number, thresholds, told

DESCRIPTION = 10_000
# A variable's name.
NAME = 40
MARKS = ("min", "max", "last")


@dataclass(frozen=True, slots=True)
class RightAxis:
    """The ends, the unit and the scale of the axis on the right."""

    min: float | None = None
    max: float | None = None
    unit: str = ""
    log: bool = False


@dataclass(frozen=True, slots=True)
class Display:
    """`nulls` says what is drawn where a reading is missing, `labels` which readings are
    written beside a line, `description` is Markdown, `repeat` a variable for each value of
    which the panel stands once."""

    log: bool = False
    decimals: int | None = None
    legend: str = "auto"
    nulls: str = "gap"
    thresholds: tuple[Threshold, ...] = ()
    threshold_style: str = "line"
    labels: tuple[str, ...] = ()
    right: RightAxis | None = None
    description: str = ""
    repeat: str = ""
    repeat_direction: str = "across"

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Display":
        """Raises BadParameter that names the option."""
        return cls(**{name: choice.of(options, name) for name, choice in CHOICES.items()})

    def as_json(self) -> dict[str, Any]:
        """Only what differs from the defaults."""
        found = {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) != one.default
        }
        if self.thresholds:
            found["thresholds"] = told(self.thresholds)
        if self.right:
            found["right"] = {
                one.name: value
                for one in fields(self.right)
                if (value := getattr(self.right, one.name)) != one.default
            }
        return found


def marks() -> Choice:
    """Which readings of a line are written beside it, each once."""

    def read(given: Any) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(mark in MARKS for mark in given):
            raise ValueError
        return tuple(mark for mark in MARKS if mark in given)

    return Choice((), f"a list of {', '.join(MARKS)}", read)


def right_axis() -> Choice:
    def read(given: Any) -> RightAxis:
        if not isinstance(given, dict) or not given.keys() <= {"min", "max", "unit", "log"}:
            raise ValueError
        ends = [given.get(name) for name in ("min", "max")]
        if not all(end is None or is_number(end) for end in ends):
            raise ValueError
        low, high = ends
        if low is not None and high is not None and low >= high:
            raise ValueError
        unit, log = (choice.of(given, name) for name, choice in _RIGHT.items())
        return RightAxis(low, high, unit, log)

    takes = 'an object such as {"min": 0, "max": 100, "unit": "%", "log": false}, min below max'
    return Choice(None, takes, read)


_RIGHT = {"unit": text(UNIT), "log": switch()}
# In the order of the fields.
CHOICES: Mapping[str, Choice] = {
    "log": switch(),
    "decimals": whole(None, 0, MOST_DECIMALS),
    "legend": one_of("auto", "table", "list", "none"),
    "nulls": one_of("gap", "connect", "zero"),
    "thresholds": thresholds(),
    "threshold_style": one_of("line", "band", "both"),
    "labels": marks(),
    "right": right_axis(),
    "description": text(DESCRIPTION),
    "repeat": text(NAME),
    "repeat_direction": one_of("across", "down"),
}


def check_log(display: Display, low: float | None) -> None:
    """Raises BadParameter where a logarithmic axis would begin at or below zero."""
    if display.log and low is not None and low <= 0:
        raise BadParameter("options.min", "a number above 0 where options.log is true")
    right = display.right
    if right and right.log and right.min is not None and right.min <= 0:
        raise BadParameter("options.right", "a min above 0 where its log is true")
