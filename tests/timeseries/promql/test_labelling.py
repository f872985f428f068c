"""The order by labels, and what counts have no peer for."""

import math

import numpy as np

from timeseries.promql.aggregating import aggregated, values_counted
from timeseries.promql.labelling import by_labels
from timeseries.promql.lines import Line
from timeseries.promql.syntax import Aggregation, Select

HOSTS = ["host10", "host2", "host", "host02b", "", "Host1"]
LINES = [Line({"host": host} if host else {}, np.ones(1), np.ones(1, np.bool_)) for host in HOSTS]


def test_numbers_in_labels_are_sorted_by_their_size() -> None:
    def order(*labels: str, descending: bool = False) -> list[str]:
        found = by_labels(LINES, labels, descending=descending)
        return [line.labels.get("host", "") for line in found]

    assert order("host") == ["", "Host1", "host", "host2", "host02b", "host10"]
    assert order("host", descending=True) == order("host")[::-1]
    assert order() == ["", "Host1", "host", "host02b", "host10", "host2"]


def test_values_that_are_no_numbers_are_counted_as_one() -> None:
    values = [math.nan, math.nan, math.inf, 0.5, 0.5, 3.0]
    lines = [
        Line(line.labels, np.array([value]), line.present)
        for line, value in zip(LINES, values, strict=True)
    ]
    found = values_counted(Aggregation("count_values", Select(())), lines, "v", lambda: None)
    assert {line.labels["v"]: line.values.tolist() for line in found} == {
        "NaN": [2],
        "+Inf": [1],
        "0.5": [2],
        "3": [1],
    }


def test_the_first_series_are_a_limit_at_each_step() -> None:
    there = np.array([[True, False], [True, True], [True, True]])
    lines = [Line({"n": str(n)}, np.full(2, -n), row) for n, row in enumerate(there)]
    limit = Aggregation("limitk", Select(()))
    found = aggregated(limit, lines, np.full(2, 2.0), lambda: None)
    assert {line.labels["n"]: line.present.tolist() for line in found} == {
        "0": [True, False],
        "1": [True, True],
        "2": [False, True],
    }
