"""`GET /api/series`: finding series, page by page."""

from typing import Any

import httpx
import pytest

from tests.http.asking import Write, refusal

pytestmark = pytest.mark.database


def _found(http: httpx.Client, **asked: Any) -> tuple[list[str], int]:
    body = http.get("/api/series", params=asked).json()
    return [series["key"] for series in body["series"]], body["total"]


def test_pages_follow_one_another_by_key(http: httpx.Client, write: Write, name: str) -> None:
    keys = [f'{name}{{n="{n}"}}' for n in range(7)]
    write(*({"series": name, "tags": {"n": str(n)}, "points": [[n, n]]} for n in (3, 1, 6, 0)))
    write(*({"series": name, "tags": {"n": str(n)}, "points": [[n, n]]} for n in (5, 4, 2)))
    assert _found(http, search=name) == (keys, 7)
    assert _found(http, search=name, limit=3) == (keys[:3], 7)
    assert _found(http, search=name, limit=3, offset=6) == (keys[6:], 7)
    assert _found(http, search=name, offset=100) == ([], 7)


def test_every_word_of_a_search_is_found_somewhere(
    http: httpx.Client, write: Write, name: str
) -> None:
    write({"series": name, "tags": {"room": "Lab", "odd": "50%_"}, "points": [[0, 1]]})
    for search in (name.upper(), f"lab {name}", f"  {name[1:]}\tLAB ", f"50%_ {name}"):
        assert _found(http, search=search)[1] == 1, search
    for search in (f"{name} attic", f"{name} L_b", f"{name} %b"):
        assert _found(http, search=search)[1] == 0, search


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "9" * 30}, "offset"),
        ({"search": "a\0"}, "search"),
        ({"search": "a " * 1000}, "search"),
    ],
)
def test_a_parameter_takes_what_it_takes_and_a_refusal_names_it(
    http: httpx.Client, asked: dict[str, str], parameter: str
) -> None:
    sentence = refusal(http.get("/api/series", params=asked), 400, "bad_parameter")
    assert sentence.startswith(f"{parameter} takes ")


def test_a_long_search_is_no_error(http: httpx.Client) -> None:
    for search in ("x" * 50_000, "' OR 1=1 --", "\\", "%", "a " * 100, "🌡" * 300):
        assert http.get("/api/series", params={"search": search}).status_code == 200, search[:20]


def test_only_get_is_taken(http: httpx.Client) -> None:
    answer = http.post("/api/series")
    refusal(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"
