import pytest
from django.db.models import Q

from tests.timeseries.contents import make_series
from timeseries.models import Series, SeriesState
from timeseries.prepared import Statement, attributes

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_statement_finds_what_its_query_finds_each_time_anew() -> None:
    query = Series.objects.filter(Q(name="a%_\\b") | Q(key__contains='t="1%"')).order_by("pk")
    statement = Statement.of(query)

    def found() -> list[str]:
        keys = [row[attributes(Series).index("key")] for row in statement.rows("default")]
        assert keys == list(query.values_list("key", flat=True))
        return keys

    assert found() == []
    make_series("a%_\\b")
    assert len(found()) == 1
    Series.objects.create(name="c", tags={"t": "1%"})
    make_series("a%_b")
    assert [key[:1] for key in found()] == ["a", "c"]


def test_a_statement_runs_with_other_parameters() -> None:
    pks = [make_series(name) for name in "abc"]
    statement = Statement.of(Series.objects.filter(pk=0).values_list("name"))
    assert [tuple(row) for row in statement.rows("default", [pks[1]])] == [("b",)]


def test_the_columns_of_a_series_and_its_state_come_as_the_orm_names_them() -> None:
    pk = make_series("a")
    SeriesState.objects.update_or_create(series_id=pk, defaults={"first": 1, "last": 2})
    [row] = Statement.of(Series.objects.select_related("state").filter(pk=pk)).rows("default")
    names = attributes(Series) + attributes(SeriesState)
    assert len(row) == len(names)
    told = dict(zip(names, row, strict=True))
    assert (told["id"], told["name"], told["series_id"]) == (pk, "a", pk)
    assert (told["first"], told["last"]) == (1, 2)
