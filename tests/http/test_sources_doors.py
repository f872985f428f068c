"""Tokens, what is arriving, and what is stored, by HTTP."""

from typing import Any

import httpx
import pytest

from tests.server import Server


@pytest.fixture(scope="module")
def admin(server: Server) -> dict[str, str]:
    return server.headers("admin")


def made(http: httpx.Client, admin: dict[str, str], **fields: str) -> dict[str, Any]:
    response = http.post("/api/tokens", json={"name": "porch", **fields}, headers=admin)
    assert response.status_code == 201, response.text
    token: dict[str, Any] = response.json()
    return token


def source(http: httpx.Client, token: int) -> dict[str, Any]:
    found = http.get("/api/arrivals").json()["sources"]
    return next(one for one in found if one["token"] and one["token"]["id"] == token)


def test_a_token_is_made_used_listed_and_revoked(http: httpx.Client, admin: dict[str, str]) -> None:
    token = made(http, admin)
    headers = {"Authorization": f"Token {token['token']}", "Content-Type": "text/csv"}
    sent = http.post("/api/readings", content="time,porch\n1700000000,1", headers=headers)
    assert sent.status_code == 200
    listed = http.get("/api/tokens", headers=admin).json()["tokens"]
    assert [(one["name"], one["scope"]) for one in listed if one["id"] == token["id"]] == [
        ("porch", "write")
    ]
    assert all("token" not in one and "digest" not in one for one in listed)
    assert http.delete(f"/api/tokens/{token['id']}", headers=admin).status_code == 200
    sent = http.post("/api/readings", content="time,porch\n1700000000,1", headers=headers)
    assert sent.status_code == 401
    assert http.delete(f"/api/tokens/{token['id']}", headers=admin).status_code == 404


def test_only_who_may_makes_tokens(server: Server, http: httpx.Client) -> None:
    assert http.post("/api/tokens", json={"name": "x"}).status_code == 401
    assert http.get("/api/tokens").status_code == 401
    refused = http.post("/api/tokens", json={"name": "x"}, headers=server.headers("write"))
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": 7}, {"name": "a\nb"}, {"scope": "all"}, {"name": "x" * 300}]
)
def test_what_is_no_token_is_refused(
    http: httpx.Client, admin: dict[str, str], fields: dict[str, Any]
) -> None:
    response = http.post("/api/tokens", json={"name": "porch", **fields}, headers=admin)
    assert response.status_code == 400, response.text


def test_what_a_token_sends_is_counted_with_what_was_refused(
    http: httpx.Client, admin: dict[str, str]
) -> None:
    token = made(http, admin)
    headers = {"Authorization": f"Token {token['token']}"}
    points = [[1_700_000_000_000, 1], [1_700_000_001_000, "warm"]]
    body = {"readings": [{"series": "porch_temperature", "points": points}]}
    http.post("/api/readings", json=body, headers=headers)
    http.post("/api/readings", json={"readings": 7}, headers=headers)
    found = source(http, token["id"])
    assert found["token"]["name"] == "porch"
    assert (found["protocol"], found["requests"]) == ("readings_json", 2)
    assert (found["readings"] + found["rejected"], found["last"] >= found["first"]) == (3, True)
    assert found["reasons"][0]["at"] == "the request"


def test_new_series_come_first(http: httpx.Client, server: Server) -> None:
    server.write({"series": "porch_new", "points": [[1_700_000_000_000, 1]]})
    answer = http.get("/api/arrivals").json()
    assert answer["new"][0]["key"] == "porch_new"
    assert answer["new"][0]["first"] == 1_700_000_000_000


def test_names_and_tags_are_counted_with_their_space(http: httpx.Client, server: Server) -> None:
    points = [[1_700_000_000_000 + 1000 * n, n] for n in range(100)]
    rooms = [{"series": "census", "tags": {"room": r}, "points": points} for r in "abc"]
    server.write(*rooms)
    answer = http.get("/api/storage").json()
    [name] = [one for one in answer["names"] if one["name"] == "census"]
    assert (name["series"], name["bytes"] > 0) == (3, True)
    [tag] = [one for one in answer["tags"] if one["tag"] == "room"]
    assert tag["values"] >= 3
    assert answer["database"] > answer["bytes"] > 0
