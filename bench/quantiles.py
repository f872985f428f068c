"""What many runs come to in a few numbers."""

import math
from collections.abc import Sequence


def quantile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` (0 to 1) of all samples do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def reached(samples: Sequence[float], share: float, higher_is_better: bool) -> float:
    """What at least `share` of the runs reached: that much or more where more is better,
    that much or less otherwise."""
    if higher_is_better:
        return -quantile([-sample for sample in samples], share)
    return quantile(samples, share)
