"""Readings of before, over changes of the clocks."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from charts.options import dashboard_data
from charts.shifting import shift_at
from tests.charts.store import write
from tests.charts.test_options import panel
from timeseries.timerange import DAY, HOUR, SECOND, TimeRange

BERLIN = ZoneInfo("Europe/Berlin")


def at(local: str, fold: int = 0) -> int:
    moment = datetime.fromisoformat(local).replace(tzinfo=BERLIN, fold=fold)
    return int(moment.timestamp()) * SECOND


@pytest.mark.parametrize(
    ("end", "shift", "hours"),
    [
        (at("2026-03-29T12:00"), DAY, 23),
        (at("2026-03-30T12:00"), DAY, 24),
        (at("2026-03-30T12:00"), 7 * DAY, 7 * 24 - 1),
        (at("2026-10-25T12:00"), DAY, 25),
        # Half past two comes twice.
        (at("2026-10-25T02:30"), DAY, 24),
        (at("2026-10-25T02:30", fold=1), DAY, 25),
        (at("2026-10-25T02:30", fold=1), 0, 0),
        (at("2026-03-29T12:00"), 6 * HOUR, 6),
        (at("2026-03-29T12:00"), 800_000 * DAY, 800_000 * 24),
    ],
)
def test_days_before_are_those_of_the_calendar(end: int, shift: int, hours: int) -> None:
    assert shift_at(shift, end, BERLIN) == hours * HOUR
    assert shift_at(shift, end, None) == shift


@pytest.mark.database
@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
def test_the_same_times_of_day_stand_together() -> None:
    # Up to the morning on which the clocks of Berlin go forward.
    write("hour", range(24 * 140), step=HOUR)
    end = at("2024-03-31T12:00")
    queries = [{"series": "hour"}, {"series": "hour", "shift": "1d"}]
    morning = TimeRange(end - 6 * HOUR, end)
    answer = asyncio.run(dashboard_data([panel(*queries)], morning, 1200, BERLIN))
    now, before = answer["panels"][0]["series"]
    assert before["look"]["shift"] == 23 * HOUR // 1000
    assert before["label"] == "hour (−1d)"
    earlier = dict(before["points"])
    assert len(earlier) == 6
    assert all(earlier[time] == value - 23 for time, value in now["points"])
