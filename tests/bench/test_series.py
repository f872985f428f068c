"""The readings that measurements write."""

import numpy as np

from bench.measurements.year import PARTS, windows
from bench.series import FIELDS, SPIKE, processor_lines, sensor, sensor_lines


def test_a_sensor_has_two_decimals_and_one_spike_near_its_end() -> None:
    values = sensor(100_000)
    assert np.array_equal(values, values.round(2))
    assert np.flatnonzero(values == SPIKE).tolist() == [100_000 - 57]


def test_a_sensor_is_the_same_each_time() -> None:
    assert np.array_equal(sensor(1000), sensor(1000))


def test_each_second_of_a_sensor_is_a_line() -> None:
    values = np.array([20.0, 21.25])
    assert list(sensor_lines(values, 7)) == [
        b"sensor,id=s1 value=20.00 7\nsensor,id=s1 value=21.25 8"
    ]


def test_requests_have_5000_lines_and_the_last_one_the_rest() -> None:
    sizes = [body.count(b"\n") + 1 for body in sensor_lines(np.zeros(12_000), 0)]
    assert sizes == [5000, 5000, 2000]
    sizes = [body.count(b"\n") + 1 for body in processor_lines(hosts=100, steps=60, first=0)]
    assert sizes == [5000, 1000]


def test_a_processor_has_ten_fields_and_ten_tags() -> None:
    first = next(processor_lines(hosts=1, steps=1, first=5)).decode()
    head, fields, time = first.split(" ")
    assert (head.count(","), fields.count("="), time) == (10, len(FIELDS), "5")


def test_the_windows_of_a_part_lie_elsewhere_each_time_and_within_the_whole() -> None:
    for part in PARTS[1:]:
        asked = list(windows(1000, 100_000, part))
        assert len(set(asked)) == len(asked)
        assert all(1000e6 <= start < end <= 101_000e6 for start, end in asked)


def test_the_whole_is_asked_for_in_windows_that_differ_too() -> None:
    asked = list(windows(1000, 100_000, 1))
    assert len(set(asked)) == len(asked)
    assert all(end - start == 100_000e6 for start, end in asked)
