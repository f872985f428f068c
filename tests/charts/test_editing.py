import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client

from charts.history import MOST, superfluous
from charts.models import Dashboard, Star
from timeseries.tokens import create_token

database = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
ORIGIN = {"host": "localhost", "origin": "http://localhost"}
LAB = {
    "slug": "lab",
    "title": "The lab",
    "panels": [
        {"title": "Air", "kind": "line", "queries": [{"series": "air"}]},
        {"title": "Load", "kind": "stat", "x": 6, "queries": [{"series": "load"}]},
    ],
}


class Api:
    """Requests as JSON, with a token of the scope admin."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(headers={"host": "localhost", **headers})

    def __call__(
        self, method: str, path: str, body: Any = "", status: int = 200, match: str = ""
    ) -> Any:
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"If-Match": match} if match else {}
        response = self.client.generic(method, f"/api/dashboards{path}", text, headers=headers)
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def api() -> Api:
    return Api(authorization=f"Token {create_token('tests', 'admin')}")


@pytest.fixture
def lab(api: Api) -> Any:
    return api("POST", "", LAB, 201)


@database
def test_a_dashboard_is_made_with_its_panels(api: Api, lab: Any) -> None:
    assert (lab["slug"], lab["version"]) == ("lab", 1)
    assert [panel["title"] for panel in lab["panels"]] == ["Air", "Load"]
    assert api("GET", "/lab") == lab
    assert api("GET", "/lab?format=json") == LAB
    [listed] = api("GET", "")["dashboards"]
    assert (listed["slug"], listed["tags"], listed["version"]) == ("lab", [], 1)


@database
def test_without_a_slug_one_is_made_of_the_title(api: Api) -> None:
    slugs = [api("POST", "", {"title": "Süd & Nord"}, 201)["slug"] for _ in range(2)]
    assert slugs == ["sud-nord", "sud-nord-2"]
    assert api("POST", "", {"title": "温度"}, 201)["slug"] == "dashboard"


@database
def test_a_new_dashboard_comes_after_the_others(api: Api, lab: Any) -> None:
    api("POST", "", {"title": "A"}, 201)
    assert [one["slug"] for one in api("GET", "")["dashboards"]] == ["lab", "a"]


@database
def test_a_slug_is_taken_once(api: Api, lab: Any) -> None:
    assert api("POST", "", LAB, 409)["code"] == "taken"


@database
def test_every_problem_of_a_definition_is_told(api: Api) -> None:
    refused = api("POST", "", {"title": "", "panels": [{"kind": "pie"}]}, 422)
    assert refused["code"] == "bad_definition"
    found = {problem["at"] for problem in refused["problems"]}
    assert found == {"title", "panels[0].title", "panels[0].kind"}


@database
def test_a_change_counts_the_version_up_and_panels_keep_their_ids(api: Api, lab: Any) -> None:
    air, load = lab["panels"]
    renamed = {**air, "title": "Air of the lab"}
    changed = api("PUT", "/lab", {**lab, "panels": [{**load, "y": 3}, renamed]})
    assert changed["version"] == 2
    assert [panel["id"] for panel in changed["panels"]] == [air["id"], load["id"]]


@database
def test_panels_without_ids_keep_their_rows_by_title(api: Api, lab: Any) -> None:
    changed = api("PUT", "/lab", {**LAB, "title": "New", "version": 1})
    assert changed["panels"] == lab["panels"]
    assert changed["title"] == "New"


@database
def test_a_part_is_changed_and_the_rest_stays(api: Api, lab: Any) -> None:
    changed = api("PATCH", "/lab", {"tags": ["b", "a"], "folder": " House / Cellar ", "version": 1})
    assert (changed["tags"], changed["folder"]) == (["a", "b"], "House/Cellar")
    assert changed["panels"] == lab["panels"]


@database
def test_a_stale_change_is_refused_with_the_version_that_there_is(api: Api, lab: Any) -> None:
    api("PATCH", "/lab", {"title": "First", "version": 1})
    refused = api("PATCH", "/lab", {"title": "Second", "version": 1}, 409)
    assert (refused["code"], refused["version"]) == ("conflict", 2)
    assert api("PATCH", "/lab", {"title": "Second"}, 409, match='"1"')["version"] == 2
    assert api("GET", "/lab")["title"] == "First"
    assert api("PATCH", "/lab", {"title": "Second"}, match="*")["title"] == "Second"


@database
def test_a_change_has_to_say_of_which_version(api: Api, lab: Any) -> None:
    refused = api("PATCH", "/lab", {"title": "New"}, 400)
    assert refused["error"].startswith("version takes the number that GET answered")


@database
def test_what_changes_nothing_makes_no_version(api: Api, lab: Any) -> None:
    assert api("PUT", "/lab", lab)["version"] == 1


@database
def test_forms_and_fixtures_count_up_too(api: Api, lab: Any) -> None:
    Dashboard.objects.get(slug="lab").save()
    assert api("PATCH", "/lab", {"title": "Stale", "version": 1}, 409)["version"] == 2
    Dashboard.objects.get(slug="lab").panels.all()[0].delete()
    assert api("GET", "/lab")["version"] == 3


@database
def test_a_version_is_restored_as_a_new_one(api: Api, lab: Any) -> None:
    api("PUT", "/lab", {"title": "Empty", "slug": "lab", "version": 1})
    versions = api("GET", "/lab/versions")["versions"]
    assert [(one["version"], one["author"]) for one in versions] == [(2, "token"), (1, "token")]
    assert api("GET", "/lab/versions/1") == LAB
    restored = api("POST", "/lab/versions/1/restore", {"version": 2})
    assert (restored["version"], restored["title"], len(restored["panels"])) == (3, "The lab", 2)
    api("POST", "/lab/versions/9/restore", {"version": 3}, 404)


@database
def test_what_a_form_left_is_kept_before_it_is_changed(api: Api, lab: Any) -> None:
    Dashboard.objects.get(slug="lab").panels.all().delete()
    version = api("GET", "/lab")["version"]
    api("PATCH", "/lab", {"title": "New", "version": version})
    assert "panels" not in api("GET", f"/lab/versions/{version}")


@database
def test_a_dashboard_is_duplicated(api: Api, lab: Any) -> None:
    copy = api("POST", "/lab/duplicate", status=201)
    assert (copy["slug"], copy["title"], copy["version"]) == ("the-lab-copy", "The lab (copy)", 1)
    ids = {panel["id"] for panel in copy["panels"]}
    assert not ids & {panel["id"] for panel in lab["panels"]}


@database
def test_a_dashboard_is_deleted(api: Api, lab: Any) -> None:
    api("DELETE", "/lab", status=409, match='"7"')
    assert api("DELETE", "/lab", match='"1"') == {"deleted": "lab"}
    assert api("GET", "/lab", status=404)["code"] == "not_found"


@database
def test_stars_are_of_a_user(lab: Any) -> None:
    user = User.objects.create_user("ada")
    ada = Api(origin="http://localhost")
    ada.client.force_login(user)
    assert ada("PUT", "/lab/star") == ada("PUT", "/lab/star") == {"starred": True}
    assert Star.objects.get().user == user
    assert ada("DELETE", "/lab/star") == {"starred": False}
    assert not Star.objects.exists()


@database
def test_a_token_has_no_stars(api: Api, lab: Any) -> None:
    assert api("PUT", "/lab/star", status=403)["code"] == "forbidden"


@database
@pytest.mark.parametrize("scope", ["read", "write"])
def test_other_tokens_change_nothing(lab: Any, scope: str) -> None:
    api = Api(authorization=f"Token {create_token('other', scope)}")
    for method, path in [("POST", ""), ("PUT", "/lab"), ("PATCH", "/lab"), ("DELETE", "/lab")]:
        assert api(method, path, LAB, 403)["code"] == "forbidden"
    assert api("POST", "/import", LAB, 403)["code"] == "forbidden"


@database
def test_sitting_at_the_machine_is_not_enough_to_change(lab: Any) -> None:
    assert Api()("PATCH", "/lab", {"title": "x", "version": 1}, 401)["code"] == "unauthorized"


@database
def test_a_user_changes_what_an_administrator_permits(lab: Any) -> None:
    user = User.objects.create_user("ada")
    ada = Api(origin="http://localhost")
    ada.client.force_login(user)
    assert ada("PATCH", "/lab", {"title": "Hers", "version": 1}, 403)["error"].startswith("You may")
    user.user_permissions.add(Permission.objects.get(codename="change_dashboard"))
    assert ada("PATCH", "/lab", {"title": "Hers", "version": 1})["title"] == "Hers"
    assert ada("GET", "/lab/versions")["versions"][0]["author"] == "ada"
    ada("DELETE", "/lab", status=403, match="*")


@database
def test_a_session_changes_nothing_from_other_pages(lab: Any) -> None:
    ada = Api(origin="https://evil.example")
    ada.client.force_login(User.objects.create_superuser("ada"))
    ada("PATCH", "/lab", {"title": "Evil", "version": 1}, 403)


@database
@pytest.mark.parametrize("form", ["json", "yaml", "fixture"])
def test_what_is_exported_is_imported_equal(api: Api, lab: Any, form: str) -> None:
    exported = api.client.get(f"/api/dashboards/lab/export?format={form}")
    suffix = {"json": ".json", "yaml": ".yaml", "fixture": ".fixture.json"}[form]
    assert exported["Content-Disposition"] == f'attachment; filename="lab{suffix}"'
    text = exported.content.decode()
    api("DELETE", "/lab", match="*")
    done = api("POST", "/import?preview=true", text)
    assert not Dashboard.objects.exists()
    assert api("POST", "/import", text) == done
    assert done == {
        "dashboards": [{"slug": "lab", "title": "The lab", "panels": 2, "action": "created"}],
        "not_mapped": [],
    }
    assert api.client.get(f"/api/dashboards/lab/export?format={form}").content.decode() == text


@database
def test_an_import_replaces_only_where_that_is_asked(api: Api, lab: Any) -> None:
    text = "slug: lab\ntitle: Other\n"
    assert api("POST", "/import", text, 409)["code"] == "taken"
    [done] = api("POST", "/import?replace=true", text)["dashboards"]
    assert done["action"] == "replaced"
    assert api("GET", "/lab")["title"] == "Other"
    assert [one["version"] for one in api("GET", "/lab/versions")["versions"]] == [2, 1]


@database
def test_an_import_of_several_makes_all_or_none(api: Api, lab: Any) -> None:
    text = '[{"slug": "new", "title": "New"}, {"slug": "lab", "title": "Lab"}]'
    api("POST", "/import", text, 409)
    assert not Dashboard.objects.filter(slug="new").exists()
    wrong = api("POST", "/import", '[{"slug": "new", "title": "New"}, {"slug": "x y"}]', 422)
    assert {one["at"] for one in wrong["problems"]} == {"[1].slug", "[1].title"}


@database
def test_a_fixture_is_loaded_by_django(api: Api, lab: Any, tmp_path: Any) -> None:
    path = tmp_path / "lab.json"
    path.write_bytes(api.client.get("/api/dashboards/lab/export?format=fixture").content)
    api("DELETE", "/lab", match="*")
    call_command("loaddata", path, verbosity=0)
    assert api("GET", "/lab?format=json") == LAB


def test_versions_are_thinned_out_with_age() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ages = [timedelta(minutes=one) for one in range(0, 2 * 60, 1)]
    ages += [timedelta(days=one) for one in (40, 41, 60, 400)]
    versions = [(1000 - place, now - age) for place, age in enumerate(ages)]
    gone = set(superfluous(versions, now))
    kept = [age for (number, _), age in zip(versions, ages, strict=True) if number not in gone]
    assert kept[:60] == ages[:60]
    assert [age.seconds // 60 for age in kept[60:66]] == [69, 79, 89, 99, 109, 119]
    assert [age.days for age in kept[66:]] == [40, 60]


def test_the_newest_version_is_kept_and_never_more_than_most() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert superfluous([(1, now - timedelta(days=999))], now) == []
    assert len(superfluous([(one, now) for one in range(500, 0, -1)], now)) == 500 - MOST
