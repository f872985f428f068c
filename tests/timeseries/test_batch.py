import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.batch import BatchBuilder, ReadingBatch
from timeseries.series_key import SeriesKey, check_unit

texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
keys = st.builds(SeriesKey.of, texts, st.dictionaries(texts, texts, max_size=4))


def batch(*readings: tuple[str, int, float]) -> ReadingBatch:
    builder = BatchBuilder()
    for name, time, value in readings:
        builder.add(SeriesKey(name), time, value)
    return builder.build()


def test_a_key_has_its_tags_in_the_order_of_their_names() -> None:
    key = SeriesKey.of("room_temperature", {"room": "lab", "floor": "2"})
    assert key.text == 'room_temperature{floor="2",room="lab"}'
    assert key == SeriesKey.of("room_temperature", {"floor": "2", "room": "lab"})


def test_special_characters_are_escaped_in_a_key() -> None:
    key = SeriesKey.of(' a{b}"', {"t=": "x,\\"})
    assert key.text == r'\ a\{b\}\"{t\=="x\,\\"}'


@given(keys)
def test_a_key_is_parsed_back_from_its_text(key: SeriesKey) -> None:
    assert SeriesKey.parse(key.text) == key


@given(keys, keys)
def test_no_two_keys_share_a_text(one: SeriesKey, other: SeriesKey) -> None:
    assert (one == other) is (one.text == other.text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("room temperature", SeriesKey("room temperature")),
        (" Temp, °C ", SeriesKey("Temp, °C")),
        ('a { t = "x" , u="y" }', SeriesKey("a", (("t", "x"), ("u", "y")))),
        ("a{}", SeriesKey("a")),
        ('a{t="}"}', SeriesKey("a", (("t", "}"),))),
    ],
)
def test_a_key_may_be_written_freely(text: str, key: SeriesKey) -> None:
    assert SeriesKey.parse(text) == key


@pytest.mark.parametrize(
    "text",
    ["", "{}", "a{", "a}", "a{t}", 'a{t="x"', 'a{t="x"}b', 'a{t!="x"}', 'a{t="x",t="y"}', "a\\"]
    + ['a{t=""}', 'a{="x"}', 'a{t="x" u="y"}'],
)
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        SeriesKey.parse(text)


@pytest.mark.parametrize(
    ("name", "tags", "reason"),
    [
        ("", {}, "the series name is empty"),
        ("a" * 201, {}, "the series name is longer than 200 characters"),
        ("a\n", {}, "the series name has a control character"),
        ("a\x85", {}, "the series name has a control character"),
        ("a\ud800", {}, "the series name has a lone surrogate, no character"),
        ("a", {"": "x"}, "the name of tag '' is empty"),
        ("a", {"t": ""}, "tag 't' is empty"),
        ("a", {"t": "x" * 201}, "tag 't' is longer than 200 characters"),
        ("a", {"t": "\x00"}, "tag 't' has a control character"),
        ("a", {f"t{n}": "€" * 200 for n in range(4)}, "the name and tags take more than 2000"),
    ],
)
def test_a_bad_name_or_tag_is_refused_with_its_reason(
    name: str, tags: dict[str, str], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        SeriesKey.of(name, tags)


def test_a_reason_stays_short_however_long_the_name_of_a_tag_is() -> None:
    with pytest.raises(ValueError) as raised:
        SeriesKey.of("a", {"t" * 100_000: "x"})
    assert len(str(raised.value)) < 150


def test_the_longest_names_are_taken() -> None:
    key = SeriesKey.of("é" * 200, {"t" * 200: "*" * 200})
    assert SeriesKey.parse(key.text) == key


@pytest.mark.parametrize("unit", ["x" * 41, "\t", "\udc00"])
def test_a_bad_unit_is_refused(unit: str) -> None:
    with pytest.raises(ValueError, match="the unit"):
        check_unit(unit)


def test_batches_are_joined_in_their_order() -> None:
    joined = ReadingBatch.concatenate([batch(("a", 1, 1.0)), batch(("b", 2, 2.0), ("a", 1, 3.0))])
    assert [key.name for key in joined.keys] == ["a", "b"]
    assert joined.index.tolist() == [0, 1, 0]
    assert joined.values.tolist() == [1.0, 2.0, 3.0]


def test_no_batches_are_an_empty_batch() -> None:
    assert len(ReadingBatch.concatenate([])) == len(ReadingBatch.empty()) == 0


def test_a_builder_keeps_the_order_of_single_readings_and_columns() -> None:
    builder, key = BatchBuilder(), SeriesKey("a")
    builder.add(key, 1, 1.0)
    builder.extend(np.array([builder.place(key)], np.int32), np.array([1]), np.array([2.0]))
    builder.add(key, 1, 3.0)
    assert builder.build().values.tolist() == [1.0, 2.0, 3.0]


def test_a_series_without_readings_is_left_out() -> None:
    builder = BatchBuilder()
    for name in "abc":
        builder.place(SeriesKey(name))
        builder.set_unit(SeriesKey(name), "m")
    builder.add(SeriesKey("c"), 1, 1.0)
    builder.add(SeriesKey("b"), 1, 2.0)
    built = builder.build()
    assert [key.name for key in built.keys] == ["b", "c"]
    assert built.index.tolist() == [1, 0]
    assert built.units == {SeriesKey("b"): "m", SeriesKey("c"): "m"}
