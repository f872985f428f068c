"""Each kind against a real server, or a real database."""

import asyncio
import gc
import re
import socket
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.collecting.asking import AT, gathered, states, timed, told
from tests.timeseries.collecting.web_server import Web
from timeseries.collecting.models import Collection
from timeseries.collecting.read_only import run_query
from timeseries.collecting.trying import shown
from timeseries.collecting.web import close_connections
from timeseries.collectors.csv import Csv
from timeseries.collectors.json import Json
from timeseries.errors import CannotCollect
from timeseries.timerange import SECOND

PLAIN = """# HELP requests Requests.
# TYPE requests_total counter
requests_total{path="/",code="200"} 1027 1395066363000
requests_total{path="/",code="500"} 3
# TYPE memory_bytes gauge
memory_bytes 1.5e9
# TYPE gone gauge
gone NaN
endless +Inf
"""
OPENMETRICS = """# TYPE seen_bytes counter
# UNIT seen_bytes bytes
seen_bytes_total 12.0 1700000001.25
seen_bytes_created 1.0 1700000001.25
# TYPE took histogram
took_bucket{le="0.5"} 1
took_bucket{le="+Inf"} 2
took_count 2
took_sum 1.5
# EOF
"""


def test_a_metrics_page_is_read_with_its_times_tags_units_and_semantics(site: Web) -> None:
    url = site.says("/metrics", PLAIN, Content_Type="text/plain; version=0.0.4")
    found = gathered("prometheus", address=url)
    at = f'instance="127.0.0.1:{site.port}"'
    values = told(found)
    assert values[f'requests_total{{code="200",{at},path="/"}}'] == 1027
    assert values[f'requests_total{{code="500",{at},path="/"}}'] == 3
    assert values[f"memory_bytes{{{at}}}"] == 1.5e9
    assert values[f"up{{{at}}}"] == 1
    assert values[f"scrape_samples_scraped{{{at}}}"] == 5
    assert not [key for key in values if key.startswith(("gone", "endless"))]
    times = {key: time for key, time, _ in timed(found)}
    assert times[f'requests_total{{code="200",{at},path="/"}}'] == 1_395_066_363 * SECOND
    assert times[f"up{{{at}}}"] == AT
    notes = dict(zip([key.name for key in found.batch.keys], found.batch.notes, strict=True))
    assert (notes["requests_total"].semantics, notes["memory_bytes"].unit) == ("counter", "B")
    assert site.asked[0][2]["Accept"].startswith("application/openmetrics-text;version=1.0.0")


def test_an_openmetrics_page_is_read_by_its_own_rules(site: Web) -> None:
    url = site.says("/metrics", OPENMETRICS, Content_Type="application/openmetrics-text")
    found = gathered("prometheus", address=url, only="seen* took_*")
    assert [(key.partition("{")[0], value) for key, value in told(found).items()][:5] == [
        ("seen_bytes_total", 12.0),
        ("took_bucket", 1.0),
        ("took_bucket", 2.0),
        ("took_count", 2.0),
        ("took_sum", 1.5),
    ]
    assert timed(found)[0][1] == 1_700_000_001_250_000


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [("no { metrics", 200, "no metrics page"), ("", 503, "status 503"), (b"\xff", 200, "UTF-8")],
)
def test_a_target_that_is_down_is_a_reading_too(
    site: Web, content: str, status: int, error: str
) -> None:
    found = gathered("prometheus", address=site.says("/metrics", content, status))
    assert error in found.error
    assert told(found)[f'up{{instance="127.0.0.1:{site.port}"}}'] == 0


def test_a_target_that_does_not_answer_in_time_is_down(allowed: None) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        target = f"127.0.0.1:{silent.getsockname()[1]}"
        found = gathered("http", seconds=0.2, address=f"http://{target}/")
        assert found.error == "127.0.0.1 did not answer within 0.2 seconds."
        assert told(found) == {f'check_up{{target="{target}"}}': 0}
        # Who takes a connection is up for a check that asks for no more.
        found = gathered("http", address=f"tcp://{target}")
        assert told(found)[f'check_up{{target="{target}"}}'] == 1


