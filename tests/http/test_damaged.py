"""A block with one flipped bit: what is asked is answered as far as it can be, and says so."""

import json
from typing import Any

import httpx
import pytest

from tests.http.asking import Keys, Params, Write, refusal
from tests.http.shell import Shell
from tests.server import Server

T = 1_699_999_200_000  # the start of an hour
# Two blocks: 4,000 s from T on, and 4,000 s from T + 10,000 s on.
SECOND_BLOCK = T + 10_000_000
DAMAGE = """
from tests.timeseries.damage import flip, roll
from timeseries.models import Series
pk = Series.objects.get(name={name!r}).pk
if {rolled}:
    roll(pk)
flip({table!r}, {column!r}, pk, **{keys!r})
print(pk)
"""


def _damage(
    shell: Shell, name: str, column: str = "values", rolled: bool = True, **keys: int
) -> int:
    table = "rollupblock" if "width" in keys else "block"
    code = DAMAGE.format(name=name, rolled=rolled, table=table, column=column, keys=keys)
    return int(shell.run(code))


@pytest.fixture
def damaged(write: Write, shell: Shell, name: str) -> str:
    """A series of two blocks of which the first is damaged."""
    for start in (T, SECOND_BLOCK):
        points = [[start + 1000 * n, n % 10] for n in range(4_000)]
        assert write({"series": name, "points": points}).status_code == 200
    _damage(shell, name, start=T * 1000)
    return name


def _asked(http: httpx.Client, name: str, **more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"series": name, "start": T, "end": T + 14_000_000} | more
    answer = http.get("/api/query", params=asked)
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["series"]
    found: dict[str, Any] = one
    return found


def test_a_query_names_the_damaged_block_and_answers_the_rest(
    http: httpx.Client, damaged: str
) -> None:
    found = _asked(http, damaged, step="1s", agg="count")
    assert found["damaged"] == [[T, T + 3_999_000]]
    beside = [point for point in found["points"] if point[0] >= SECOND_BLOCK]
    assert beside == [[SECOND_BLOCK + 1000 * n, 1] for n in range(4_000)]
    # Of the damaged block its rollups tell: 66 whole minutes.
    inside = [value for time, value in found["points"] if time < SECOND_BLOCK and value]
    assert inside == [60] * 66


def test_columns_that_rollups_hold_are_whole_and_nothing_is_said_of_damage(
    http: httpx.Client, damaged: str
) -> None:
    found = _asked(http, damaged, start=T, end=T + 3_600_000, step="10m", agg="sum")
    assert "damaged" not in found
    assert found["points"] == [[T + 600_000 * n, 2_700] for n in range(6)]
    assert found["count"] == 3_600


def test_m4_draws_what_rollups_know_of_a_damaged_block(http: httpx.Client, damaged: str) -> None:
    found = _asked(http, damaged, width=1200)
    assert found["damaged"] == [[T, T + 3_999_000]]
    values = {value for time, value in found["points"] if time < SECOND_BLOCK}
    assert {0, 9} <= values


def test_without_rollups_what_is_left_is_answered(
    http: httpx.Client, write: Write, shell: Shell, name: str
) -> None:
    write({"series": name, "points": [[T + 1000 * n, n] for n in range(20)]})
    write({"series": name, "points": [[T + 3_000, -1], [T + 60_000, 1]]})
    _damage(shell, name, rolled=False)
    found = _asked(http, name)
    assert found["damaged"] == [[T, T + 19_000]]
    assert [point for point in found["points"] if point[1] is not None] == [
        [T + 3_000, -1],
        [T + 60_000, 1],
    ]


def test_a_damaged_rollup_is_answered_from_what_is_below_it(
    http: httpx.Client, write: Write, shell: Shell, name: str
) -> None:
    write({"series": name, "points": [[T + 1000 * n, n % 10] for n in range(8_000)]})
    asked: Params = {"start": T, "end": T + 7_200_000, "step": "1h", "agg": "sum"}
    _damage(shell, name, column="sum", width=3_600_000_000)
    found = _asked(http, name, **asked)
    assert found["points"] == [[T, 16_200], [T + 3_600_000, 16_200]]
    assert "damaged" not in found


