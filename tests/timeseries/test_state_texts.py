import threading
from typing import Any

import numpy as np
import pytest
from django.db import connections, transaction

from tests.timeseries.contents import make_series, write
from timeseries import state_texts
from timeseries.models import Series, StateText
from timeseries.state_texts import TextMemory, find_or_make_codes, texts_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_codes_are_given_in_order_and_stay() -> None:
    one, other = make_series("one"), make_series("other")
    assert find_or_make_codes([(one, "off"), (one, "on"), (other, "x")])[0] == {
        (one, "off"): 0,
        (one, "on"): 1,
        (other, "x"): 0,
    }
    assert find_or_make_codes([(one, "heat"), (one, "on")])[0][one, "heat"] == 2
    assert texts_of([one], "default") == {one: {0: "off", 1: "on", 2: "heat"}}
    assert Series.objects.get(pk=one).semantics == "state"


def test_a_series_of_numbers_refuses_texts() -> None:
    numbers, mixed = make_series("numbers"), make_series("mixed")
    write({numbers: {1: 1.0}})
    codes, refused = find_or_make_codes([(numbers, "on"), (mixed, "on")], numeric=[mixed])
    assert codes == {}
    assert set(refused) == {(numbers, "on"), (mixed, "on")}
    assert not StateText.objects.exists()


def test_a_series_has_so_many_texts_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_texts, "MOST_TEXTS", 2)
    series = make_series("door")
    codes, refused = find_or_make_codes([(series, text) for text in "abc"])
    assert codes == {(series, "a"): 0, (series, "b"): 1}
    assert refused == {(series, "c"): "the series has 2 different texts, and takes no more"}
    assert find_or_make_codes([(series, "b")]) == ({(series, "a"): 0, (series, "b"): 1}, {})


@pytest.mark.django_db(transaction=True)
def test_writers_that_bring_new_texts_at_once_agree_on_their_codes() -> None:
    series = make_series("door")
    together = threading.Barrier(4)
    found: list[Any] = []

    def bring(texts: str) -> None:
        together.wait(10)
        with transaction.atomic():
            found.append(find_or_make_codes([(series, text) for text in texts])[0])
        connections.close_all()

    threads = [threading.Thread(target=bring, args=[t]) for t in ("abcd", "dcba", "bdfa", "efab")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    known = {(series, text): code for code, text in texts_of([series], "default")[series].items()}
    assert sorted(known.values()) == list(range(6))
    assert len(found) == 4
    assert all(codes.items() <= known.items() for codes in found)


def test_a_memory_asks_only_for_codes_that_it_does_not_know() -> None:
    series, numbers = make_series("door"), make_series("numbers")
    find_or_make_codes([(series, "shut")])
    memory = TextMemory()
    columns = {series: np.array([0.0]), numbers: np.array([1.0])}
    assert memory.texts_of(columns, "default") == {series: {0: "shut"}}
    find_or_make_codes([(series, "open")])
    assert memory.texts_of(columns, "default") == {series: {0: "shut"}}
    assert memory.texts_of({series: np.array([1.0])}, "default") == {series: {0: "shut", 1: "open"}}
