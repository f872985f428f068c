import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.series_key import SeriesKey, escape
from timeseries.typed_selector import Typed, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Typed("name", 0, "", "*")),
        ("mach", Typed("name", 0, "mach", "*")),
        ("cpu{", Typed("tag", 4, "", "cpu")),
        ("cpu{ co", Typed("tag", 5, "co", "cpu")),
        ("cpu{core=", Typed("value", 9, "", "cpu", "core", (), False)),
        ('cpu{core="', Typed("value", 10, "", "cpu", "core")),
        ('cpu{core!="to', Typed("value", 11, "to", "cpu", "core")),
        ('cpu{core="total",', Typed("tag", 17, "", 'cpu{core="total"}', "", ("core",))),
        (
            'cpu{core="total",host="a',
            Typed("value", 23, "a", 'cpu{core="total"}', "host", ("core",)),
        ),
        ('cpu{core="total"', Typed("nothing", 16, "", 'cpu{core="total"}')),
        ('cpu{core="total"}', Typed("nothing", 17, "", 'cpu{core="total"}')),
        ("cpu{core=(", Typed("value", 10, "", "cpu", "core", (), False)),
        ('cpu{core=("to', Typed("value", 11, "to", "cpu", "core")),
        ('cpu{core=("0", "to', Typed("value", 16, "to", "cpu", "core")),
        ('cpu{core=("0"', Typed("nothing", 13, "", "cpu")),
        (
            'cpu{core=("0","1"),host="',
            Typed("value", 25, "", 'cpu{core=("0","1")}', "host", ("core",)),
        ),
        ("{core", Typed("tag", 1, "core", "*")),
    ],
)
def test_the_end_of_a_text_is_the_part_that_is_typed(text: str, expected: Typed) -> None:
    assert typed(text) == expected


names = st.text('ab \\"{}=!,*é', min_size=1, max_size=6).filter(lambda text: text.strip() == text)


@given(names, names, names)
def test_a_value_that_is_typed_is_found_whatever_it_is_made_of(
    name: str, tag: str, value: str
) -> None:
    text = SeriesKey(name, ((tag, value),)).text
    found = typed(text[: -len('"}')])
    assert (found.part, found.tag, found.text, found.whole) == ("value", tag, value, escape(name))


@given(st.text('a{}=",!\\ ', max_size=12))
def test_any_text_is_something(text: str) -> None:
    assert 0 <= typed(text).start <= len(text)
