"""Figures as lines of a table."""

from bench.measurement import Figure
from bench.table import table


def lines_of(figure: Figure) -> list[list[str]]:
    """The cells of each line below the head and the measurement's name."""
    return [line.split() for line in table([("name", [figure])]).splitlines()[3:]]


def test_every_baseline_has_a_line_with_how_many_times_better_the_figure_is() -> None:
    figure = Figure("time", "ms", [2.0], "one", [4.0], peers={"two": [1.0], "none": []})
    own, one, two = lines_of(figure)
    assert own == ["time", "ms", "2", "2", "–", "1"]
    assert one == ["vs.", "one", "ms", "4", "4", "–", "1", "2", "×", "better"]
    assert two == ["vs.", "two", "ms", "1", "1", "–", "1", "2", "×", "worse"]


def test_a_rate_keeps_its_target_when_the_median_reaches_it() -> None:
    figure = Figure("rate", "1/s", [9, 10, 11], higher_is_better=True, targets={0.5: 10})
    assert lines_of(figure)[0][-4:] == ["median", "≥", "10", "kept"]


def test_a_rate_whose_median_is_below_its_target_has_missed_it() -> None:
    figure = Figure("rate", "1/s", [9, 9.5, 11], higher_is_better=True, targets={0.5: 10})
    assert lines_of(figure)[0][-1] == "MISSED"


def test_a_time_has_missed_when_one_of_two_targets_is_not_kept() -> None:
    figure = Figure("time", "ms", [1, 1, 1, 20], targets={0.5: 5, 0.95: 12})
    assert lines_of(figure)[0][-6:] == ["median", "≤", "5,", "≤", "12", "MISSED"]


def test_at_most_is_the_target_of_the_95th_percentile() -> None:
    assert Figure("time", "ms", [1], at_most=3, targets={0.5: 2}).limits == {0.5: 2, 0.95: 3}
