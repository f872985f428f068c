"""Panels that repeat once for each value lie beside each other, and never over others."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from charts.models import Panel
from charts.repeating import laid_out
from charts.substitution import Picked

boxes = st.tuples(st.integers(0, 11), st.integers(0, 20), st.integers(1, 12), st.integers(1, 6))


def panel(pk: int, x: int, y: int, w: int, h: int, **options: str) -> Panel:
    return Panel(pk=pk, title="$v", kind="line", x=x, y=y, w=w, h=h, options=options)


def places(*panels: Panel, values: tuple[str, ...]) -> list[tuple[str, int, int]]:
    laid = laid_out(panels, {"v": Picked(values)})
    return [(one.panel.title, one.panel.x, one.panel.y) for one in laid]


def test_copies_fill_rows_and_what_is_below_moves_on() -> None:
    row, below = panel(1, 0, 0, 4, 3, repeat="v"), panel(2, 0, 3, 12, 4)
    assert places(row, below, values=("a", "b", "c", "d")) == [
        ("a", 0, 0),
        ("b", 4, 0),
        ("c", 8, 0),
        ("d", 0, 3),
        ("a, b, c, d", 0, 6),
    ]


def test_copies_go_down_where_that_is_asked_for() -> None:
    down = panel(1, 6, 0, 6, 3, repeat="v", repeat_direction="down")
    assert places(down, values=("a", "b")) == [("a", 6, 0), ("b", 6, 3)]


def test_a_panel_without_values_is_not_there_and_others_stay() -> None:
    assert places(panel(1, 0, 0, 6, 3, repeat="v"), panel(2, 6, 0, 6, 3), values=()) == [("", 6, 0)]


def test_ids_stay_with_their_values() -> None:
    one = panel(7, 0, 0, 6, 3, repeat="v")
    first = {
        placed.panel.title: placed.panel.pk for placed in laid_out([one], {"v": Picked(("b",))})
    }
    both = {
        placed.panel.title: placed.panel.pk for placed in laid_out([one], {"v": Picked(("a", "b"))})
    }
    assert both["b"] == first["b"]
    assert len(set(both.values())) == 2


@given(st.lists(boxes, max_size=6), st.integers(1, 9), st.sampled_from(["across", "down"]))
def test_no_panel_lies_over_another(
    given_boxes: list[tuple[int, int, int, int]], count: int, direction: str
) -> None:
    panels = [
        panel(at, min(x, 12 - w), y, w, h, **({"repeat": "v"} if at % 2 else {}))
        for at, (x, y, w, h) in enumerate(given_boxes)
    ]
    panels.append(panel(99, 0, 0, 5, 2, repeat="v", repeat_direction=direction))
    values = tuple(str(n) for n in range(count))
    laid = [one.panel for one in laid_out(panels, {"v": Picked(values)})]
    for a, b in combinations(laid, 2):
        beside = a.x + a.w <= b.x or b.x + b.w <= a.x
        assert beside or a.y + a.h <= b.y or b.y + b.h <= a.y or count == 1
    assert all(one.x + one.w <= 12 for one in laid)
