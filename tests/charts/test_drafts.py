from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from charts.models import Dashboard, Draft
from tests.charts.test_editing import LAB, ORIGIN, Api
from timeseries.tokens import create_token

database = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


def signed_in(name: str, *permissions: str) -> Api:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    api = Api()
    api.client = Client(headers=ORIGIN)
    api.client.force_login(user)
    return api


@pytest.fixture
def lab(transactional_db: None) -> Any:
    return Api(authorization=f"Token {create_token('tests', 'admin')}")("POST", "", LAB, 201)


@pytest.fixture
def ada(lab: Any) -> Api:
    return signed_in("ada", "change_dashboard")


def draft(lab: Any, number: int = 0, **changed: Any) -> dict[str, Any]:
    return {"version": lab["version"], "number": number, "definition": {**lab, **changed}}


@database
def test_a_draft_is_kept_for_its_user_alone(lab: Any, ada: Api) -> None:
    saved = ada("PUT", "/lab/draft", draft(lab, title="New"))
    assert (saved["version"], saved["number"], saved["problems"]) == (1, 1, [])
    found = ada("GET", "/lab/draft")
    assert found["draft"]["definition"]["title"] == "New"
    assert found["draft"]["at"] == saved["at"]
    assert signed_in("bob")("GET", "/lab/draft")["draft"] is None
    assert Dashboard.objects.get().title == "The lab"


@database
def test_an_unfinished_draft_is_kept_and_told_what_is_missing(lab: Any, ada: Api) -> None:
    saved = ada("PUT", "/lab/draft", draft(lab, title="", panels=[{"kind": "line"}]))
    assert [one["at"] for one in saved["problems"]] == ["panels[0].title", "title"]
    assert ada("GET", "/lab/draft")["draft"]["definition"]["panels"] == [{"kind": "line"}]


@database
def test_a_draft_that_is_saved_elsewhere_is_not_written_over(lab: Any, ada: Api) -> None:
    ada("PUT", "/lab/draft", draft(lab, title="Here"))
    assert ada("PUT", "/lab/draft", draft(lab, title="There"), 409)["code"] == "conflict"
    ada("PUT", "/lab/draft", draft(lab, 1, title="Here too"))
    assert ada("GET", "/lab/draft")["draft"]["definition"]["title"] == "Here too"


@database
def test_a_published_draft_is_the_dashboard_and_no_draft_any_more(lab: Any, ada: Api) -> None:
    ada("PUT", "/lab/draft", draft(lab, title="New"))
    published = ada("POST", "/lab/draft", draft(lab, title="Newer"))
    assert (published["title"], published["version"]) == ("Newer", 2)
    assert [one["id"] for one in published["panels"]] == [one["id"] for one in lab["panels"]]
    assert not Draft.objects.exists()
    found = ada("GET", "/lab/draft")
    assert (found["draft"], found["version"], found["author"]) == (None, 2, "ada")
    assert found["published"]["panels"] == published["panels"]


@database
def test_what_cannot_be_published_stays_a_draft(lab: Any, ada: Api) -> None:
    ada("PUT", "/lab/draft", draft(lab, title="New"))
    assert ada("POST", "/lab/draft", draft(lab, title=""), 422)["problems"][0]["at"] == "title"
    stale = {**draft(lab, title="New"), "version": 7}
    assert ada("POST", "/lab/draft", stale, 409)["version"] == 1
    assert Draft.objects.get().definition["title"] == "New"


@database
def test_a_draft_is_discarded(lab: Any, ada: Api) -> None:
    ada("PUT", "/lab/draft", draft(lab, title="New"))
    assert ada("DELETE", "/lab/draft") == {"discarded": "lab"}
    assert ada("GET", "/lab/draft")["draft"] is None


@database
def test_a_draft_takes_what_json_can_hold_and_a_number(lab: Any, ada: Api) -> None:
    assert ada("PUT", "/lab/draft", {**draft(lab), "definition": 1}, 400)["code"] == "bad_parameter"
    assert "control" in ada("PUT", "/lab/draft", draft(lab, title="\0"), 400)["error"]
    assert "number takes" in ada("PUT", "/lab/draft", {**draft(lab), "number": -1}, 400)["error"]
    assert "version takes" in ada("PUT", "/lab/draft", draft(lab), 400, match="*")["error"]


@database
def test_who_may_not_change_dashboards_makes_no_drafts(lab: Any) -> None:
    assert signed_in("bob")("PUT", "/lab/draft", draft(lab), 403)["code"] == "forbidden"
    assert Api()("GET", "/lab/draft", status=401)["code"] == "unauthorized"
    token = Api(authorization=f"Token {create_token('other', 'admin')}")
    assert "signed in" in token("GET", "/lab/draft", status=403)["error"]
