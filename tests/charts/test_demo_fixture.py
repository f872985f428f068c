import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_django
from django.core.management import call_command
from django.core.management.base import CommandError

from charts.definition_fields import COLUMNS
from charts.gallery import SECTIONS
from charts.kind import kinds
from charts.management.commands import makedemo
from charts.models import Dashboard, Panel
from charts.options import draw
from timeseries.collectors.machine import Machine
from timeseries.history import history
from timeseries.models import Commit, Reading, Series, SeriesState
from timeseries.selector import parse_selector
from timeseries.series_key import SeriesKey
from timeseries.timerange import now, parse_iso, parse_range

FIXTURES = Path(__file__).parents[2] / "fixtures"
DATA = FIXTURES / "data"
COUNTS = {
    "mauna_loa_co2": 2225,
    "seattle_precipitation": 1461,
    "seattle_temperature": 8759,
    "seattle_temperature_max": 1461,
    "seattle_temperature_min": 1461,
    "seattle_wind": 1461,
    "seattle_weather": 1461,
    "sunspots": 309,
}

database = pytest.mark.django_db(databases=["default", "snapshot"])
# These load it themselves.
empty_database = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """The demo, loaded once for the tests that leave it as it is."""
    with django_db_blocker.unblock():
        call_command("loaddata", "demo", verbosity=0)
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


def rows(series: str) -> list[tuple[int, float]]:
    return list(history(Series.objects.get(key=series)))


def value_at(series: str, moment: str) -> float | None:
    return history(Series.objects.get(key=series)).value_at(parse_iso(moment))


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in json.loads((DATA / "dashboards.json").read_text(encoding="utf-8")):
        for panel in one["panels"]:
            yield one["slug"], panel


def test_the_fixture_is_what_makedemo_makes_of_the_data() -> None:
    call_command("makedemo", check=True)


def test_two_rows_at_the_same_time_are_refused(tmp_path: Path) -> None:
    (tmp_path / "dashboards.json").write_text("[]")
    for source in makedemo.SOURCES:
        text = f"time,{source.column}\n2010-11-07 01:00,1\n"
        (tmp_path / source.file).write_text((DATA / source.file).read_text(encoding="utf-8"))
        if source.file == "sunspots_yearly.csv":
            (tmp_path / source.file).write_text(text + "2010-11-07 01:00,2\n")
    with pytest.raises(CommandError, match=r"sunspots_yearly\.csv has two rows at the same time"):
        makedemo.demo(tmp_path)


def test_the_gallery_shows_every_kind() -> None:
    shown = {panel.kind for section in SECTIONS for panel in section.panels}
    assert shown == set(kinds.names())


def test_no_two_panels_of_the_demo_overlap() -> None:
    taken = set()
    for slug, panel in panels():
        assert panel["x"] + panel["w"] <= COLUMNS
        for x in range(panel["x"], panel["x"] + panel["w"]):
            for y in range(panel["y"], panel["y"] + panel["h"]):
                assert (slug, x, y) not in taken
                taken.add((slug, x, y))


def test_the_titles_of_a_dashboards_panels_differ() -> None:
    titles = [(slug, panel["title"]) for slug, panel in panels()]
    assert len(set(titles)) == len(titles)


def test_the_machines_panels_ask_for_what_its_collector_writes() -> None:
    collector = Machine()
    batches = [collector.collect(at, 10).batch for at in (0, 1)]
    keys = {key for batch in batches for key in batch.keys}
    asked = [query["series"] for slug, panel in panels() if slug == "machine"
             for query in panel["queries"]]  # fmt: skip
    missing = [text for text in asked if not any(_selects(text, key) for key in keys)]
    # A machine may have no disk or network of its own that is counted.
    assert not [text for text in missing if "disk_" not in text and "network" not in text]


def _selects(text: str, key: SeriesKey) -> bool:
    return parse_selector(text).matches(key.name, dict(key.tags))


@database
def test_all_rows_of_the_data_become_readings(demo: None) -> None:
    counts = {series.key: len(rows(series.key)) for series in Series.objects.all()}
    assert counts == COUNTS


@database
def test_the_values_of_the_demo_are_those_of_the_files(demo: None) -> None:
    for source in makedemo.SOURCES:
        lines = (DATA / source.file).read_text(encoding="utf-8").splitlines()
        column = lines[0].split(",").index(source.column)
        values = [source.value(line.split(",")[column]) for line in lines[1:]]
        np.testing.assert_array_equal([value for _, value in rows(source.name)], values)


