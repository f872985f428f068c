"""`/query` of InfluxDB v1: what clients ask before they write."""

import gzip
from urllib.parse import urlencode

import httpx
import pytest

from tests.http.asking import Keys


def test_a_database_is_made_and_shown(http: httpx.Client, keys: Keys) -> None:
    asked = {"q": 'CREATE DATABASE "home"', "p": keys.tokens["write"]}
    assert http.get("/query", params=asked).json() == {"results": [{"statement_id": 0}]}
    shown = http.post(
        "/query", data={"q": "show databases;"}, auth=("any", keys.tokens["write"])
    ).json()
    [result] = shown["results"]
    assert result["series"] == [
        {"name": "databases", "columns": ["name"], "values": [["livecurve"]]}
    ]


def test_several_statements_are_answered_one_by_one(http: httpx.Client, keys: Keys) -> None:
    statements = 'CREATE DATABASE "a;b"; SHOW DATABASES;'
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    body = gzip.compress(urlencode({"q": statements}).encode())
    answer = http.post("/query", content=body, headers=form | keys.header("write"))
    made, shown = answer.json()["results"]
    assert made == {"statement_id": 0}
    assert (shown["statement_id"], shown["series"][0]["values"]) == (1, [["livecurve"]])


@pytest.mark.parametrize("statement", ["", "SELECT * FROM cpu", "DROP DATABASE home", "\0", "é"])
def test_any_other_statement_is_refused_in_influxdbs_form(
    http: httpx.Client, keys: Keys, statement: str
) -> None:
    answer = http.get("/query", params={"q": statement}, headers=keys.header("write"))
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].startswith("q takes CREATE DATABASE or SHOW DATABASES")
    assert "X-Influxdb-Version" in answer.headers


def test_without_a_token_nothing_is_answered(http: httpx.Client) -> None:
    answer = http.get("/query", params={"q": "SHOW DATABASES"})
    assert (answer.status_code, list(answer.json())) == (401, ["error"])
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_a_form_that_is_too_large_is_refused(http: httpx.Client, keys: Keys) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", **keys.header("write")}
    answer = http.post("/query", content=b"q=" + b"a" * 20_000_000, headers=form)
    assert (answer.status_code, list(answer.json())) == (413, ["error"])
