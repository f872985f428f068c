"""Figures as one table of plain text: a line each, with its baselines on the lines below."""

from collections.abc import Iterable, Sequence

from .measurement import Figure
from .quantiles import reached

HEAD = ("figure", "unit", "median", "p95", "p99", "runs", "target", "")
# Fewer runs say nothing of one in a hundred.
RUNS_FOR_P99 = 100
# How targets of other shares of the runs than 95 in 100 are told apart.
SHARES = {0.5: "median ", 0.99: "p99 "}


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
    own = _row(f"  {figure.what}", figure, figure.samples, _targets(figure), _verdict(figure))
    return [own] + [
        _row(f"    vs. {name}", figure, samples, "", _factor(figure, samples))
        for name, samples in figure.baselines.items()
    ]


def _row(
    what: str, figure: Figure, samples: Sequence[float], target: str, remark: str
) -> tuple[str, ...]:
    quantiles = [
        number(reached(samples, share, figure.higher_is_better)) for share in (0.5, 0.95, 0.99)
    ]
    if len(samples) < RUNS_FOR_P99:
        quantiles[-1] = "–"
    return (what, figure.unit, *quantiles, f"{len(samples):,}", target, remark)


def _targets(figure: Figure) -> str:
    """Limits in the order of their shares; the 95th percentile goes without saying."""
    sign = "≥" if figure.higher_is_better else "≤"
    return ", ".join(
        f"{SHARES.get(share, '')}{sign} {number(limit)}"
        for share, limit in sorted(figure.limits.items())
    )


def _verdict(figure: Figure) -> str:
    if not figure.limits:
        return ""
    # More is better where a limit is a least: turned round, both are the same comparison.
    sign = -1 if figure.higher_is_better else 1
    kept = all(
        sign * reached(figure.samples, share, figure.higher_is_better) <= sign * limit
        for share, limit in figure.limits.items()
    )
    return "kept" if kept else "MISSED"


def _factor(figure: Figure, baseline: Sequence[float]) -> str:
    """How many times better than the baseline the figure is, at the median."""
    own = reached(figure.samples, 0.5, figure.higher_is_better)
    other = reached(baseline, 0.5, figure.higher_is_better)
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
