"""`/api/collectors` and the pages, as programs and people use them."""

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.timeseries.collecting.web_server import Web
from tests.timeseries.databases import on_both_databases
from timeseries.collecting.models import Collection
from timeseries.tokens import create_token

pytestmark = [*on_both_databases, pytest.mark.usefixtures("static_files")]

SHOP = {
    "name": "Shop",
    "kind": "prometheus",
    "settings": {"address": "http://127.0.0.1/metrics", "user": "me", "password": "hunter2"},
    "interval": "10s",
    "labels": {"site": "north"},
}


class Api:
    """Requests with a token that administers."""

    def __init__(self) -> None:
        self._client = Client(headers={"Authorization": f"Token {create_token('t', 'admin')}"})

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self._client.generic(
            method, f"/api/collectors{path}", _json(body), "application/json"
        )
        return answer.status_code, answer.json()


def _json(body: Any) -> bytes:
    return orjson.dumps(body) if body is not None else b""


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


def test_a_collector_is_made_changed_duplicated_and_deleted(api: Api) -> None:
    status, made = api("POST", "", SHOP)
    assert (status, made["interval"], made["enabled"]) == (201, "10s", True)
    path = f"/{made['id']}"
    status, changed = api("PATCH", path, {"cron": "*/5 * * * *", "zone": "Europe/Berlin"})
    assert (status, changed["cron"], changed["settings"]) == (200, "*/5 * * * *", made["settings"])
    status, copy = api("POST", f"{path}/duplicate")
    assert (status, copy["name"], copy["enabled"]) == (201, "Copy of Shop", False)
    assert {one["id"] for one in api("GET", "")[1]["collectors"]} >= {made["id"], copy["id"]}
    assert api("POST", f"{path}/run")[0] == 202
    assert api("GET", f"{path}/runs") == (200, {"runs": []})
    assert api("DELETE", path) == (200, {"deleted": made["id"]})
    assert api("GET", path)[0] == 404


def test_a_secret_is_kept_and_never_answered(api: Api, boss: Client) -> None:
    _, made = api("POST", "", SHOP)
    api("PATCH", f"/{made['id']}", {"name": "Store", "settings": {"only": "a*"}})
    row = Collection.objects.get(pk=made["id"])
    assert row.secrets == {"password": "hunter2"}
    answers = [api("GET", ""), api("GET", f"/{row.pk}"), api("POST", f"/{row.pk}/duplicate")]
    pages = [boss.get(path).content for path in ("/collectors/", f"/collectors/{row.pk}/")]
    assert "hunter2" not in repr(answers) + repr(pages) + repr(row) + str(row)
    assert answers[1][1]["secrets"] == ["password"]
    assert "password" not in answers[1][1]["settings"]


def test_a_secret_has_to_be_known_before_it_is_sent_to_another_host(api: Api) -> None:
    _, made = api("POST", "", SHOP)
    elsewhere = {"settings": {"address": "http://thief.example/metrics"}}
    for body in (elsewhere, {**elsewhere, "id": made["id"]}):
        path, method = ("/try", "POST") if "id" in body else (f"/{made['id']}", "PATCH")
        status, refused = api(method, path, body)
        assert status == 422
        assert [one["at"] for one in refused["problems"]] == ["settings.password"]
    known = {"settings": {**elsewhere["settings"], "password": "hunter2"}}
    assert api("PATCH", f"/{made['id']}", known)[0] == 200


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"name": ""}, {"name"}),
        ({"kind": "nothing"}, {"kind"}),
        ({"interval": "1ms"}, {"interval"}),
        ({"interval": 10}, {"interval"}),
        ({"timeout": "1h"}, {"timeout"}),
        ({"cron": "x"}, {"cron"}),
        ({"zone": "Mars"}, {"zone"}),
        ({"labels": {"": "x"}}, {"labels"}),
        ({"labels": [1]}, {"labels"}),
        ({"enabled": "yes"}, {"enabled"}),
        ({"settings": []}, {"settings"}),
        ({"settings": {"address": "x"}}, {"settings.address"}),
        ({"settings": {"adress": "x"}}, {"settings.adress", "settings.address"}),
        ({"kind": "json", "settings": {"address": "http://a", "series": [{"value": "["}]}},
         {"settings.series[0].name", "settings.series[0].value"}),
        ({"colour": 1}, {"colour"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_place(
    api: Api, given: dict[str, Any], places: set[str]
) -> None:
    status, refused = api("POST", "", {**SHOP, **given})
    assert (status, refused["code"]) == (422, "bad_collector")
    assert {one["at"] for one in refused["problems"]} == places
    assert not Collection.objects.exclude(kind="machine").exists()


def test_it_takes_a_permission_and_another_for_sql(client: Client) -> None:
    user = User.objects.create_user("user")
    client.force_login(user)
    assert client.get("/collectors/").status_code == 403
    for name in ("view_collection", "add_collection", "change_collection"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    assert client.get("/collectors/").status_code == 200
    assert client.get("/collectors/new/?kind=http").status_code == 200
    assert client.get("/collectors/new/?kind=sql").status_code == 403
    row = Collection.objects.create(name="a", kind="http")
    assert client.post(f"/collectors/{row.pk}/delete/").status_code == 403
    assert Client().get("/collectors/").status_code == 302
    assert Client().get("/api/collectors").status_code == 401


def form(site: Web, **more: str) -> dict[str, str]:
    typed = {"name": "Front", "interval": "10s", "cron": "", "zone": "UTC", "timeout": "5s"}
    settings = {"settings.address": f"{site.url}/", "settings.expect": "2xx"}
    return {**typed, "labels": "site=north", "enabled": "on", **settings, **more}


def test_a_form_keeps_what_was_typed_beside_what_is_wrong(boss: Client, site: Web) -> None:
    path = "/collectors/new/?kind=http"
    page = boss.post(path, form(site, interval="1ms", action="save")).content.decode()
    assert 'value="1ms"' in page
    assert 'value="site=north"' in page
    assert "This takes a duration from 1s to 366d." in page
    saved = boss.post(path, form(site, action="save"))
    row = Collection.objects.get(name="Front")
    assert saved["Location"] == f"/collectors/{row.pk}/"
    assert (row.labels, row.interval, row.enabled) == ({"site": "north"}, 10_000_000, True)


def test_a_form_is_tried_without_storing_anything(boss: Client, site: Web) -> None:
    site.says("/", "hello")
    posted = form(site, action="try")
    headers = {"HX-Request": "true"}
    part = boss.post("/collectors/new/?kind=http", posted, headers=headers).content.decode()
    assert "3 readings would be stored" in part
    assert "check_latency" in part
    wrong = form(site, action="check", interval="x")
    part = boss.post("/collectors/new/?kind=http", wrong, headers=headers).content.decode()
    assert 'id="field-interval-error" hx-swap-oob="true">This takes a duration' in part
    assert not Collection.objects.exclude(kind="machine").exists()


def test_a_list_switches_and_runs(boss: Client) -> None:
    row = Collection.objects.create(name="a", kind="http", settings={"address": "http://a"})
    headers = {"HX-Request": "true"}
    part = boss.post(f"/collectors/{row.pk}/switch/", headers=headers).content.decode()
    assert "Switch a on" in part
    boss.post(f"/collectors/{row.pk}/run/", headers=headers)
    row.refresh_from_db()
    assert (row.enabled, row.asked_at is not None) == (False, True)
    boss.post(f"/collectors/{row.pk}/delete/")
    assert not Collection.objects.filter(pk=row.pk).exists()
