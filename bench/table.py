"""Figures as one table of plain text: a line each, with its baseline on the line below."""

from collections.abc import Iterable, Sequence

from .measurement import Figure
from .quantiles import reached

HEAD = ("figure", "unit", "median", "p95", "p99", "runs", "target", "")
# Fewer runs say nothing of one in a hundred.
RUNS_FOR_P99 = 100


def table(named: Iterable[tuple[str, Sequence[Figure]]]) -> str:
    """Measurements by name, with their figures, as lines of equal columns."""
    groups = [
        (name, [row for figure in figures for row in _rows(figure)]) for name, figures in named
    ]
    rows = [row for _, group in groups for row in group]
    widths = [max(len(row[place]) for row in [HEAD, *rows]) for place in range(len(HEAD))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [_line(HEAD, widths), rule]
    for name, group in groups:
        lines += [name, *(_line(row, widths) for row in group)]
    return "\n".join(lines)


def _rows(figure: Figure) -> list[tuple[str, ...]]:
    target = "" if figure.at_most is None else f"≤ {number(figure.at_most)}"
    own = _row(f"  {figure.what}", figure, figure.samples, target, _verdict(figure))
    if not figure.baseline_samples:
        return [own]
    against = f"    vs. {figure.baseline}"
    return [own, _row(against, figure, figure.baseline_samples, "", _factor(figure))]


def _row(
    what: str, figure: Figure, samples: Sequence[float], target: str, remark: str
) -> tuple[str, ...]:
    quantiles = [
        number(reached(samples, share, figure.higher_is_better)) for share in (0.5, 0.95, 0.99)
    ]
    if len(samples) < RUNS_FOR_P99:
        quantiles[-1] = "–"
    return (what, figure.unit, *quantiles, f"{len(samples):,}", target, remark)


def _verdict(figure: Figure) -> str:
    if figure.at_most is None:
        return ""
    kept = reached(figure.samples, 0.95, figure.higher_is_better) <= figure.at_most
    return "kept" if kept else "MISSED"


def _factor(figure: Figure) -> str:
    """How many times better than the baseline the figure is, at the median."""
    own = reached(figure.samples, 0.5, figure.higher_is_better)
    other = reached(figure.baseline_samples, 0.5, figure.higher_is_better)
    if not own or not other:
        return ""
    gain = own / other if figure.higher_is_better else other / own
    return f"{number(gain)} × better" if gain >= 1 else f"{number(1 / gain)} × worse"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    last = len(row) - 1
    cells = (
        cell.ljust(width) if place in (0, 1, last) else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def number(value: float) -> str:
    """Three digits or all of the whole number."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
