"""`/api/imports`: a file is uploaded, its columns are said, it is imported in the background."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Params, refusal
from tests.server import Server

WHOLE: Params = {"start": "0001-01-01", "end": "9999-12-31T23:59:59.999999Z"}


def upload(http: httpx.Client, keys: Keys, content: bytes, name: str = "x.csv") -> httpx.Response:
    headers = keys.header("write")
    return http.post("/api/imports", params={"name": name}, content=content, headers=headers)


def ended(http: httpx.Client, keys: Keys, pk: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        state = http.get(f"/api/imports/{pk}", headers=keys.header("write")).json()
        if state["state"] in ("done", "failed", "cancelled"):
            found: dict[str, Any] = state
            return found
        time.sleep(0.02)
    raise AssertionError(state)


def test_a_file_is_imported_as_it_is_said_to_be(
    http: httpx.Client, keys: Keys, server: Server, name: str
) -> None:
    made = upload(http, keys, b"when,t\n1,4.5\n2,x\n3,5\n")
    assert made.status_code == 201
    state = made.json()
    assert state["preview"]["rows"][0] == ["1", "4.5"]
    mapping = {
        "time": {"column": "when", "format": "s"},
        "series": [{"column": "t", "name": name, "unit": "°C"}],
    }
    address, headers = f"/api/imports/{state['id']}", keys.header("write")
    tried = http.post(f"{address}/preview", json=mapping, headers=headers).json()
    assert tried["readings"] == [
        {"series": name, "time": "1970-01-01T00:00:01Z", "value": 4.5},
        {"series": name, "time": "1970-01-01T00:00:03Z", "value": 5.0},
    ]
    assert http.post(f"{address}/start", json=mapping, headers=headers).status_code == 202
    state = ended(http, keys, state["id"])
    assert (state["state"], state["written"], state["rejected_count"]) == ("done", 2, 1)
    assert state["rejected"] == [
        {"at": "line 3, column t", "reason": "'x' is not a number", "count": 1}
    ]
    assert (state["first"], state["last"], len(state["series"])) == (1000, 3000, 1)
    [found] = http.get("/api/query", params=WHOLE | {"series": name}).json()["series"]
    assert (found["unit"], found["id"]) == ("°C", state["series"][0])
    # Nothing is left of the file, and it is in the list until it is taken away.
    assert list(Path(server.folder, "uploads").glob(f"{state['id']}.part")) == []
    again = http.post(f"{address}/start", json=mapping, headers=headers)
    assert "imported already" in refusal(again, 400, "bad_request")
    assert http.delete(address, headers=headers).status_code == 200
    refusal(http.get(address, headers=headers), 404, "not_found")


def test_texts_of_a_long_table_are_read_back_as_states(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    rows = [f"1,{name}_door,open", f"1,{name}_t,20", f"2,{name}_door,shut", f"2,{name}_on,true"]
    content = "\n".join(["time,series,value", *rows]).encode()
    state = upload(http, keys, content).json()
    address, headers = f"/api/imports/{state['id']}", keys.header("write")
    mapping = state["preview"]["mapping"]
    tried = http.post(f"{address}/preview", json=mapping, headers=headers).json()
    assert {one["value"] for one in tried["readings"]} == {20.0, 1.0, "open", "shut"}
    assert http.post(f"{address}/start", json=mapping, headers=headers).status_code == 202
    assert (ended(http, keys, state["id"])["written"], tried["rejected"]) == (4, [])
    # And a body of the same, a second later.
    later = content.replace(b"\n1,", b"\n1001,").replace(b"\n2,", b"\n1002,")
    sent = http.post("/api/readings", content=later, headers=headers | {"Content-Type": "text/csv"})
    assert sent.json() == {"accepted": 4, "rejected": []}
    [door] = http.get("/api/query", params=WHOLE | {"series": f"{name}_door"}).json()["series"]
    texts = [
        [at, door["states"][str(int(code))]] for at, code in door["points"] if code is not None
    ]
    assert texts == [[1, "open"], [2, "shut"], [1001, "open"], [1002, "shut"]]
    [lamp] = http.get("/api/query", params=WHOLE | {"series": f"{name}_on"}).json()["series"]
    assert [point for point in lamp["points"] if point[1] is not None] == [[2, 1], [1002, 1]]


def test_texts_of_a_wide_table_that_look_like_states_are_read_unless_one_says_otherwise(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    rows = ["1,20,open,hall,first look", "2,21,shut,hall,", "3,22,open,hall,all is well"]
    content = "\n".join([f"time,{name}_t,{name}_door,place,remark", *rows]).encode()
    state = upload(http, keys, content).json()
    mapping = state["preview"]["mapping"]
    assert [one["column"] for one in mapping["series"]] == [f"{name}_t", f"{name}_door"]
    address, headers = f"/api/imports/{state['id']}", keys.header("write")
    assert http.post(f"{address}/start", json=mapping, headers=headers).status_code == 202
    assert ended(http, keys, state["id"])["written"] == 6


def test_how_a_german_spreadsheet_writes_is_told_and_may_be_said_otherwise(
    http: httpx.Client, keys: Keys, name: str
) -> None:
    content = "Zeit;Temp;Ort\r\n31.12.2026 23:59;1,5;außen\r\n01.01.2027 00:00;-0,25;außen\r\n"
    state = upload(http, keys, content.encode("windows-1252")).json()
    mapping = state["preview"]["mapping"]
    assert mapping["table"] == {"separator": ";", "decimal": ",", "encoding": "windows-1252"}
    assert state["preview"]["rows"][0] == ["31.12.2026 23:59", "1,5", "außen"]
    assert mapping["time"] == {"column": "Zeit", "format": "%d.%m.%Y %H:%M", "zone": "UTC"}
    assert [one["column"] for one in mapping["series"]] == ["Temp"]
    address, headers = f"/api/imports/{state['id']}", keys.header("write")
    mapping["series"][0]["name"] = name
    tried = http.post(f"{address}/preview", json=mapping, headers=headers).json()
    assert tried["readings"] == [
        {"series": name, "time": "2026-12-31T23:59:00Z", "value": 1.5},
        {"series": name, "time": "2027-01-01T00:00:00Z", "value": -0.25},
    ]
    for table, told in (
        ({"separator": ";", "decimal": "."}, "'1,5' is not a number"),
        ({"separator": ",", "decimal": ","}, "table.decimal takes"),
        ({"separator": "x"}, "table.separator takes"),
        ({"separator": ";", "encoding": "utf-9"}, "table.encoding takes"),
    ):
        said = mapping | {"table": mapping["table"] | table}
        answer = http.post(f"{address}/preview", json=said, headers=headers)
        assert told in answer.text
    http.delete(address, headers=headers)


def test_an_import_is_stopped(http: httpx.Client, keys: Keys, name: str) -> None:
    lines = b"".join(b"%d,1\n" % n for n in range(2_000_000))
    state = upload(http, keys, b"time,a\n" + lines).json()
    address, headers = f"/api/imports/{state['id']}", keys.header("write")
    mapping = {"time": {"column": "time"}, "series": [{"column": "a", "name": name}]}
    http.post(f"{address}/start", json=mapping, headers=headers)
    assert http.delete(address, headers=headers).json()["state"] in ("waiting", "running")
    found = ended(http, keys, state["id"])
    assert found["state"] == "cancelled"
    assert found["written"] < 2_000_000
    http.delete(address, headers=headers)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "x.csv", "The file is empty."),
        (b"a:b\n1:2\n", "x.csv", "commas, semicolons, tabs or bars separate"),
        (b"a,b\n1,2\n", "x.xlsx", "neither .csv nor .parquet"),
        (b"nothing", "x.parquet", "cannot be read as Parquet"),
        (b"\x1f\x8b\x00", "x.csv.gz", "damaged or not whole"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence_and_leaves_nothing(
    http: httpx.Client, keys: Keys, server: Server, content: bytes, name: str, sentence: str
) -> None:
    before = set(Path(server.folder, "uploads").glob("*"))
    assert sentence in refusal(upload(http, keys, content, name), 400, "bad_request")
    assert set(Path(server.folder, "uploads").glob("*")) == before


def test_only_who_may_write_uploads_and_sees_uploads(http: httpx.Client, keys: Keys) -> None:
    refusal(http.post("/api/imports?name=x.csv", content=b"a,b\n1,2\n"), 401, "unauthorized")
    refusal(http.get("/api/imports"), 401, "unauthorized")
    refusal(http.get("/api/imports", headers=keys.header("read")), 403, "forbidden")
