from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.curves import doubles
from timeseries.packing import DamagedArray, PackedField, pack, pack_each, unpack

INT64, FLOAT64, UINT8 = np.dtype("int64"), np.dtype("float64"), np.dtype("uint8")

whole = st.integers(-(2**63), 2**63 - 1)
# Steady, jumping and extreme, as times and counters are.
ramps = st.builds(
    lambda start, step, count: [start + step * n for n in range(count)],
    st.integers(-(2**61), 2**61),
    st.integers(-(10**9), 10**9),
    st.integers(0, 400),
)

# What was written by the first version has to stay readable for ever.
GOLDEN = [
    (INT64, [-1, 2**62], "00173d5d28ffffffffffffffff0000000000000040"),
    (UINT8, [0, 1, 1], "00cbde584f000101"),
    (
        INT64,
        [1_700_000_000_000_000 + 1_000_000 * n for n in range(6)],
        "0169b1d28c70636f21030082010401040500000010000000f2c020513000bc0000000020a10720a107d8b805"
        "90d0035a620200",
    ),
    (
        FLOAT64,
        [1.5, -0.0, 5e-324, -1.7976931348623157e308, 21.25],
        "0109b5e0bf70636f210300420104010604000000430000000000000000040040ffffffffffffff7f82000000"
        "000000e0ff0202000000000054030c006901031000",
    ),
]


@given(st.lists(whole, max_size=300) | ramps)
def test_every_integer_comes_back(numbers: list[int]) -> None:
    array = np.array(numbers, np.int64)
    back = unpack(pack(array), INT64)
    assert back.dtype == INT64
    assert back.tolist() == numbers


@given(st.lists(doubles | st.sampled_from([-0.0, 5e-324, 1.7976931348623157e308]), max_size=300))
def test_every_bit_of_a_double_comes_back(numbers: list[float]) -> None:
    array = np.array(numbers, np.float64)
    back = unpack(pack(array), FLOAT64)
    assert back.dtype == FLOAT64
    assert back.tobytes() == array.tobytes()


@given(st.lists(st.integers(0, 255), max_size=300))
def test_every_byte_comes_back(numbers: list[int]) -> None:
    assert unpack(pack(np.array(numbers, np.uint8)), UINT8).tolist() == numbers


def test_a_slice_with_gaps_between_its_numbers_is_packed_as_what_it_shows() -> None:
    array = np.arange(20, dtype=np.int64)[::-2]
    assert unpack(pack(array), INT64).tolist() == list(range(19, 0, -2))


@pytest.mark.parametrize(("dtype", "numbers", "stored"), GOLDEN)
def test_what_the_first_version_stored_stays_readable(
    dtype: np.dtype[Any], numbers: list[float], stored: str
) -> None:
    expected = np.array(numbers, dtype)
    assert unpack(bytes.fromhex(stored), dtype).tobytes() == expected.tobytes()


parts = st.lists(st.lists(whole, min_size=1, max_size=6) | ramps.filter(bool), max_size=6)


@given(parts)
def test_parts_of_a_column_are_packed_as_each_by_itself(parts: list[list[int]]) -> None:
    edges = np.cumsum([0, *map(len, parts)])
    times = np.array([number for part in parts for number in part], np.int64)
    for column in (times, times.astype(np.float64)):
        alone = [pack(column[start:end], 1_000) for start, end in pairwise(edges.tolist())]
        assert pack_each(column, edges) == alone


def test_steady_readings_take_less_than_two_bytes_each() -> None:
    times = np.arange(4_096, dtype=np.int64) * 1_000_000
    values = np.round(20 + np.sin(times / 1e9), 1)
    assert len(pack(times)) + len(pack(values)) < 2 * len(times)


@given(st.sampled_from(GOLDEN), st.data())
def test_damaged_bytes_are_never_read_as_other_numbers(
    golden: tuple[np.dtype[Any], list[float], str], data: st.DataObject
) -> None:
    dtype, _, stored = golden
    damaged = bytearray.fromhex(stored)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] ^= data.draw(st.integers(1, 255))
    if damaged.hex() != stored:
        with pytest.raises(DamagedArray):
            unpack(bytes(damaged), dtype)


@pytest.mark.parametrize(("dtype", "numbers", "stored"), GOLDEN)
def test_bytes_that_end_too_early_are_damaged(
    dtype: np.dtype[Any], numbers: list[float], stored: str
) -> None:
    for end in range(len(stored) // 2):
        with pytest.raises(DamagedArray):
            unpack(bytes.fromhex(stored)[:end], dtype)


def test_another_type_than_was_stored_is_refused() -> None:
    with pytest.raises(DamagedArray, match="not of type float64"):
        unpack(pack(np.arange(10, dtype=np.int64)), FLOAT64)


def test_a_field_gives_back_what_it_wrote_into_a_fixture() -> None:
    field = PackedField("int64")
    field.set_attributes_from_name("times")
    holder = type("Holder", (), {"times": np.array([1, -(2**63)], np.int64)})()
    back = field.to_python(field.value_to_string(holder))
    assert back.dtype == INT64
    assert back.tolist() == [1, -(2**63)]