def test_labels_are_given_to_every_reading(site: Web) -> None:
    url = site.says("/metrics", 'a{site="own"} 1\nb 2\n')
    values = told(gathered("prometheus", {"site": "north", "instance": "x"}, address=url))
    assert values['a{instance="x",site="north"}'] == 1
    assert values['b{instance="x",site="north"}'] == 2


DOCUMENT = {
    "at": "2024-05-01T10:00:00Z",
    "outside": "12.5",
    "on": True,
    "rooms": [
        {"name": "lab", "now": {"t": 21.5}, "seen": 1_714_557_600},
        {"name": "cellar", "now": {"t": None}, "seen": 1_714_557_601_000},
        {"name": "hall", "now": {"t": "21,5"}, "seen": 1_714_557_602},
    ],
    "curve": {"times": [1_714_557_600, 1_714_557_660], "values": [1, 2]},
}


def test_expressions_say_what_is_a_series_in_a_document(site: Web) -> None:
    url = site.says("/api", orjson.dumps(DOCUMENT))
    found = gathered(
        "json",
        address=url,
        series=[
            {"name": "outside", "value": "outside", "time": "at", "unit": "°C"},
            {"name": "on", "value": "on"},
            {
                "name": "room",
                "each": "rooms",
                "value": "now.t",
                "time": "seen",
                "tags": {"room": "name"},
            },
            {"name": "curve", "value": "curve.values", "time": "curve.times"},
            {"name": "none", "value": "rooms[].now.t"},
        ],
    )
    assert timed(found) == [
        ("outside", 1_714_557_600 * SECOND, 12.5),
        ("on", AT, 1.0),
        ('room{room="lab"}', 1_714_557_600 * SECOND, 21.5),
        ("curve", 1_714_557_600 * SECOND, 1.0),
        ("curve", 1_714_557_660 * SECOND, 2.0),
    ]
    assert found.left_out == 2
    assert "'21,5' is not a number" in found.reasons[0]
    assert "has no list of times" in found.reasons[1]
    [key] = [key for key in found.batch.keys if key.name == "outside"]
    assert found.batch.notes[found.batch.keys.index(key)].unit == "°C"


def test_texts_of_a_document_are_states_and_those_of_numbers_numbers(site: Web) -> None:
    url = site.says("/api", orjson.dumps({"mode": "heating", "flow": "12.5", "gone": "NaN"}))
    series = [{"name": name, "value": name} for name in ("mode", "flow", "gone")]
    found = gathered("json", address=url, series=series)
    assert states(found) == {"mode": "heating"}
    assert told(found)["flow"] == 12.5
    assert found.reasons == ["gone: 'NaN' is not finite; leave such values out"]
    assert [one["value"] for one in shown(found)["readings"]] == ["heating", 12.5]
    page = render_to_string("parts/collector_tried.html", {"tried": shown(found)})
    assert "<b>heating</b>" in page
    assert '<b data-value="12.5"' in page


def test_a_post_sends_its_body(site: Web) -> None:
    url = site.says("/api", b"[1]")
    series = [{"name": "a", "value": "[0]"}]
    gathered("json", address=url, series=series, method="POST", body='{"query": 1}')
    assert (site.asked[0][0], site.bodies) == ("POST", [b'{"query": 1}'])
    assert site.asked[0][2]["Content-Type"] == "application/json"


def test_the_loop_goes_on_while_a_long_answer_is_read(site: Web) -> None:
    rows = [{"id": number, "value": number} for number in range(20_000)]
    given = {"address": site.says("/api", orjson.dumps(rows)), "method": "GET"}
    series = [{"name": "a", "each": "@", "value": "value", "time": "", "tags": "", "unit": ""}]

    async def longest_pause() -> float:
        running = asyncio.ensure_future(Json({**given, "series": series}).collect(AT, 30))
        # By the processor time of all threads: a machine that stands still holds up nothing.
        longest, begun = 0.0, time.process_time()
        while not running.done():
            await asyncio.sleep(0.001)
            longest, begun = max(longest, time.process_time() - begun), time.process_time()
        assert len((await running).batch) == len(rows)
        await close_connections()
        return longest

    # So many rows have Python look for garbage, also through all that other tests have left.
    gc.collect()
    gc.freeze()
    assert asyncio.run(longest_pause()) < 0.2


