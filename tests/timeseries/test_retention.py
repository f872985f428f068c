"""The table of retention, and up to where it lets levels of a series go."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from timeseries.models import Retention
from timeseries.resolutions import LADDER, RAW, RUNG_NAMES, kept_days
from timeseries.retention import WIDEST, Rules, marks
from timeseries.states import State
from timeseries.timerange import DAY, HOUR, MINUTE, SECOND

NOW = 700 * WIDEST + 5 * DAY
days = st.integers(1, 4_000)


def state(**given: object) -> State:
    """A series that is rolled up to now, of 50 of the widest buckets."""
    begin = NOW // WIDEST * WIDEST - 50 * WIDEST
    made = State(1, first=begin + 5, last=NOW, base_width=SECOND, rolled_until=NOW)
    for name, value in given.items():
        setattr(made, name, value)
    return made


def test_a_rung_that_is_not_named_is_kept_as_long_as_the_next_wider_one() -> None:
    kept = kept_days(7, {"1s": 30, "1m": 90})
    assert kept == {RAW: 7, SECOND: 30, 10 * SECOND: 90, MINUTE: 90}


def test_what_is_kept_for_ever_is_left_out() -> None:
    assert kept_days(None, {}) == {}
    assert kept_days(30, {}) == {RAW: 30}


@given(raw=days, rungs=st.dictionaries(st.sampled_from(list(RUNG_NAMES)), days))
def test_no_level_goes_before_a_finer_one(raw: int, rungs: dict[str, int]) -> None:
    kept = kept_days(raw, rungs)
    assert list(kept) == [RAW, *LADDER][: len(kept)]
    assert list(kept.values()) == sorted(kept.values())


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"selector": 'a{b="'}, "series takes an id or a selector"),
        ({"rungs": {"2s": 5}, "raw": 1}, "There is no rung '2s': the widths are 1s, 10s, 1m"),
        ({"rungs": {"1s": 0}, "raw": 1}, "Rung 1s takes a whole number of days from 1"),
        ({"rungs": {"1s": True}, "raw": 1}, "Rung 1s takes a whole number of days from 1"),
        ({"rungs": {"1s": 1.5}, "raw": 1}, "Rung 1s takes a whole number of days from 1"),
        ({"rungs": [1], "raw": 1}, "Rungs take a JSON object of days by width"),
        ({"rungs": {"1s": 6}, "raw": 7}, "kept at least as long as the readings themselves: 7"),
        ({"rungs": {"1s": 9, "1m": 8}, "raw": 7}, "Rung 1m has to be kept at least as long as"),
        ({"rungs": {"1s": 9}}, "Readings that are kept for ever keep their rungs too"),
        ({"raw": 0}, "greater than or equal to 1"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(fields: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Retention(**fields).full_clean()
    assert says in str(refused.value)


@pytest.mark.django_db
def test_the_first_row_that_names_a_series_counts() -> None:
    Retention.objects.create(position=2, raw=100)
    Retention.objects.create(position=1, selector="machine_*", raw=30, rungs={"28d": 60})
    rules = Rules.read("default")
    own = rules.horizons("machine_cpu", {"core": "0"}, NOW)
    assert (own[RAW], own[WIDEST]) == ((NOW - 30 * DAY) // WIDEST * WIDEST, 698 * WIDEST)
    assert rules.horizons("other", {}, NOW) == {RAW: (NOW - 100 * DAY) // WIDEST * WIDEST}


@pytest.mark.django_db
def test_without_a_row_everything_is_kept() -> None:
    assert Rules.read("default").horizons("a", {}, NOW) == {}


def test_readings_go_up_to_the_edge_of_the_widest_buckets_that_stand_for_them() -> None:
    horizons = {RAW: 690 * WIDEST}
    assert marks(state(), horizons) == {RAW: 690 * WIDEST}
    assert marks(state(rolled_until=680 * WIDEST + HOUR), horizons) == {RAW: 680 * WIDEST}
    assert marks(state(raw_from=690 * WIDEST), horizons) == {}


def test_nothing_goes_of_what_begins_later_or_is_still_filled_back() -> None:
    horizons = {RAW: 690 * WIDEST}
    assert marks(state(first=690 * WIDEST), horizons) == {}
    assert marks(state(rung_from={SECOND: 695 * WIDEST}), horizons) == {}
    empty = state()
    empty.first = empty.last = None
    assert marks(empty, horizons) == {}


def test_a_rung_goes_no_further_than_the_readings() -> None:
    horizons = {RAW: 690 * WIDEST, SECOND: 690 * WIDEST}
    found = marks(state(rolled_until=685 * WIDEST), horizons)
    assert found == {RAW: 685 * WIDEST, SECOND: 685 * WIDEST}


def test_a_series_too_sparse_for_rollups_keeps_its_readings_as_long_as_the_widest_rung() -> None:
    sparse = state(base_width=0, rolled_until=0)
    assert marks(sparse, {RAW: 690 * WIDEST}) == {}
    all_of_it = dict.fromkeys([RAW, *LADDER], 690 * WIDEST)
    assert marks(sparse, all_of_it) == {RAW: 690 * WIDEST}


def test_where_all_levels_go_nothing_has_to_stand_for_the_readings() -> None:
    ended = state(last=680 * WIDEST, rolled_until=680 * WIDEST)
    all_of_it = dict.fromkeys([RAW, *LADDER], 690 * WIDEST)
    assert marks(ended, all_of_it) == all_of_it
