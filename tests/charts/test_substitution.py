"""Whatever a value is, in a selector it is no more than a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.substitution import Picked, in_selector, in_text
from timeseries.errors import BadSelector
from timeseries.selector import parse_selector

values = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)
values |= st.text('a1 *\\"{}=!,()$', min_size=1, max_size=6)
several = st.lists(values, max_size=4, unique=True)


def picked(*given: str) -> dict[str, Picked]:
    return {"v": Picked(given)}


@given(several, values)
def test_a_selector_takes_the_chosen_values_and_no_other(chosen: list[str], other: str) -> None:
    selector = parse_selector(in_selector('cpu{host="$v",core!="9"}', picked(*chosen)))
    for value in [*chosen, other]:
        assert selector.matches("cpu", {"host": value}) is (value in chosen)
        assert not selector.matches("cpu", {"host": value, "core": "9"})
        assert not selector.matches("mem", {"host": value})


@given(several, values)
def test_values_stand_within_texts_in_lists_and_in_names_alike(
    chosen: list[str], other: str
) -> None:
    for text, series in (
        ('cpu{host="web-${v}-x"}', lambda value: ("cpu", {"host": f"web-{value}-x"})),
        ('cpu{host=("one","$v")}', lambda value: ("cpu", {"host": value})),
        ('a${v}_cpu{host="h"}', lambda value: (f"a{value}_cpu", {"host": "h"})),
    ):
        selector = parse_selector(in_selector(text, picked(*chosen)))
        for value in [*chosen, other]:
            named = value == "one" and '"one"' in text
            assert selector.matches(*series(value)) is (value in chosen or named)


@given(st.lists(values, min_size=1, max_size=3, unique=True), values)
def test_values_that_are_not_wanted_are_left_out(chosen: list[str], other: str) -> None:
    selector = parse_selector(in_selector('cpu{host!="$v"}', picked(*chosen)))
    for value in [*chosen, other]:
        assert selector.matches("cpu", {"host": value}) is (value not in chosen)


@given(values)
def test_a_value_that_is_a_name_is_no_id(value: str) -> None:
    text = in_selector("$v", picked(value))
    assert not (text.isascii() and text.isdecimal())
    assert parse_selector(text).matches(value, {})


def test_any_value_is_one_that_there_is() -> None:
    every = {"v": Picked(("a", "b"), every=True, any=True)}
    selector = parse_selector(in_selector('cpu{host="$v"}', every))
    assert selector.matches("cpu", {"host": "whatever"})
    assert not selector.matches("cpu", {})
    assert in_selector('cpu{host="web-$v"}', every) == 'cpu{host="web-*"}'


def test_a_selector_without_variables_stays_as_it_is() -> None:
    text = ' cpu{price="$5", host="$host"} '
    assert in_selector(text, picked("a")) == text


def test_several_values_cannot_name_a_tag() -> None:
    assert in_selector('cpu{$v="x"}', picked("host")) == 'cpu{host="x"}'
    with pytest.raises(BadSelector, match="has to be one value where it names a tag"):
        in_selector('cpu{$v="x"}', picked("host", "core"))


def test_texts_say_what_is_chosen() -> None:
    assert in_text("$v, ${v}s, $value, $5", picked("a", "b")) == "a, b, a, bs, $value, $5"
    assert in_text("$v", {"v": Picked(("a", "b"), every=True)}) == "all"
