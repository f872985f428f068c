from itertools import pairwise

import numpy as np
import orjson

from timeseries.live import conflate as conflate_module
from timeseries.live.conflate import KEPT_READINGS, conflate
from timeseries.live.frame import Delta, encode, resync
from timeseries.live.subscription import QUEUE_FRAMES, Channel, Subscription
from timeseries.models import Series


def columns(*times: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array(times, np.int64), np.array(times, np.float64)


def readings(delta: Delta) -> dict[int, list[int]]:
    return {pk: times.tolist() for pk, (times, _) in delta.readings.items()}


def test_what_fits_is_joined_and_nothing_is_left_out() -> None:
    one = Delta(3, {1: columns(1, 2), 2: columns(5)}, {1: [(0, 0)]}, [Series(pk=2)])
    two = Delta(7, {1: columns(3)}, {1: [(1, 1)], 4: [(2, 9)]}, [Series(pk=4)], {5})
    whole = conflate([one, two])
    assert (whole.cursor, readings(whole)) == (7, {1: [1, 2, 3], 2: [5]})
    assert whole.changed == {1: [(0, 1)], 4: [(2, 9)]}
    assert ([series.pk for series in whole.added], whole.gone) == ([2, 4], {5})
    # The parts are as they were: others are sent them.
    assert (readings(one), one.changed, len(one.added)) == ({1: [1, 2], 2: [5]}, {1: [(0, 0)]}, 1)


def test_of_too_many_readings_the_newest_of_each_step_stay_and_all_are_announced() -> None:
    times = range(0, 10 * KEPT_READINGS, 2)
    half = len(times) // 2
    whole = conflate([Delta(1, {1: columns(*times[:half])}), Delta(2, {1: columns(*times[half:])})])
    kept = readings(whole)[1]
    assert len(kept) == KEPT_READINGS
    assert (kept[0], kept[-1]) == (8, times[-1])
    assert {after - before for before, after in pairwise(kept)} == {10}
    assert whole.changed == {1: [(0, times[-1])]}
    assert whole.readings[1][1].tolist() == kept
    left_out = len(times) - KEPT_READINGS
    assert whole.dropped == left_out
    assert orjson.loads(encode(whole).body)["dropped"] == left_out
    assert conflate([whole, Delta(3)]).dropped == left_out


def test_a_full_queue_becomes_one_frame_that_is_made_once_for_all_that_are_as_far_behind() -> None:
    channel = Channel(("1",), {1}, ())
    slow = [Subscription(channel) for _ in range(3)]
    for number in range(QUEUE_FRAMES + 1):
        frame = encode(Delta(number, {1: columns(number)}))
        for one in slow:
            one.push(frame)
    frames = [one.take() for one in slow]
    assert frames[0] is frames[1] is frames[2]
    assert frames[0] is not None
    assert frames[0].delta is not None
    assert readings(frames[0].delta) == {1: list(range(QUEUE_FRAMES + 1))}
    assert {(one.waiting, one.dropped) for one in slow} == {(0, QUEUE_FRAMES + 1)}


def test_who_takes_nothing_before_it_is_full_again_is_told_to_resync() -> None:
    one = Subscription(Channel(("1",), {1}, ()))
    for number in range(2 * QUEUE_FRAMES + 1):
        one.push(encode(Delta(number, {1: columns(number)})))
    frame = one.take()
    assert frame is not None
    assert (frame.resync, frame.cursor) == (True, 2 * QUEUE_FRAMES)


def test_a_resync_that_waits_is_no_part_of_what_is_conflated() -> None:
    one = Subscription(Channel(("1",), {1}, ()))
    one.push(resync(0))
    for number in range(1, QUEUE_FRAMES + 1):
        one.push(encode(Delta(number, {1: columns(number)})))
    frame = one.take()
    assert frame is not None
    assert (frame.resync, frame.cursor, one.waiting) == (True, QUEUE_FRAMES, 0)


def test_a_stretch_of_one_moment_has_one_step() -> None:
    assert conflate_module._newest_of_steps(np.array([5, 6, 7], np.int64)).all()
