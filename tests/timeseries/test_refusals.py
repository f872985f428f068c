"""What is told of readings that are refused when they are written, or before."""

import numpy as np

from timeseries.batch import BatchBuilder
from timeseries.exact import PartlyRefused
from timeseries.ingest.protocol import Parsed
from timeseries.ingest.refusals import leave_out, told
from timeseries.series_key import SeriesKey

A, B, C = (SeriesKey.of("size", {"host": host}) for host in "abc")
SINCE = 1_700_000_000_000_000
GONE = "readings before 2023-11-14T22:13:20Z have gone by retention"


def parsed_of(*readings: tuple[SeriesKey, int, str]) -> Parsed:
    builder = BatchBuilder()
    for key, time, text in readings:
        if text:
            builder.add_text(key, time, text)
        else:
            builder.add(key, time, 1.0)
    return Parsed(builder.build())


def test_each_series_is_told_of_with_its_time_and_how_many_readings() -> None:
    old = [(A, SINCE - 3, ""), (B, SINCE - 2, ""), (A, SINCE - 1, ""), (A, SINCE, "")]
    parsed = parsed_of(*old, (C, 0, ""))
    leave_out(parsed, PartlyRefused({A: SINCE, B: SINCE + 1_000_000}, {}))
    assert [(one.at, one.count) for one in parsed.rejected] == [(A.text, 2), (B.text, 1)]
    later = GONE.replace("20Z", "21Z")
    assert told(parsed) == (
        f'size{{host="a"}}: {GONE} (2 refused); size{{host="b"}}: {later} (1 refused).'
    )
    assert (parsed.rejected_count, len(parsed.batch)) == (3, 2)


def test_texts_are_told_apart_from_what_is_too_old() -> None:
    texts = [(A, SINCE - 1, "on"), (A, SINCE, "on"), (A, SINCE, "off"), (A, SINCE + 1, "on")]
    parsed = parsed_of(*texts)
    leave_out(parsed, PartlyRefused({A: SINCE}, {(A, "on"): "the series holds numbers"}))
    assert told(parsed) == (
        f'size{{host="a"}}: {GONE} (1 refused); '
        "size{host=\"a\"}: 'on': the series holds numbers (2 refused)."
    )
    assert parsed.batch.texts[parsed.batch.text[0]] == "off" if parsed.batch.text is not None else 0


def test_a_place_is_told_where_the_protocol_has_one() -> None:
    parsed = parsed_of((A, SINCE - 2, ""), (A, SINCE - 1, ""), (A, SINCE, ""))
    parsed.origins.add(3, lambda reading: f"line {reading // 2}")
    leave_out(parsed, PartlyRefused({A: SINCE}, {}))
    assert told(parsed) == f'line 0: size{{host="a"}}: {GONE} (2 refused).'


def test_of_many_series_the_first_are_told_of_and_the_rest_is_counted() -> None:
    keys = [SeriesKey.of("a" * 190, {"number": f"{number:04}"}) for number in range(1_500)]
    parsed = parsed_of(*((key, 0, "") for key in keys for _ in range(2)))
    leave_out(parsed, PartlyRefused(dict.fromkeys(keys, SINCE), {}))
    assert parsed.rejected_count == 3_000
    assert len(parsed.rejected) == 1_000
    sentence = told(parsed)
    assert sentence.endswith("(2 refused); and 2980 more.")
    assert sentence.count(GONE) == 10
    assert not len(parsed.batch)
    assert np.asarray(parsed.batch.index).size == 0


def test_what_one_place_is_refused_for_again_is_counted_together() -> None:
    parsed = parsed_of()
    for count in (2, 3):
        parsed.reject("timeseries[0]", "the series has no label __name__", count)
    assert told(parsed) == "timeseries[0]: the series has no label __name__ (5 refused)."
