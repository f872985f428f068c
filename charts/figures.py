"""Last, lowest, mean and highest of a series in a range, exact however many readings it has."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .stacking import Points

# M4 has the first, lowest, highest and last reading at their times, the others make the mean.
# A range that does not begin with a column has two, which these can be put together from.
FIGURES = ("m4", "sum", "count")


@dataclass(frozen=True, slots=True)
class Figures:
    """All None where there is no reading."""

    last: float | None = None
    min: float | None = None
    mean: float | None = None
    max: float | None = None
    sum: float | None = None


def figures(answer: Mapping[str, Points]) -> Figures:
    """The figures of a series of which `FIGURES` were asked, in few columns."""
    values = known(answer["m4"])[:, 1]
    if not len(values):
        return Figures()
    total, count = float(answer["sum"][:, 1].sum()), float(np.nansum(answer["count"][:, 1]))
    # A sum that no double holds is answered as NaN.
    exact = total if np.isfinite(total) else None
    return Figures(
        last=float(values[-1]),
        min=float(values.min()),
        mean=None if exact is None else exact / count,
        max=float(values.max()),
        sum=exact,
    )


def known(points: Points) -> Points:
    """The points without the gaps."""
    return points[~np.isnan(points[:, 1])]