@database
def test_times_long_before_1970_are_loaded(demo: None) -> None:
    assert value_at("sunspots", "1700-01-01T00:00:00Z") == 5
    assert (
        SeriesState.objects.get(series__key="sunspots").first
        == (datetime(1700, 1, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
        * 1_000_000
    )


@database
def test_local_times_become_utc(demo: None) -> None:
    assert value_at("seattle_temperature", "2010-01-01T08:00:00Z") == 39.4
    assert value_at("seattle_temperature_max", "2012-01-01T08:00:00Z") == 12.8
    assert value_at("seattle_temperature_max", "2012-07-01T07:00:00Z") is not None


@database
def test_the_hour_that_no_clock_showed_follows_the_one_before(demo: None) -> None:
    hours = ["09:00", "10:00", "11:00"]
    found = [value_at("seattle_temperature", f"2010-03-14T{hour}Z") for hour in hours]
    assert found == [43.5, 43.0, 42.2]


@database
def test_the_hour_that_clocks_showed_twice_is_the_first_of_the_two(demo: None) -> None:
    hours = ["07:00", "08:00", "09:00", "10:00"]
    found = [value_at("seattle_temperature", f"2010-11-07T{hour}Z") for hour in hours]
    assert found == [45.9, 45.7, None, 45.4]


@database
def test_the_keys_of_the_demos_series_are_those_of_their_names(demo: None) -> None:
    for series in Series.objects.all():
        assert series.key == SeriesKey.of(series.name, series.tags).text


@database
def test_open_charts_learn_of_every_series_that_is_loaded(demo: None) -> None:
    [commit] = Commit.objects.all()
    assert len(commit.series) == len(COUNTS)


@database
def test_the_panels_of_the_demo_pass_the_checks_of_their_form(demo: None) -> None:
    for one in Dashboard.objects.all():
        one.full_clean()
    for panel in Panel.objects.all():
        panel.full_clean()


@database
@pytest.mark.parametrize("slug", ["co2", "seattle-hours", "seattle-weather", "sunspots"])
def test_charts_are_right_straight_after_loading(demo: None, slug: str) -> None:
    one = Dashboard.objects.get(slug=slug)
    chosen = list(one.panels.all())
    _, drawings = asyncio.run(draw(chosen, parse_range(one.start, one.end, now()), 1200))
    for drawing in drawings:
        assert drawing.error is None
        assert [curve.columns for curve in drawing.curves]
        # The range of the dashboard is that of its data.
        assert all(
            columns.count == COUNTS[columns.series.key] and len(columns.points) > 20
            for columns in (curve.columns for curve in drawing.curves)
        )


@database
def test_the_weeks_without_a_measurement_are_gaps(demo: None) -> None:
    one = Dashboard.objects.get(slug="co2")
    panel = one.panels.get(title="Carbon dioxide in the air")
    _, [drawing] = asyncio.run(draw([panel], parse_range(one.start, one.end, now()), 1200))
    assert np.isnan(drawing.points[0][:, 1]).sum() == 4


@pytest.mark.database
@empty_database
def test_loading_twice_is_harmless() -> None:
    call_command("loaddata", "demo", verbosity=0)
    before = (Dashboard.objects.count(), Panel.objects.count(), sum(map(len, map(rows, COUNTS))))
    ids = list(Panel.objects.values_list("pk", flat=True))
    call_command("loaddata", "demo", verbosity=0)
    after = (Dashboard.objects.count(), Panel.objects.count(), sum(map(len, map(rows, COUNTS))))
    assert after == before == (5, 29, sum(COUNTS.values()))
    assert list(Panel.objects.values_list("pk", flat=True)) == ids


@pytest.mark.database
@empty_database
def test_it_loads_beside_what_is_there() -> None:
    cpu = Series.objects.create(name="machine_cpu", tags={"core": "0"})
    Reading.objects.create(series=cpu, time=1, value=7.5)
    mine = Dashboard.objects.create(slug="mine", title="Mine")
    own = mine.panels.create(title="Processor", kind="line")
    call_command("loaddata", "demo", verbosity=0)
    assert rows('machine_cpu{core="0"}') == [(1, 7.5)]
    assert list(mine.panels.all()) == [own]
    assert Series.objects.count() == 1 + len(COUNTS)