def test_the_list_of_series_counts_a_series_with_a_damaged_block(
    http: httpx.Client, damaged: str
) -> None:
    [listed] = http.get("/api/series", params={"search": damaged}).json()["series"]
    assert (listed["count"], listed["first"]) == (8_000, T)


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_an_export_that_begins_with_a_damaged_block_is_refused(
    http: httpx.Client, damaged: str, form: str
) -> None:
    asked: Params = {"series": damaged, "start": T, "end": T + 20_000_000, "format": form}
    sentence = refusal(http.get("/api/export", params=asked), 500, "damaged_block")
    assert f"from {T * 1000} to {(T + 3_999_000) * 1000} µs is damaged" in sentence
    beside: Params = asked | {"start": T + 3_999_001}
    assert http.get("/api/export", params=beside).status_code == 200


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_that_comes_to_a_damaged_block_breaks_off_and_is_never_short_in_silence(
    http: httpx.Client, write: Write, shell: Shell, server: Server, name: str, form: str
) -> None:
    points = [[T + 10 * n, n] for n in range(100_000)]
    write({"series": name, "points": points})
    last = f"""
from timeseries.models import Block, Series
print(Block.objects.filter(series__name={name!r}).order_by("-start").values("start")[0]["start"])
"""
    _damage(shell, name, rolled=False, start=int(shell.run(last)))
    asked: Params = {"series": name, "start": T, "end": T + 20_000_000, "format": form}
    with (
        http.stream("GET", "/api/export", params=asked) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        assert answer.status_code == 200
        answer.read()
    assert "An export ends early: The block of series" in server.log.read_text()


def test_a_damaged_block_can_be_deleted_and_then_all_is_whole(
    http: httpx.Client, server: Server, keys: Keys, damaged: str
) -> None:
    asked: Params = {"series": damaged, "start": T, "end": T + 4_000_000}
    answer = http.delete("/api/readings", params=asked, headers=keys.header("admin"))
    assert answer.json() == {"deleted": 4_000}
    found = _asked(http, damaged, agg="count", step="1h")
    assert "damaged" not in found
    assert sum(value for _, value in found["points"] if value) == 4_000
    checked = server.manage("checkstore", damaged)
    assert checked.stdout == "1 series are as they should be.\n"


def test_a_part_of_a_damaged_block_is_not_deleted_and_the_refusal_names_it_whole(
    http: httpx.Client, keys: Keys, damaged: str
) -> None:
    asked: Params = {"series": damaged, "start": T + 1_000, "end": T + 2_000}
    answer = http.delete("/api/readings", params=asked, headers=keys.header("admin"))
    assert "delete its range" in refusal(answer, 500, "damaged_block")


def test_writing_goes_on_beside_a_damaged_block(
    http: httpx.Client, write: Write, damaged: str
) -> None:
    more = [[SECOND_BLOCK + 5_000_000 + 1000 * n, 1] for n in range(100)]
    assert write({"series": damaged, "points": more}).json() == {"accepted": 100, "rejected": []}


def test_checkstore_names_the_damage_and_exits_with_1(server: Server, damaged: str) -> None:
    checked = server.manage("checkstore", damaged, check=False)
    assert checked.returncode == 1
    [line] = checked.stdout.splitlines()
    assert line.startswith(f"{damaged}: block {T * 1000}: ")
    assert checked.stderr.startswith("CommandError: 1 differences in 1 series.")
    rebuilt = server.manage("rebuildrollups", damaged, check=False)
    assert rebuilt.returncode == 1
    assert "stay as they are" in rebuilt.stderr


def test_a_dashboard_with_a_damaged_series_is_drawn(
    http: httpx.Client, shell: Shell, damaged: str
) -> None:
    made = f"""
import json
from charts.models import Dashboard, Panel
board = Dashboard.objects.create(title={damaged!r}, slug={damaged!r})
Panel.objects.create(dashboard=board, title="p", kind="line", queries=[{{"series": {damaged!r}}}])
print(json.dumps(board.slug))
"""
    slug = json.loads(shell.run(made))
    asked: Params = {"start": T, "end": T + 14_000_000}
    answer = http.get(f"/api/dashboards/{slug}/data", params=asked)
    assert answer.status_code == 200
    [panel] = answer.json()["panels"]
    assert "error" not in panel
    assert panel["series"][0]["points"]
