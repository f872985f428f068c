"""`/series/ID/`: what is known of a series, and its forms."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from charts.units import UNITS, offered
from tests.charts.store import write
from tests.timeseries.contents import content_of
from tests.timeseries.databases import on_both_databases
from timeseries.models import Series

pytestmark = [
    *on_both_databases,
    pytest.mark.usefixtures("static_files"),
]
LOCAL = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}
GIVEN = {"key": "air", "label": "", "unit": "", "semantics": "gauge"}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_user("anna", is_staff=True))
    client.defaults |= LOCAL
    return client


def post(client: Client, path: str, given: dict[str, Any]) -> str:
    answer = client.post(path, given, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.headers.get("HX-Redirect") or answer.content.decode()


def test_a_series_says_what_is_known_of_it(staff: Client) -> None:
    pk = write("air", [1, 2, 3], "°C", room="lab")
    page = staff.get(f"/series/{pk}/").content.decode()
    for text in ("2023-11-14 22:13:20 UTC", "2023-11-14 22:13:22 UTC", "air{room=&quot;lab&quot;}"):
        assert text in page
    assert staff.get("/series/999999/").status_code == 404


def test_in_chinese_a_name_and_what_is_shown_in_its_place_are_told_apart(staff: Client) -> None:
    pk = write("air", [1])
    page = staff.get(f"/series/{pk}/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert ">名称和标签</label>" in page
    assert ">显示名称</label>" in page


def test_a_field_is_checked_where_it_stands_and_nothing_is_changed(staff: Client) -> None:
    pk = write("air", [1])
    write("water", [1])
    taken = post(staff, f"/series/{pk}/change/?check", {**GIVEN, "key": "water"})
    assert "Another series is called that" in taken
    assert 'value="water"' in taken
    wrong = post(staff, f"/series/{pk}/change/?check", {**GIVEN, "key": "a{b=c}"})
    assert 'aria-invalid="true"' in wrong
    assert Series.objects.get(pk=pk).key == "air"


def test_a_series_is_described_and_called_otherwise(staff: Client) -> None:
    pk = write("air", [1])
    given = {"key": 'air{room="lab"}', "label": "Lab", "unit": "°C", "semantics": "counter"}
    assert "Saved." in post(staff, f"/series/{pk}/change/", given)
    one = Series.objects.get(pk=pk)
    assert (one.key, one.tags, one.label, one.unit, one.semantics) == (
        'air{room="lab"}', {"room": "lab"}, "Lab", "°C", "counter"
    )  # fmt: skip


def test_a_series_is_merged_and_its_page_is_that_of_the_other(staff: Client) -> None:
    pk, other = write("air", [1, 2]), write("other", [9])
    assert "Name one other series" in post(staff, f"/series/{pk}/merge/", {"into": "air"})
    assert "Say first that you are sure." in post(staff, f"/series/{pk}/merge/", {"into": "other"})
    assert Series.objects.filter(pk=pk).exists()
    sure = {"into": "other", "sure": "on"}
    assert post(staff, f"/series/{pk}/merge/", sure) == f"/series/{other}/"
    assert len(content_of(other)) == 2
    assert not Series.objects.filter(pk=pk).exists()


def test_a_series_is_deleted(staff: Client) -> None:
    pk = write("air", [1])
    assert post(staff, f"/series/{pk}/delete/", {}) == "/explore/"
    assert not Series.objects.filter(pk=pk).exists()


def test_only_members_of_the_staff_change_it(client: Client) -> None:
    pk = write("air", [1])
    answer = client.post(f"/series/{pk}/change/", GIVEN, **LOCAL)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/")
    page = client.get(f"/series/{pk}/", **LOCAL).content.decode()  # type: ignore[arg-type]
    assert "Sign in as a member of the staff" in page


def test_a_unit_is_offered_once() -> None:
    names = [unit.name for unit in UNITS]
    assert len(set(names)) == len(names)
    assert {"name": "B/s", "label": "Bytes per second", "group": "Data"} in offered()
