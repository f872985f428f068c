import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.core.serializers.base import DeserializationError

from tests.timeseries.databases import on_both_databases
from timeseries.history import history
from timeseries.models import Commit, Reading, Series, SeriesState

pytestmark = on_both_databases

SERIES = {"model": "timeseries.series", "fields": {"name": "a", "key": "a", "label": "An a"}}


def reading(time: Any, value: Any, series: Any = ("a",)) -> dict[str, Any]:
    fields = {"series": list(series), "time": time, "value": value}
    return {"model": "timeseries.reading", "fields": fields}


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def load(*entries: dict[str, Any]) -> None:
        path = tmp_path / "some.json"
        path.write_text(json.dumps(entries))
        call_command("loaddata", str(path), verbosity=0)

    return load


def rows() -> list[tuple[int, float]]:
    return [reading for series in Series.objects.all() for reading in history(series)]


def test_the_readings_of_a_fixture_are_written_in_one_commit(load: Any) -> None:
    load(SERIES, *(reading(second, second / 2) for second in range(100)))
    assert rows() == [(second, second / 2) for second in range(100)]
    [commit] = Commit.objects.all()
    assert (commit.starts.tolist(), commit.ends.tolist()) == ([0], [99])
    state = SeriesState.objects.get()
    assert (state.first, state.last) == (0, 99)


def test_the_last_of_two_readings_at_the_same_time_stands(load: Any) -> None:
    load(SERIES, reading(5, 1.0), reading(5, 2.0))
    load(SERIES, reading(5, 3.0))
    assert rows() == [(5, 3.0)]


def test_readings_may_come_in_any_order(load: Any) -> None:
    load(SERIES, reading(5, 1.0), reading(-7, 2.0))
    assert rows() == [(-7, 2.0), (5, 1.0)]


def test_a_series_that_is_there_already_is_found_by_its_key(load: Any) -> None:
    known = Series.objects.create(name="a")
    load(SERIES, reading(5, 1.0))
    assert Series.objects.get().pk == known.pk
    assert Series.objects.get().label == "An a"


def test_a_reading_before_its_series_is_refused_with_the_reason(load: Any) -> None:
    with pytest.raises(DeserializationError, match="a fixture lists series before their readings"):
        load(reading(5, 1.0), SERIES)


@pytest.mark.parametrize("natural", [False, True])
def test_what_was_dumped_loads_again(tmp_path: Path, natural: bool) -> None:
    series = Series.objects.create(name="a", tags={"room": "lab"})
    Reading.objects.create(series=series, time=5, value=0.1)
    out = StringIO()
    call_command("dumpdata", "timeseries.series", "timeseries.reading", stdout=out,
                 use_natural_foreign_keys=natural, use_natural_primary_keys=natural)  # fmt: skip
    Reading.objects.all().delete()
    (tmp_path / "dump.json").write_text(out.getvalue())
    call_command("loaddata", str(tmp_path / "dump.json"), verbosity=0)
    assert rows() == [(5, 0.1)]


@pytest.mark.parametrize(
    "entry",
    [
        reading(5, float("nan")),
        reading(5, float("inf")),
        reading(10**18, 1.0),
        reading("soon", 1.0),
        reading(5, "high"),
        reading(5, 1.0, series=("b",)),
    ],
)
def test_what_no_door_takes_is_refused_with_all_of_the_fixture(load: Any, entry: Any) -> None:
    with pytest.raises(DeserializationError):
        load(SERIES, reading(1, 1.0), entry)
    assert rows() == []
    assert not Series.objects.exists()


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(DeserializationError, match="not JSON"):
        list(serializers.deserialize("json", "[{"))


def test_objects_that_are_not_saved_are_not_written() -> None:
    Series.objects.create(name="a")
    [found] = serializers.deserialize("json", json.dumps([reading(5, 1.0)]))
    assert isinstance(found.object, Reading)
    assert (found.object.time, found.object.value) == (5, 1.0)
    assert rows() == []
