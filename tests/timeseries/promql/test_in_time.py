"""What is computed without a reading being looked at ends in time too."""

import math
from typing import cast

import numpy as np
import pytest

from timeseries.promql.aggregating import aggregated, values_counted
from timeseries.promql.evaluate import evaluate
from timeseries.promql.faults import NotComputable, OutOfTime
from timeseries.promql.histograms import histogram_quantile
from timeseries.promql.lines import Grid, Line, Vector
from timeseries.promql.parser import parse
from timeseries.promql.syntax import Aggregation, Select
from timeseries.promql.windows import Look
from timeseries.store import get_store

GROUPS = [Line({"host": str(n), "le": "+Inf"}, np.ones(1), np.ones(1, np.bool_)) for n in range(9)]


class Clock:
    """Out of time at the third look."""

    looks = 0

    def tick(self) -> None:
        self.looks += 1
        if self.looks == 3:
            raise OutOfTime("It takes too long.")


def test_groups_of_an_aggregation_are_left_when_time_is_out() -> None:
    clock = Clock()
    by_host = Aggregation("quantile", Select(()), ("host",))
    with pytest.raises(OutOfTime):
        aggregated(by_host, GROUPS, np.full(1, 0.5), clock.tick)
    assert len(aggregated(by_host, GROUPS, np.full(1, 0.5), clock.tick)) == 9


def test_values_are_no_longer_counted_when_time_is_out() -> None:
    clock = Clock()
    by_host = Aggregation("count_values", Select(()), ("host",))
    with pytest.raises(OutOfTime):
        values_counted(by_host, GROUPS, "value", clock.tick)
    assert len(values_counted(by_host, GROUPS, "value", clock.tick)) == 9


def test_more_values_than_an_answer_holds_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeseries.promql.aggregating.MOST_VALUES", 8)
    by_host = Aggregation("count_values", Select(()), ("host",))
    with pytest.raises(NotComputable, match="too many different values"):
        values_counted(by_host, GROUPS, "value", lambda: None)


def test_histograms_are_left_when_time_is_out() -> None:
    clock = Clock()
    with pytest.raises(OutOfTime):
        histogram_quantile(np.full(1, 0.5), GROUPS, clock.tick)
    assert len(histogram_quantile(np.full(1, 0.5), GROUPS, clock.tick)) == 9


def look(**more: float) -> Look:
    return Look(get_store(), "default", **more)  # type: ignore[arg-type]


def test_an_expression_without_series_is_left_when_time_is_out() -> None:
    with pytest.raises(OutOfTime):
        evaluate(parse("1 + 1"), Grid(np.zeros(1, np.int64)), look(deadline=-math.inf))


def test_the_values_of_a_subquery_count_as_readings() -> None:
    grid = Grid(np.zeros(1, np.int64))
    wanted = parse("sum_over_time(vector(2)[1h:1m])")
    [line] = cast("Vector", evaluate(wanted, grid, look(left=60)))
    assert line.values.tolist() == [120]
    with pytest.raises(NotComputable):
        evaluate(wanted, grid, look(left=59))
    with pytest.raises(NotComputable, match="200,000 steps"):
        evaluate(parse("sum_over_time(vector(2)[1h:1ms])"), grid, look())
