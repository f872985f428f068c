"""What is chosen of variables, by an address or by default, and the values there are."""

from typing import Any

import pytest
from django.http import QueryDict

from charts.choosing import EVERY, Choice, asked_of, chosen
from tests.charts.store import write
from timeseries import tag_values
from timeseries.models import Series

pytestmark = pytest.mark.django_db

SITE = {"name": "site", "series": "cpu", "tag": "site"}
HOST = {"name": "host", "series": 'cpu{site="$site"}', "tag": "host", "multi": True, "all": True}


@pytest.fixture(autouse=True)
def series() -> None:
    for site, host in (("oslo", "a10"), ("oslo", "a9"), ("rome", "b")):
        write("cpu", [1], site=site, host=host)


def choose(query: str, *variables: Any) -> dict[str, Choice]:
    return chosen(list(variables or (SITE, HOST)), asked_of(QueryDict(query)))


def test_without_a_choice_it_is_the_default_else_all_else_the_first() -> None:
    found = choose("")
    assert found["site"].picked.values == ("oslo",)
    assert found["host"].picked.values == ("a9", "a10")
    assert found["host"].picked.every
    by_default = choose("", {**SITE, "default": ["rome"]})
    assert by_default["site"].picked.values == ("rome",)


def test_the_address_decides() -> None:
    found = choose("var-site=oslo&var-host=a10&var-host=a9")
    assert found["host"].picked.values == ("a10", "a9")
    assert not found["host"].picked.every
    assert choose(f"var-host={EVERY}")["host"].picked.every
    assert choose(f"var-site={EVERY}&var-site=rome")["site"].picked.values == ("rome",)


def test_a_chained_variable_has_the_values_that_the_others_leave() -> None:
    found = choose("var-site=rome&var-host=a9")
    assert list(found["host"].offered) == ["b"]
    assert found["host"].picked.every, "what is no longer offered is no longer chosen"


def test_new_values_are_there_at_once_and_old_ones_go() -> None:
    assert tag_values.tag_values("cpu", "host") == ["a9", "a10", "b"]
    write("cpu", [1], host="a1")
    assert tag_values.tag_values("cpu", "host") == ["a1", "a9", "a10", "b"]
    Series.objects.filter(name="cpu", key__contains='"a9"').delete()
    write("cpu", [1], host="c")
    assert tag_values.tag_values("cpu", "host") == ["a1", "a10", "b", "c"]


def test_a_value_that_is_not_there_yet_may_be_chosen() -> None:
    assert choose("var-site=later")["site"].picked.values == ("later",)
    assert choose("var-site=later")["host"].picked.values == ()


def test_more_values_than_can_be_named_are_any() -> None:
    for number in range(60):
        write("many", [1], host=f"h{number}")
    every = {"name": "host", "series": "many", "tag": "host", "all": True}
    assert choose("", every)["host"].picked.any
    listed = {"name": "n", "values": [str(n) for n in range(60)], "all": True}
    assert not choose("", listed)["n"].picked.any
