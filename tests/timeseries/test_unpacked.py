"""Arrays that stay unpacked are those of the bytes asked for, within a bound."""

import numpy as np
import pytest

from timeseries.packing import DamagedArray, pack
from timeseries.unpacked import Unpacked

FLOAT64, INT64 = np.dtype(np.float64), np.dtype(np.int64)


def noise(seed: int) -> bytes:
    """Some 9,000 packed bytes."""
    return pack(np.random.default_rng(seed).normal(size=1_000))


def test_the_same_bytes_are_unpacked_once() -> None:
    unpacked = Unpacked()
    first = unpacked.of(noise(1), FLOAT64)
    assert first.tolist() == np.random.default_rng(1).normal(size=1_000).tolist()
    assert unpacked.of(noise(1), FLOAT64) is first
    assert unpacked.of(noise(2), FLOAT64)[0] == np.random.default_rng(2).normal()


def test_nobody_can_write_into_what_others_read() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Unpacked().of(noise(1), FLOAT64)[0] = 1.0


def test_what_was_not_asked_for_the_longest_leaves_first() -> None:
    unpacked = Unpacked(room=40_000)
    kept, left = unpacked.of(noise(1), FLOAT64), unpacked.of(noise(2), FLOAT64)
    unpacked.of(noise(1), FLOAT64)
    unpacked.of(noise(3), FLOAT64)
    assert unpacked.of(noise(1), FLOAT64) is kept
    assert unpacked.of(noise(2), FLOAT64) is not left


def test_an_array_larger_than_all_room_is_answered_and_not_kept() -> None:
    unpacked = Unpacked(room=1_000)
    first = unpacked.of(noise(1), FLOAT64)
    again = unpacked.of(noise(1), FLOAT64)
    assert again is not first
    assert again.tobytes() == first.tobytes()


def test_damaged_bytes_and_another_type_are_refused_each_time() -> None:
    unpacked = Unpacked()
    data = noise(1)
    unpacked.of(data, FLOAT64)
    for _ in range(2):
        with pytest.raises(DamagedArray, match="is damaged"):
            unpacked.of(data[:-1] + bytes([data[-1] ^ 1]), FLOAT64)
        with pytest.raises(DamagedArray, match=r"cannot be read|not of type"):
            unpacked.of(data, INT64)
