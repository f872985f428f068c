"""Where the readings of a window lead: the straight line that fits them best (least squares),
and smoothing."""

from collections.abc import Callable, Sequence

import numpy as np

from ..batch import Times, Values
from ..timerange import SECOND
from .lines import Present
from .windows import Windows

# Readings of a window between two looks at the clock.
TICKS = 1_000
# So many windows cost less one by one than together.
FEW = 100


def slope(windows: Windows) -> tuple[Values, Present]:
    """How much it rises in a second."""
    rises, _, held = _fitted(windows, windows.ends)
    return rises, held


def predicted(windows: Windows, since: Times, ahead: Values) -> tuple[Values, Present]:
    """Where it is so many seconds after each of these moments (µs)."""
    rises, height, held = _fitted(windows, since)
    return height + rises * ahead, held


def smoothed(
    windows: Windows, level: Values, trend: Values, tick: Callable[[], None]
) -> tuple[Values, Present]:
    """The level that double exponential smoothing (Holt's linear method,
    https://www.itl.nist.gov/div898/handbook/pmc/section4/pmc433.htm) ends with, for factors
    between 0 and 1. Of one reading there is none. `tick` is called now and then, and may raise."""
    held = windows.count > 1
    values = np.zeros(len(held))
    if (together := int(held.sum())) > FEW:
        values[held] = _together(windows, held, level[held], trend[held], tick)
    elif together:
        for place in np.flatnonzero(held).tolist():
            tick()
            inside = windows.values[windows.low[place] : windows.high[place]].tolist()
            values[place] = _smoothed(inside, float(level[place]), float(trend[place]))
    return values, held


def _smoothed(values: Sequence[float], level: float, trend: float) -> float:
    before, now, rises = 0.0, values[0], values[1] - values[0]
    for number in range(1, len(values)):
        if number > 1:
            rises = trend * (now - before) + (1 - trend) * rises
        before, now = now, level * values[number] + (1 - level) * (now + rises)
    return now


def _together(
    windows: Windows, held: Present, level: Values, trend: Values, tick: Callable[[], None]
) -> Values:
    """The same of all windows at once."""
    low, count = windows.low[held], windows.count[held]
    now = windows.values[low]
    before, rises = now, windows.values[low + 1] - now
    for number in range(1, int(count.max())):
        if number % TICKS == 0:
            tick()
        going = number < count
        if number > 1:
            rises = np.where(going, trend * (now - before) + (1 - trend) * rises, rises)
        value = windows.values[np.where(going, low + number, low)]
        new = level * value + (1 - level) * (now + rises)
        before, now = np.where(going, now, before), np.where(going, new, now)
    return now


def _fitted(windows: Windows, moments: Times) -> tuple[Values, Values, Present]:
    """Its slope, and where it is at these moments; of one reading there is none."""
    held = windows.count > 1
    rises, heights = np.zeros(len(held)), np.zeros(len(held))
    for place in np.flatnonzero(held).tolist():
        inside = slice(windows.low[place], windows.high[place])
        values = windows.values[inside]
        # From the first on, so that they are small.
        begun = int(windows.times[inside.start])
        times = (windows.times[inside] - begun) / SECOND
        middle, mean = times.mean(), values.mean()
        away = times - middle
        rises[place] = (away * (values - mean)).sum() / (away**2).sum()
        heights[place] = mean + rises[place] * ((int(moments[place]) - begun) / SECOND - middle)
    return rises, heights, held
