"""Readings for the tests of what draws them."""

from collections.abc import Sequence

import numpy as np
from django.db import transaction

from timeseries import exact
from timeseries.catalog import find_or_create
from timeseries.runs import Run
from timeseries.series_key import SeriesKey
from timeseries.timerange import SECOND

# 2023-11-14T22:13:20Z in µs and, as the answers have it, in ms.
START = 1_700_000_000 * SECOND
START_MS = START // 1000


def write(
    name: str, values: Sequence[float], unit: str = "", step: int = SECOND, **tags: str
) -> int:
    """Readings `step` µs apart from START on; the id of their series."""
    key = SeriesKey.of(name, tags)
    with transaction.atomic():
        pk = find_or_create([key], {key: unit})[key]
        times = START + step * np.arange(len(values), dtype=np.int64)
        exact.write([Run(pk, times, np.array(values, np.float64))])
    return pk