def test_an_expression_that_does_not_end_is_ended_and_leaves_no_thread(site: Web) -> None:
    url = site.says("/api", "[1]")
    series = [{"name": "a", "value": "|".join(["map(&[@, @], @)[]"] * 60)}]
    found = gathered("json", seconds=0.3, address=url, series=series)
    assert found.error == "It took longer than 0.3 seconds."
    end = time.monotonic() + 5
    while any(thread.name == "collector" for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("content", ["{", "", "\ud800".encode("utf-8", "surrogatepass")])
def test_what_is_no_json_is_told(site: Web, content: str) -> None:
    series = [{"name": "a", "value": "@"}]
    found = gathered("json", address=site.says("/api", content), series=series)
    assert "not JSON" in found.error


TABLE = "time;room;temperature;note\n2024-05-01 10:00:00;lab;21.5;warm\n\n1714557660;lab;x;\n"


def test_a_table_is_read_by_its_first_line(site: Web) -> None:
    url = site.says("/table", TABLE)
    found = gathered(
        "csv", address=url, time="time", zone="Europe/Berlin", tags="room", name="house"
    )
    assert timed(found) == [
        ('house_temperature{room="lab"}', 1_714_550_400 * SECOND, 21.5),
    ]
    last = gathered("csv", address=site.says("/b", "a,b\n1,2\n3,4\n"), columns="b")
    assert timed(last) == [("b", AT, 4.0)]
    wrong = gathered("csv", address=url, time="when")
    assert "no column 'when'" in wrong.error


def test_texts_in_columns_that_were_asked_for_are_states(site: Web) -> None:
    url = site.says("/table", "mode,pump,flow\nheating,true,21.5\n")
    found = gathered("csv", address=url, columns="mode,pump,flow")
    assert states(found) == {"mode": "heating"}
    assert (told(found)["pump"], told(found)["flow"], found.reasons) == (1, 21.5, [])
    assert told(gathered("csv", address=url)) == {"flow": 21.5}


def test_what_is_left_out_of_a_table_is_told_by_its_line_whatever_stands_before_it(
    site: Web,
) -> None:
    url = site.says("/table", "time,a\n2024-05-01,1\n\nnever,2\n2024-05-02,3\n4\n")
    assert gathered("csv", address=url).reasons == ["row 6 has 1 cells, not 2"]
    reasons = gathered("csv", address=url, time="time").reasons
    assert [reason.partition(":")[0] for reason in reasons] == ["row 4", "row 6 has 1 cells, not 2"]


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_table_is_read_or_refused_in_a_sentence(text: str) -> None:
    for time_column in ("", "time"):
        collector = Csv({"time": time_column})
        try:
            found = collector.read(text, AT)
        except CannotCollect as refused:
            assert str(refused)
        else:
            assert len(found.batch) >= 0


def test_a_check_says_what_is_wrong(site: Web) -> None:
    url = site.says("/", "all is well", 200)
    at = f'{{target="127.0.0.1:{site.port}"}}'
    found = gathered("http", address=url, contains="well")
    values = told(found)
    assert (values[f"check_up{at}"], values[f"check_status{at}"], found.error) == (1, 200, "")
    assert 0 < values[f"check_latency{at}"] < 5
    wrong = gathered("http", address=url, contains="broken")
    assert (told(wrong)[f"check_up{at}"], "does not contain" in wrong.error) == (0, True)
    other = gathered("http", address=url, expect="3xx,404")
    assert (told(other)[f"check_up{at}"], "status 200" in other.error) == (0, True)
    assert told(gathered("http", address="tcp://127.0.0.1:9")) == {
        'check_up{target="127.0.0.1:9"}': 0
    }


def test_a_function_that_is_listed_is_called(settings: Any) -> None:
    settings.COLLECT_FUNCTIONS = ["shutil.disk_usage", "zlib.nothing"]
    values = told(gathered("function", function="shutil.disk_usage", arguments='{"path": "/"}'))
    assert values.keys() == {"total", "used", "free"}
    assert "cannot be imported" in gathered("function", function="zlib.nothing").error
    with pytest.raises(ValueError, match=r"shutil\.disk_usage"):
        gathered("function", function="os.system")


# SQL


@pytest.mark.database
@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
class TestSql:
    def test_numbers_are_readings_and_texts_are_tags(self) -> None:
        query = (
            "SELECT 'lab' AS room, 21.5 AS value, 48 AS humidity, '2024-05-01T10:00:00Z' AS at"
            " UNION ALL SELECT 'hall', 19, NULL, '2024-05-01T10:00:01Z' ORDER BY at"
        )
        found = gathered("sql", query=query, name="room", time="at")
        assert timed(found) == [
            ('room{room="lab"}', 1_714_557_600 * SECOND, 21.5),
            ('room_humidity{room="lab"}', 1_714_557_600 * SECOND, 48.0),
            ('room{room="hall"}', 1_714_557_601 * SECOND, 19.0),
        ]

    @pytest.mark.parametrize(
        "query",
        [
            "DELETE FROM django_migrations",
            "SELECT 1; DELETE FROM django_migrations",
            "COMMIT; DELETE FROM django_migrations",
            "UPDATE django_migrations SET name = 'x' RETURNING 1",
            "WITH gone AS (DELETE FROM django_migrations RETURNING 1) SELECT * FROM gone",
            "CREATE TABLE mine (a integer)",
            "DROP TABLE django_migrations",
            "PRAGMA query_only = OFF",
            "ATTACH DATABASE '/tmp/other' AS other",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        ],
    )
    def test_nothing_is_written(self, query: str) -> None:
        before = self._count()
        assert "The query failed" in gathered("sql", query=query, name="x").error
        assert self._count() == before

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT 1 AS value, secrets FROM timeseries_collection",
            "SELECT count(*) AS value FROM timeseries_collection",
            "SELECT 1 AS value, password FROM Auth_User",
            "SELECT 1 AS value WHERE EXISTS (SELECT 1 FROM auth_user WHERE password > '')",
            "SELECT CAST(password AS integer) AS value FROM auth_user",
            "SELECT 1 AS value, session_data FROM django_session",
            "SELECT 1 AS value, digest FROM timeseries_apitoken",
            "WITH a AS (SELECT password FROM timeseries_mqttsource) SELECT 1 AS value, a.* FROM a",
        ],
    )
    def test_tables_with_secrets_are_not_read(self, query: str) -> None:
        User.objects.create(username="ada", password="hunter2")
        Collection.objects.create(name="a", kind="json", secrets={"token": "hunter2"})
        found = gathered("sql", query=query, name="x")
        assert re.fullmatch(r"Queries may not read \w+, which holds secrets\.", found.error)
        assert len(found.batch) == 0

    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="These are PostgreSQL's.")
    @pytest.mark.parametrize(
        "query",
        [
            "SELECT 1 AS value, query_to_xml('table auth_' || 'user', true, true, '')::text",
            "SELECT query_to_xml('select * from auth_user', true, true, '')::text::int AS value",
            "SELECT 1 AS value, most_common_vals::text FROM pg_stats",
        ],
    )
    def test_no_way_around_leads_to_secrets(self, query: str) -> None:
        User.objects.create(username="ada", password="hunter2")
        found = gathered("sql", query=query, name="x")
        assert "secrets" in found.error or found.error == (
            "The query failed: InvalidTextRepresentation."
        )
        assert len(found.batch) == 0

    def test_another_database_may_have_tables_of_these_names(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as other:
            other.executescript("CREATE TABLE auth_user (a); INSERT INTO auth_user VALUES (7)")
        settings_of = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "other.sqlite3"}
        connections.databases["other"] = connections.configure_settings(
            {"default": {}, "other": settings_of}
        )["other"]
        try:
            rows = run_query("other", "SELECT a FROM auth_user", 5, 1)[1]
        finally:
            del connections["other"], connections.databases["other"]
        assert rows == [(7,)]

    def test_a_query_that_takes_too_long_is_ended(self) -> None:
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        begun = time.monotonic()
        with pytest.raises(CannotCollect, match="The query failed"):
            run_query("default", numbers + "SELECT count(*) FROM n", 0.3, 1)
        assert time.monotonic() - begun < 5

    def test_no_more_rows_than_asked_for_are_taken(self) -> None:
        rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
        found = gathered("sql", query=f"{rows} SELECT i AS value FROM n", name="n", rows="10")
        assert (len(found.batch), found.left_out) == (10, 1)

    @staticmethod
    def _count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])
