import numpy as np
import orjson

from timeseries.live.frame import Delta, encode, resync
from timeseries.models import Series
from timeseries.timerange import EARLIEST, LATEST, from_milliseconds


def columns(*points: tuple[int, float]) -> tuple[np.ndarray, np.ndarray]:
    times, values = zip(*points, strict=True)
    return np.array(times, np.int64), np.array(values, np.float64)


def test_a_frame_has_the_shape_of_the_contract() -> None:
    delta = Delta(
        7,
        {1: columns((1_000, 1.5), (1_500, -0.0))},
        {2: [(0, 0), (5_000, 7_000)]},
        [Series(pk=3, name="cpu", tags={"host": "a"}, unit="%")],
        newest={1: 1_500},
    )
    frame = encode(delta)
    assert (frame.cursor, frame.resync) == (7, False)
    assert orjson.loads(frame.body) == {
        "cursor": "7",
        "series": {"1": [[1, 1.5], [1.5, 0.0]]},
        "changed": {"2": [[0, 0.001], [5, 7.001]]},
        "added": [{"id": 3, "name": "cpu", "tags": {"host": "a"}, "unit": "%"}],
    }


def test_empty_parts_are_left_out() -> None:
    assert orjson.loads(encode(Delta(2**63 - 1)).body) == {"cursor": str(2**63 - 1)}
    assert not Delta(1, newest={1: 5})


def test_a_resync_carries_the_cursor_and_says_what_it_is() -> None:
    frame = resync(9)
    assert (frame.cursor, frame.resync, orjson.loads(frame.body)) == (9, True, {"cursor": "9"})


def test_every_stretch_is_in_times_that_a_query_takes() -> None:
    body = orjson.loads(encode(Delta(1, changed={1: [(EARLIEST, LATEST)]})).body)
    [[start, end]] = body["changed"]["1"]
    assert from_milliseconds(start) == EARLIEST
    assert LATEST - 1_000 < from_milliseconds(end) <= LATEST


def test_a_part_holds_what_concerns_some_series() -> None:
    delta = Delta(7, {1: columns((1, 1.0)), 2: columns((2, 2.0))}, {2: [(5, 6)], 3: [(7, 8)]})
    part = delta.part([2, 9], [], selects=False)
    assert (part.cursor, list(part.readings), part.changed) == (7, [2], {2: [(5, 6)]})
    assert not delta.part([9], [], selects=True)
    assert delta.part([9], [Series(pk=4, name="a")], selects=False)


def test_a_deleted_series_has_changed_in_all_its_time_for_whoever_selects() -> None:
    delta = Delta(7, gone={5})
    assert not delta.part([1], [], selects=False)
    body = orjson.loads(encode(delta.part([1], [], selects=True)).body)
    [[start, end]] = body["changed"]["5"]
    assert (from_milliseconds(start), end) == (EARLIEST, LATEST // 1_000)
