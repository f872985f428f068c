import threading
from itertools import count
from typing import Any

import pytest
from django.db import connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import make_series, write
from timeseries import catalog
from timeseries.catalog import (
    KeyCache,
    candidates,
    fill_units,
    find_or_create,
    matching,
    resolve,
    search,
)
from timeseries.errors import BadSelector, NotFound, TooManySeries
from timeseries.models import Series
from timeseries.selector import parse_selector
from timeseries.series_key import SeriesKey

pytestmark = [pytest.mark.database, pytest.mark.django_db]
A, B, C = (SeriesKey.of(name) for name in "abc")
numbered = count()


# The cache


def test_a_cache_gives_back_what_it_was_given_and_no_more() -> None:
    cache = KeyCache[SeriesKey]()
    cache.put({A: 1, B: 2})
    assert cache.get([C, A]) == [None, 1]
    cache.clear()
    assert cache.get([A]) == [None]


def test_the_oldest_key_leaves_first() -> None:
    cache = KeyCache[SeriesKey](size=2)
    cache.put({A: 1, B: 2})
    cache.put({C: 3})
    assert cache.get([A, B, C]) == [None, 2, 3]


# Finding or creating


def test_series_are_found_or_made_with_their_units() -> None:
    key = SeriesKey.of("cpu", {"host": "a b", "core": '"'})
    ids = find_or_create([A, key], {key: "%"})
    series = Series.objects.get(pk=ids[key])
    assert (series.name, series.tags, series.unit) == ("cpu", {"host": "a b", "core": '"'}, "%")
    assert series.key == key.text
    assert find_or_create([key, B, A], {}).items() >= ids.items()
    assert Series.objects.count() == 3


def test_more_series_than_a_statement_takes_are_found_and_made() -> None:
    keys = [SeriesKey.of("many", {"n": str(n)}) for n in range(catalog.CHUNK * 2 + 5)]
    with transaction.atomic():
        ids = find_or_create(keys[: catalog.CHUNK + 1], {})
    with transaction.atomic():
        more = find_or_create(keys, {})
    assert len(set(more.values())) == len(keys)
    assert more.items() >= ids.items()


@pytest.mark.django_db(transaction=True)
def test_writers_that_make_the_same_series_at_once_get_the_same_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Many statements, so that the transactions run side by side.
    monkeypatch.setattr(catalog, "CHUNK", 5)
    keys = [SeriesKey.of("shared", {"n": str(n)}) for n in range(100)]
    found: list[Any] = []
    together = threading.Barrier(4)

    def make(order: list[SeriesKey]) -> None:
        try:
            connections["default"].ensure_connection()
            together.wait()
            with transaction.atomic():
                found.append(find_or_create(order, {}))
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make, args=[keys[::step]]) for step in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[1:] == [found[0]] * 3
    assert Series.objects.count() == len(keys)


def test_a_unit_is_filled_in_where_there_is_none_and_else_left() -> None:
    ids = {A: make_series("a"), B: make_series("b", unit="°F"), C: make_series("c")}
    fill_units(ids, {A: "°C", B: "°C"})
    assert list(Series.objects.order_by("pk").values_list("unit", flat=True)) == ["°C", "°F", ""]


# Ids and selectors


def test_all_digits_are_an_id() -> None:
    pk = make_series("a")
    assert [series.pk for series in resolve(f"00{pk}")] == [pk]


@pytest.mark.parametrize("text", ["0", "999999", str(2**63), "9" * 5_000])
def test_an_id_that_no_series_has_is_not_found(text: str) -> None:
    with pytest.raises(NotFound, match="There is no series with id"):
        resolve(text)


def test_a_selector_that_matches_nothing_finds_nothing() -> None:
    assert resolve("nothing") == []


def test_a_malformed_selector_is_refused() -> None:
    with pytest.raises(BadSelector):
        resolve("a{")


def test_series_are_found_in_the_order_of_their_ids_with_their_states() -> None:
    pks = [make_series(name) for name in ("cpu b", "cpu a", "mem")]
    write({pks[0]: {7: 1.0}})
    found = resolve("cpu *")
    assert [series.pk for series in found] == pks[:2]
    assert found[0].state.last == 7


def test_more_series_than_an_answer_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "MATCHES", 3)
    for n in range(4):
        Series.objects.create(name="cpu", tags={"n": str(n)})
    with pytest.raises(TooManySeries, match="at most 3 series: add tags"):
        resolve("cpu")
    assert len(resolve('cpu{n!="0"}')) == 3


