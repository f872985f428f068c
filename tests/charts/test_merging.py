from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.definition import Definition, PanelDefinition
from charts.merging import ABSENT, Merge, Side

TITLES = st.sampled_from(["Air", "Water", "Fire", ""])
WORDS = st.sampled_from(["", "a", "b", "c"])
OPTIONS = st.fixed_dictionaries({}, optional={"min": st.integers(0, 3), "max": st.integers(4, 6)})
PANELS = st.builds(
    PanelDefinition,
    title=TITLES,
    kind=st.sampled_from(["line", "stat"]),
    unit=WORDS,
    x=st.integers(0, 3),
    y=st.integers(0, 3),
    options=OPTIONS,
)
DEFINITIONS = st.builds(
    Definition,
    slug=st.just("lab"),
    title=st.sampled_from(["Lab", "Cellar"]),
    description=WORDS,
    folder=WORDS,
    panels=st.lists(PANELS, max_size=4),
)
FEW = settings(max_examples=25)
AIR = PanelDefinition("Air", "line", unit="°C", options={"min": 0})
LAB = Definition("lab", "Lab", panels=[AIR])


def merged(merge: Merge, choices: dict[str, Side] | None = None) -> Definition:
    return Definition.of(merge.result(choices))


def all_of(merge: Merge, side: Side) -> Definition:
    return merged(merge, {one.at: side for one in merge.differences})


def contents(panels: Sequence[PanelDefinition]) -> list[Any]:
    return [replace(panel, id=None) for panel in panels]


@FEW
@given(DEFINITIONS, DEFINITIONS)
def test_what_one_side_alone_has_changed_is_taken(base: Definition, other: Definition) -> None:
    assert merged(Merge(base, other, base)) == other
    assert merged(Merge(base, base, other)) == other
    assert Merge(base, other, base).undecided == []


@FEW
@given(DEFINITIONS, DEFINITIONS)
def test_sides_that_are_alike_have_no_differences(base: Definition, other: Definition) -> None:
    merge = Merge(base, other, other)
    assert merge.differences == []
    assert merged(merge) == other


@FEW
@given(st.none() | DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_either_side_is_to_be_had_whole(
    base: Definition | None, file: Definition, page: Definition
) -> None:
    merge = Merge(base, file, page)
    assert all_of(merge, "file") == file
    assert all_of(merge, "page") == page


@FEW
@given(DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_nobody_has_to_choose_where_one_side_is_as_it_was(
    base: Definition, file: Definition, page: Definition
) -> None:
    for one in Merge(base, file, page).differences:
        changed = (one.file != one.base, one.page != one.base)
        assert (one.suggested is None) == (changed == (True, True))


@FEW
@given(DEFINITIONS, st.lists(PANELS, max_size=3), st.lists(PANELS, max_size=3))
def test_what_was_added_on_either_side_is_kept(
    base: Definition, by_file: list[PanelDefinition], by_page: list[PanelDefinition]
) -> None:
    new = [replace(panel, title=f"file {place}") for place, panel in enumerate(by_file)]
    newer = [replace(panel, title=f"page {place}", y=9) for place, panel in enumerate(by_page)]
    file = replace(base, panels=[*base.panels, *new])
    page = replace(base, panels=[*base.panels, *newer])
    titles = {panel.title for panel in merged(Merge(base, file, page)).panels}
    # Two that show the same are one panel with two names, of which somebody chooses.
    wanted = len({panel.title for panel in [*base.panels, *new, *newer]})
    chosen = {one.at for one in Merge(base, file, page).undecided if one.field == "title"}
    assert len(titles) + len(chosen) == wanted


@FEW
@given(DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_the_sides_may_be_exchanged(base: Definition, file: Definition, page: Definition) -> None:
    one, other = Merge(base, file, page), Merge(base, page, file)
    if not one.undecided and not other.undecided:
        assert merged(one) == merged(other)


def test_changes_of_two_fields_of_a_panel_go_together() -> None:
    file = replace(LAB, panels=[replace(AIR, unit="K")])
    page = replace(LAB, panels=[replace(AIR, options={"min": 0, "max": 9})])
    merge = Merge(LAB, file, page)
    assert merge.undecided == []
    assert merged(merge).panels == [replace(AIR, unit="K", options={"min": 0, "max": 9})]


def test_a_field_that_both_have_changed_is_to_be_chosen() -> None:
    file, page = replace(LAB, title="Laboratory"), replace(LAB, title="The lab")
    merge = Merge(LAB, file, page)
    [one] = merge.undecided
    assert (one.at, one.panel, one.base, one.file, one.page) == (
        "title", None, "Lab", "Laboratory", "The lab",
    )  # fmt: skip
    assert merged(merge, {"title": "file"}).title == "Laboratory"
    assert merged(merge, {"title": "base"}).title == "Lab"


def test_a_panel_that_one_side_removed_and_the_other_changed_is_kept_until_somebody_chooses() -> (
    None
):
    file, page = replace(LAB, panels=[]), replace(LAB, panels=[replace(AIR, unit="K")])
    merge = Merge(LAB, file, page)
    [one] = merge.undecided
    assert (one.at, one.panel, one.field, one.file) == ("panels[0]", "Air", "", ABSENT)
    assert merged(merge) == page
    assert merged(merge, {"panels[0]": "file"}) == file


def test_a_renamed_panel_is_the_same_panel() -> None:
    file = replace(LAB, panels=[replace(AIR, title="Outside")])
    page = replace(LAB, panels=[replace(AIR, unit="K")])
    assert merged(Merge(LAB, file, page)).panels == [replace(AIR, title="Outside", unit="K")]


def test_a_panel_keeps_the_row_that_the_page_has_for_it() -> None:
    page = replace(LAB, panels=[replace(AIR, id=7)])
    file = replace(LAB, panels=[replace(AIR, unit="K")])
    [panel] = Merge(LAB, file, page).result()["panels"]
    assert (panel["id"], panel["unit"]) == (7, "K")


@pytest.mark.parametrize("side", ["file", "page"])
def test_without_a_common_version_everything_that_differs_is_to_be_chosen(side: Side) -> None:
    file, page = replace(LAB, title="Laboratory"), replace(LAB, panels=[])
    merge = Merge(None, file, page)
    assert [one.at for one in merge.differences] == ["title", "panels[0]"]
    assert [one.at for one in merge.undecided] == ["title"]
    assert all_of(merge, side) == {"file": file, "page": page}[side]
