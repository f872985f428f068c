"""The states of many new series are made at once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from timeseries.models import Series, SeriesState
from timeseries.states import State, make_states, read_states
from timeseries.store import WRITING

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_one_statement_makes_the_states_of_thousands(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Series.objects.bulk_create(Series(name=str(n), key=str(n)) for n in range(3_000))
    series = list(Series.objects.values_list("pk", flat=True))
    SeriesState.objects.create(series_id=series[0], last=5)
    with django_assert_num_queries(1):
        make_states(series)
    states = read_states(series, WRITING)
    assert len(states) == 3_000
    assert states[series[0]] == State(series[0], last=5)
    assert states[series[1]] == State(series[1])
