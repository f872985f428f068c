import pytest
from django.db import IntegrityError, NotSupportedError, transaction

from tests.timeseries.contents import content_of, extent_of, make_series, write
from tests.timeseries.databases import on_both_databases
from timeseries.models import ApiToken, Commit, Reading, Series, SeriesState
from timeseries.timerange import EARLIEST, LATEST

pytestmark = on_both_databases


@pytest.fixture
def pk() -> int:
    return make_series("a")


def test_a_series_gets_the_key_of_its_name_and_tags() -> None:
    series = Series.objects.create(name="cpu", tags={"host": "b", "core": "1"})
    assert series.key == 'cpu{core="1",host="b"}'
    assert Series.objects.get_by_natural_key(series.key) == series


def test_a_series_that_is_renamed_gets_another_key(pk: int) -> None:
    series = Series.objects.get(pk=pk)
    series.name = "b"
    series.save()
    assert Series.objects.get(key="b").pk == pk


def test_two_series_of_one_name_and_one_set_of_tags_cannot_be() -> None:
    Series.objects.create(name="a", tags={"x": "1", "y": "2"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.create(name="a", tags={"y": "2", "x": "1"})


def test_a_name_that_no_door_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="the series name is empty"):
        Series.objects.create(name="")


def test_a_series_shows_its_label_and_else_its_key() -> None:
    assert str(Series.objects.create(name="a")) == "a"
    assert str(Series.objects.create(name="b", label="Bee")) == "Bee"


def test_a_reading_has_its_series_and_time_for_a_key(pk: int) -> None:
    Reading.objects.create(series_id=pk, time=5, value=1.0)
    assert Reading.objects.get(pk=(pk, 5)).value == 1.0
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(series_id=pk, time=5, value=2.0)
    assert content_of(pk) == {5: 1.0}


def test_a_reading_that_is_saved_again_takes_the_new_value(pk: int) -> None:
    reading = Reading.objects.create(series_id=pk, time=5, value=1.0)
    reading.value = 2.0
    reading.save()
    assert content_of(pk) == {5: 2.0}


@pytest.mark.parametrize("change", [{"time": 6}, {"series": 1}, {"series_id": 1}])
def test_the_key_of_readings_is_not_updated(pk: int, change: dict[str, int]) -> None:
    write({pk: {5: 1.0}})
    with pytest.raises(NotSupportedError, match="delete it and create another"):
        Reading.objects.filter(series=pk).update(**change)
    assert content_of(pk) == {5: 1.0}


def test_a_reading_without_a_value_is_refused_and_told_to_nobody(pk: int) -> None:
    with pytest.raises(IntegrityError):
        Reading(series_id=pk, time=5).save()
    assert (content_of(pk), extent_of(pk), Commit.objects.count()) == ({}, (None, None), 0)


def test_a_reading_of_no_series_is_refused_and_told_to_nobody() -> None:
    with pytest.raises(IntegrityError):
        Reading.objects.create(series_id=12_345, time=5, value=1.0)
    assert Commit.objects.count() == 0


def test_bulk_changes_say_how_many_they_changed(pk: int) -> None:
    made = Reading.objects.bulk_create(
        Reading(series_id=pk, time=time, value=0.0) for time in range(4)
    )
    assert len(made) == 4
    assert Reading.objects.filter(time__gte=2).update(value=5.0) == 2
    made[0].value = 7.0
    assert Reading.objects.bulk_update(made[:1], ["value"]) == 1
    assert content_of(pk) == {0: 7.0, 1: 0.0, 2: 5.0, 3: 5.0}
    assert Reading.objects.filter(time=3).delete() == (1, {"timeseries.Reading": 1})
    assert Reading.objects.get(pk=(pk, 0)).delete() == (1, {"timeseries.Reading": 1})
    assert content_of(pk) == {1: 0.0, 2: 5.0}


def test_readings_are_reached_from_their_series(pk: int) -> None:
    write({pk: {1: 1.0, 2: 2.0}})
    Series.objects.get(pk=pk).readings.filter(time=2).delete()
    assert (content_of(pk), extent_of(pk)) == ({1: 1.0}, (1, 1))


def test_a_deleted_series_takes_its_readings_and_state_with_it(pk: int) -> None:
    kept = make_series("kept")
    write({pk: {1: 1.0}, kept: {1: 1.0}})
    Series.objects.get(pk=pk).delete()
    assert list(Reading.objects.values_list("series_id", flat=True)) == [kept]
    assert list(SeriesState.objects.values_list("pk", flat=True)) == [kept]


def test_the_number_of_a_deleted_series_is_not_given_again(pk: int) -> None:
    Series.objects.get(pk=pk).delete()
    assert make_series("a") > pk


def test_a_token_shows_its_name_and_scope_and_nothing_else() -> None:
    assert str(ApiToken(name="door", scope="write", digest="0" * 64)) == "door (write)"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_finite_number_is_refused_however_it_is_saved(
    pk: int, value: float
) -> None:
    reading = Reading.objects.create(series_id=pk, time=5, value=1.0)
    reading.value = value
    with pytest.raises(ValueError, match="a finite number"):
        reading.save()
    with pytest.raises(ValueError, match="a finite number"):
        Reading.objects.bulk_create([Reading(series_id=pk, time=6, value=value)])
    with pytest.raises(ValueError, match="a finite number"):
        Reading.objects.filter(series=pk).update(value=value)
    assert content_of(pk) == {5: 1.0}


@pytest.mark.parametrize("time", [EARLIEST - 1, LATEST + 1])
def test_a_time_outside_the_years_1_to_9999_is_refused(pk: int, time: int) -> None:
    with pytest.raises(ValueError, match="outside the years 1 to 9999"):
        Reading.objects.create(series_id=pk, time=time, value=1.0)
    assert content_of(pk) == {}