# Names of tags that mean something to Django, to JSON paths or to a database.
AWKWARD = ["in", "range", "contains", "isnull", "gt", "has_key", "exact", "a__gt", "0", "-1", "7"]
AWKWARD += ['"', '"]', "\\", "a.b", "a'b", "$", "%s", "%", "é", "日", "a b", "[0]", "#-1", ":", "?"]


@pytest.mark.parametrize("tag", AWKWARD)
def test_a_tag_of_any_name_can_be_selected_by(tag: str) -> None:
    key = SeriesKey.of("a", {tag: "x"})
    ids = find_or_create([key, SeriesKey.of("a", {tag: "y"}), A], {})
    assert [series.pk for series in resolve(key.text)] == [ids[key]]


@pytest.mark.parametrize("value", [*AWKWARD, "1", "1.0", "true", "null", "None", "{}", "[]", "X"])
def test_a_tag_of_any_value_can_be_selected_by(value: str) -> None:
    key = SeriesKey.of("a", {"tag": value})
    ids = find_or_create([key, SeriesKey.of("a", {"tag": "x"}), A], {})
    assert [series.pk for series in resolve(key.text)] == [ids[key]]


words = st.sampled_from(["a", "A", "b", "ab", "é"])
keys = st.builds(
    SeriesKey.of, words, st.dictionaries(words | st.sampled_from(["in", "0"]), words, max_size=2)
)
patterns = words | st.sampled_from(["a*", "*b", "*"])
selectors = st.builds(
    lambda name, matchers: f"{name}{{{','.join(matchers)}}}",
    patterns,
    st.lists(
        st.builds(
            '{}{}"{}"'.format,
            words | st.sampled_from(["in", "0"]),
            st.sampled_from(["=", "!="]),
            patterns | st.just(""),
        ),
        max_size=2,
    ),
)


@given(st.lists(keys, unique=True, max_size=8), selectors)
@settings(max_examples=60)
def test_the_database_leaves_out_no_series_that_a_selector_takes(
    made: list[SeriesKey], text: str
) -> None:
    Series.objects.all().delete()
    ids = find_or_create(made, {})
    selector = parse_selector(text)
    expected = sorted(pk for key, pk in ids.items() if selector.matches(key.name, dict(key.tags)))
    assert [series.pk for series in matching(selector)] == expected
    assert set(expected) <= {series.pk for series in candidates(selector, "default")}


def test_a_selector_of_more_tags_than_a_database_takes_finds_its_series() -> None:
    pk = Series.objects.create(name="a", tags={"tag": "x"}).pk
    assert [series.pk for series in resolve("a{" + 'tag="x",' * 5_000 + "}")] == [pk]


# Searching


def found_by(text: str) -> list[Series]:
    page, total = search(text, 0, 100, "default")
    assert len(page) == total
    return page


def test_a_search_finds_series_that_hold_every_word_in_key_or_label() -> None:
    cpu = Series.objects.create(name="machine_cpu", tags={"core": "total"}, label="Processor")
    Series.objects.create(name="machine_memory", label="Memory")
    assert [series.pk for series in found_by("CPU total")] == [cpu.pk]
    assert [series.pk for series in found_by("proc machine")] == [cpu.pk]
    assert len(found_by("machine")) == 2
    assert len(found_by("")) == 2
    assert len(found_by("nothing machine")) == 0


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"'])
def test_a_search_takes_what_means_something_to_databases_as_it_is(text: str) -> None:
    make_series("plain")
    assert len(found_by(text)) == 0


def test_a_search_answers_in_the_order_of_keys() -> None:
    for name in ("b", "c", "a"):
        make_series(name)
    assert [series.name for series in found_by("")] == ["a", "b", "c"]


@pytest.mark.parametrize("few", [1, 3, 4, 1_000])
def test_a_search_has_the_same_pages_and_total_however_many_it_finds(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "FEW", few)
    for name in ("meter c", "meter a", "other", "meter d", "meter b"):
        make_series(name)
    pages = [search("meter", offset, 2, "default") for offset in (0, 2, 4)]
    assert [total for _, total in pages] == [4, 4, 4]
    names = [[series.name[-1] for series in page] for page, _ in pages]
    assert names == [["a", "b"], ["c", "d"], []]
