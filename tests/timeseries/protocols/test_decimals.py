import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.ingest.decimals import decimals, stamps
from timeseries.ingest.line_syntax import parse_value
from timeseries.ingest.numbers import integers

short = st.from_regex(r"[+-]?[0-9]{0,9}\.?[0-9]{0,9}[iu]?", fullmatch=True)
floats = st.floats(allow_nan=False, allow_infinity=False).map(repr)
words = st.sampled_from(["t", "False", "1e5", "-0", "-0.0", "-0i", "-0u", "+5i", ".", "", "x", "٣"])
whole = st.integers(-(10**19), 10**19).map(str)


def places(texts: list[str]) -> tuple[bytes, np.ndarray, np.ndarray]:
    """The texts with "=" before and "," behind each, and where they begin and end."""
    sizes = np.array([len(text.encode()) for text in texts], np.intp)
    ends = np.cumsum(sizes + 2) - 1
    return "".join(f"={text}," for text in texts).encode(), ends - sizes, ends


def one_by_one(texts: list[str]) -> list[str] | None:
    try:
        return [parse_value(text).hex() for text in texts]
    except ValueError:
        return None


@given(st.lists(short | floats | words, min_size=1, max_size=8))
def test_a_column_of_values_is_bit_for_bit_what_each_is_by_itself(texts: list[str]) -> None:
    found = decimals(*places(texts))
    assert (found if found is None else [v.hex() for v in found.tolist()]) == one_by_one(texts)


@pytest.mark.parametrize(
    "text", ["9007199254740993", "0.1234567890123456", "123456789012345", "1.00000000000000", "5."]
)
def test_a_value_of_many_digits_is_the_nearest_double(text: str) -> None:
    found = decimals(*places(["1", text]))
    assert found is not None
    assert found.tolist() == [1.0, float(text)]


@given(st.lists(whole, min_size=1, max_size=5) | st.lists(st.text("0123456789-+ x"), min_size=1))
def test_a_column_of_times_is_what_each_is_by_itself(texts: list[str]) -> None:
    found, expected = stamps(*places(texts)), integers(texts)
    assert (None if found is None else found.tolist()) == (
        None if expected is None else expected.tolist()
    )


@pytest.mark.parametrize("text", ["9223372036854775808", "9999999999999999999"])
def test_times_beyond_64_bits_are_none(text: str) -> None:
    assert stamps(*places([text, text])) is None


def test_the_largest_times_are_read() -> None:
    found = stamps(*places(["9223372036854775807", "1700000000000000000"]))
    assert found is not None
    assert found.tolist() == [9223372036854775807, 1700000000000000000]
