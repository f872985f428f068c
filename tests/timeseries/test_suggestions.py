from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from timeseries import tag_counts
from timeseries.catalog import find_or_create
from timeseries.errors import BadSelector
from timeseries.series_key import SeriesKey, escape
from timeseries.suggestions import MOST, matches, suggest

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


def make(*series: tuple[str, dict[str, str]]) -> None:
    with transaction.atomic():
        find_or_create([SeriesKey.of(name, tags) for name, tags in series], {})


@pytest.fixture
def hosts() -> None:
    make(
        *(("cpu", {"host": host, "core": core}) for host in "ab" for core in ("0", "total")),
        ("gpu_cpu", {}),
        ('odd "name"', {"a=b": "x{y"}),
    )


def options(text: str) -> dict[str, int]:
    return dict(suggest(text).options)


def test_names_that_begin_so_come_before_those_that_hold_it(hosts: None) -> None:
    assert suggest("CPU").options == [("cpu", 4), ("gpu_cpu", 1)]


def test_tags_of_the_name_are_offered_but_those_that_stand_already(hosts: None) -> None:
    assert options("cpu{") == {"core": 4, "host": 4}
    assert options('cpu{core="0",') == {"host": 2}


def test_values_are_those_of_series_that_fit_what_stands_before(hosts: None) -> None:
    assert options('cpu{core="') == {"0": 2, "total": 2}
    assert options('cpu{host="a",core="t') == {"total": 1}
    assert options('cpu{host="c",core="') == {}
    assert options('*{host="') == {"a": 2, "b": 2}
    assert options('cpu{host=("a","') == {"a": 2, "b": 2}
    assert options('cpu{host=("a","b"),core="t') == {"total": 2}


def test_what_is_offered_is_escaped_where_it_is_put_in(hosts: None) -> None:
    [name] = suggest("odd").as_json()["options"]
    assert name == {"text": 'odd "name"', "insert": 'odd \\"name\\"', "series": 1}
    [tag] = suggest('odd \\"name\\"{').as_json()["options"]
    assert tag["insert"] == "a\\=b"


def test_at_most_so_many_are_offered() -> None:
    make(*((f"n{number}", {}) for number in range(MOST + 10)))
    assert len(suggest("n").options) == MOST


def test_a_selector_tells_how_many_series_it_names_and_the_first(hosts: None) -> None:
    total, first = matches('cpu{core!="0"}', 1)
    assert (total, first[0].key) == (2, 'cpu{core="total",host="a"}')
    assert matches("nothing", 5) == (0, [])
    with pytest.raises(BadSelector):
        matches("cpu{", 5)


def test_more_than_one_request_may_name_are_counted() -> None:
    make(*(("many", {"n": str(number)}) for number in range(1_100)))
    assert matches("many", 2)[0] == 1_100
    assert options("many{") == {"n": 1_100}


def test_what_is_new_is_offered_at_once(hosts: None) -> None:
    assert options('cpu{host="') == {"a": 2, "b": 2}
    make(("cpu", {"host": "c", "core": "0"}))
    assert options('cpu{host="') == {"a": 2, "b": 2, "c": 1}


ODD = {"service.name": "a", "0": "b", 'quoted "tag"': "c", "straße": "d", "in": "e%_!"}


@pytest.mark.parametrize("tag", ODD)
def test_a_tag_of_any_name_is_offered_with_its_values(tag: str) -> None:
    make(("odd", ODD), ("odd", {"other": "x"}))
    typed = escape(tag)
    assert options("odd{")[tag] == 1
    assert options("*{")[tag] == 1
    assert options(f'*{{{typed}="') == {ODD[tag]: 1}
    assert options(f'*{{{typed}="{ODD[tag].upper()}') == {ODD[tag]: 1}
    assert options(f'o*{{other!="x",{typed}="') == {ODD[tag]: 1}
    assert matches(f'*{{{typed}="{escape(ODD[tag])}"}}', 5)[0] == 1


def test_globs_and_negations_are_decided_for_each_series(hosts: None) -> None:
    assert options('*cpu{host="') == {"a": 2, "b": 2}
    assert options('*{host!="a",core="') == {"0": 1, "total": 1}
    assert options('nothing*{host="') == {}
    assert matches('*{host!="a"}', 1)[0] == 4
    assert matches('*{host=("a","x*")}', 1)[0] == 2
    assert matches('("cpu","gpu_cpu"){core!="0"}', 1)[0] == 3


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("m", 0), ("*{", 3), ('*{host="', 6), ('*{n="', MOST), ('*{n="1', MOST),
        ('m*{host!="1",host="', 6), ("m7{", 3),
    ],
)  # fmt: skip
def test_the_database_counts_and_few_rows_come_here(
    text: str, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(
        *(
            (f"m{number % 60}", {"host": str(number % 6), "core": "0", "n": str(number)})
            for number in range(1_200)
        )
    )
    came: list[int] = []
    groups = tag_counts._groups

    def counted(*given: Any) -> Iterator[tuple[str, int]]:
        for one in groups(*given):
            came.append(1)
            yield one

    monkeypatch.setattr(tag_counts, "_groups", counted)
    with CaptureQueriesContext(connection) as queries:
        assert suggest(text).options
    assert len(came) <= rows
    assert len(queries) <= 2
