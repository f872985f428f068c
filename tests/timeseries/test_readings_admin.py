"""The admin's pages: readings of a series, and the end of a series."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.http import HttpResponseBase
from django.test import Client

from tests.timeseries.contents import content_of, extent_of, log_after, make_series, newest, write
from timeseries import corrections
from timeseries.ingest.pipeline import Pipeline
from timeseries.models import Series
from timeseries.timerange import EARLIEST, LATEST

pytestmark = [
    pytest.mark.database,
    pytest.mark.usefixtures("static_files"),
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
]
# 2023-11-14T22:13:20Z
T = 1_700_000_000_000_000
SECOND = 1_000_000
FORMS = re.compile(r'name="(start|end)" value="(-?\d+)"')


def client_of(*permissions: str, superuser: bool = False) -> Client:
    """A signed-in member of the staff with these permissions on series."""
    user = User.objects.create_user(f"u{User.objects.count()}", is_staff=True)
    user.is_superuser = superuser
    user.save()
    user.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{one}_series" for one in permissions])
    )
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    return client_of(superuser=True)


@pytest.fixture
def pk() -> int:
    """A series with 250 readings, one a second."""
    pk = make_series("lab", unit="°C")
    write({pk: {T + n * SECOND: n / 2 for n in range(250)}})
    return pk


def path(pk: int, rest: str = "") -> str:
    return f"/admin/timeseries/series/{pk}/readings/{rest}"


def page(client: Client, path: str, **data: str) -> str:
    answer = client.get(path, data)
    assert answer.status_code == 200
    return str(answer.content.decode())


def listed(html: str) -> list[str]:
    cells = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', html)
    return [re.sub("<[^>]*>", "", cell) for cell in cells]


def told(answer: HttpResponseBase, client: Client) -> list[str]:
    """Where an answer leads, and what the page there says has been done."""
    assert answer.status_code == 302
    html = page(client, answer["Location"])
    return re.findall(r'<li class="(?:success|error|warning)">([^<]*)</li>', html)


# The list


def test_a_series_leads_to_its_readings(client: Client, pk: int) -> None:
    change = page(client, f"/admin/timeseries/series/{pk}/change/")
    assert f'<a href="{path(pk)}">Readings</a>' in change


def test_readings_are_listed_newest_first_in_pages(client: Client, pk: int) -> None:
    html, seen = page(client, path(pk)), []
    while older := re.search(r'<a href="\?([^"]*)">Older</a>', html):
        seen += listed(html)
        html = page(client, f"{path(pk)}?{older[1].replace('&amp;', '&')}")
    seen += listed(html)
    assert len(seen) == len(set(seen)) == 250
    assert seen == sorted(seen, reverse=True)
    assert (seen[0], seen[-1]) == ("2023-11-14T22:17:29Z", "2023-11-14T22:13:20Z")
    assert "Newest" in html


def test_a_list_is_narrowed_to_a_range(client: Client, pk: int) -> None:
    html = page(client, path(pk), start="2023-11-14T22:13:25", end="1700000007000")
    assert listed(html) == ["2023-11-14T22:13:26Z", "2023-11-14T22:13:25Z"]
    assert ">3.0</td>" in html
    assert "Value (°C)" in html
    assert "There are no readings here." in page(client, path(pk), start="now-1h")
    assert listed(page(client, path(pk), end="2023-11-14T22:13:21")) == ["2023-11-14T22:13:20Z"]


def test_times_are_shown_to_the_microsecond(client: Client) -> None:
    pk = make_series("a")
    write({pk: {T + 1: 1.0, -1: 2.0, EARLIEST: 3.0, LATEST: 4.0}})
    assert listed(page(client, path(pk))) == [
        "9999-12-31T23:59:59.999999Z",
        "2023-11-14T22:13:20.000001Z",
        "1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z",
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"start": "soon"},
        {"end": "0000-01-01"},
        {"start": "2026-01", "end": "now"},
        {"start": "now", "end": "now-1h"},
        {"before": "x"},
        {"before": "9" * 30},
        {"start": "\0"},
    ],
)
def test_a_range_that_cannot_be_read_is_said_and_lists_nothing(
    client: Client, pk: int, given: dict[str, str]
) -> None:
    html = page(client, path(pk), **given)
    assert "errornote" in html
    assert listed(html) == []
    assert "Delete these" not in html


def test_names_are_text_and_not_html(client: Client) -> None:
    pk = make_series("<img src=x>", unit="<b>", label="<script>alert(1)</script>")
    write({pk: {T: 1.0}})
    for rest in ("", "add/", "delete/", f"{T}/", f"{T}/delete/"):
        html = page(client, path(pk, rest))
        assert "<img" not in html
        assert "<b>" not in html
        assert "<script>alert" not in html


def test_nothing_is_inline(client: Client, pk: int) -> None:
    for rest in ("", "add/", "delete/", f"{T}/", f"{T}/delete/"):
        html = page(client, path(pk, rest))
        assert not re.search(r"<style|style=|<script(?![^>]*\ssrc=)|\son\w+=", html), rest


# Adding and correcting


def test_a_reading_is_corrected(client: Client, pk: int) -> None:
    before = newest()
    html = page(client, path(pk, f"{T + SECOND}/"))
    assert 'value="0.5"' in html
    answer = client.post(path(pk, f"{T + SECOND}/?start=now-9y&before={T}"), {"value": "7.25"})
    assert answer["Location"] == f"{path(pk)}?start=now-9y&before={T}"
    said = "The reading at 2023-11-14T22:13:21Z is 7.25, and was 0.5."
    assert told(answer, client) == [said]
    assert content_of(pk)[T + SECOND] == 7.25
    assert len(content_of(pk)) == 250
    assert log_after(before) == [(pk, T + SECOND, T + SECOND, 1)]
    assert LogEntry.objects.get().get_change_message() == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "This field is required."),
        ("nan", "is not finite"),
        ("1e999", "beyond what a double holds"),
        ("1_000", "is not a number"),
        ("٣", "is not a number"),
        ("five", "is not a number"),
    ],
)
def test_a_value_that_no_door_takes_is_refused(
    client: Client, pk: int, value: str, said: str
) -> None:
    for rest, more in ((f"{T}/", {}), ("add/", {"time": "now"})):
        answer = client.post(path(pk, rest), {"value": value, **more})
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert len(content_of(pk)) == 250


def test_a_reading_is_added_where_there_is_none_and_replaced_where_there_is(
    client: Client, pk: int
) -> None:
    answer = client.post(
        path(pk, "add/"), {"time": "2023-11-14T22:13:20.000007Z", "value": " -1e3 "}
    )
    assert told(answer, client) == ["The reading at 2023-11-14T22:13:20.000007Z is -1000.0."]
    client.post(path(pk, "add/"), {"time": "1700000000000", "value": "9"})
    content = content_of(pk)
    assert (len(content), content[T + 7], content[T]) == (251, -1000.0, 9.0)
    assert extent_of(pk) == (T, T + 249 * SECOND)


@pytest.mark.parametrize("time", ["", "soon", "10000-01-01", "0000-12-31T23:59:59Z"])
def test_a_time_that_no_door_takes_is_refused(client: Client, pk: int, time: str) -> None:
    answer = client.post(path(pk, "add/"), {"time": time, "value": "1"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert len(content_of(pk)) == 250


@pytest.mark.parametrize("time", [f"{T + 1}", "0", "-62135596800000001", "9" * 18])
def test_there_is_no_page_for_a_reading_that_is_not_there(
    client: Client, pk: int, time: str
) -> None:
    assert client.get(path(pk, f"{time}/")).status_code == 404


# Deleting readings


def confirm(client: Client, path: str, **data: str) -> HttpResponseBase:
    """Say yes to what a page asks."""
    shown = dict(FORMS.findall(page(client, path, **data)))
    return client.post(path, shown)


def test_one_reading_is_deleted_after_it_was_confirmed(client: Client, pk: int) -> None:
    html = page(client, path(pk, f"{T}/delete/"))
    assert "<strong>1 reading</strong> of “lab”, at 2023-11-14T22:13:20Z?" in html
    assert len(content_of(pk)) == 250
    answer = confirm(client, path(pk, f"{T}/delete/?before={T + 9}"))
    assert answer["Location"] == f"{path(pk)}?before={T + 9}"
    assert told(answer, client) == ["The reading at 2023-11-14T22:13:20Z was deleted."]
    assert min(content_of(pk)) == T + SECOND
    assert len(content_of(pk)) == 249


def test_a_range_is_deleted_after_its_readings_were_counted(
    client: Client, pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "STEP", 40)
    rest = "delete/?start=2023-11-14T22:13:21&end=2023-11-14T22:15:00"
    html = page(client, path(pk, rest))
    assert "<strong>99 readings</strong> of “lab”" in html
    assert "from 2023-11-14T22:13:21Z to 2023-11-14T22:14:59Z?" in html
    before = newest()
    said = "99 readings were deleted, from 2023-11-14T22:13:21Z to 2023-11-14T22:14:59Z."
    answer = confirm(client, path(pk, rest))
    assert answer.status_code == 302
    assert len(content_of(pk)) == 151
    assert len(log_after(before)) == 3
    assert LogEntry.objects.get().get_change_message() == said


def test_a_range_that_is_relative_to_now_is_the_one_that_was_shown(client: Client, pk: int) -> None:
    shown = dict(FORMS.findall(page(client, path(pk, "delete/"), start="now-99y", end="now")))
    assert shown == {"start": str(T), "end": str(T + 249 * SECOND + 1)}
    write({pk: {T + 300 * SECOND: 1.0}})
    client.post(path(pk, "delete/?start=now-99y&end=now"), shown)
    assert content_of(pk) == {T + 300 * SECOND: 1.0}


def test_without_a_range_all_readings_go_and_the_series_stays(client: Client, pk: int) -> None:
    answer = confirm(client, path(pk, "delete/"))
    assert (content_of(pk), extent_of(pk)) == ({}, (None, None))
    assert Series.objects.filter(pk=pk).exists()
    [said] = told(answer, client)
    assert said.startswith("250 readings were deleted, from ")
    assert told(client.get(path(pk, "delete/")), client) == ["There are no readings to delete."]


@pytest.mark.parametrize("data", [{}, {"start": "0"}, {"start": "x", "end": "1"}])
def test_a_delete_that_was_not_confirmed_deletes_nothing(
    client: Client, pk: int, data: dict[str, str]
) -> None:
    assert client.post(path(pk, "delete/"), data).status_code == 302
    assert len(content_of(pk)) == 250


# Who may


def test_each_page_asks_for_its_permission(pk: int) -> None:
    pages = {"": "view", "add/": "change", f"{T}/": "change", "delete/": "delete"}
    pages[f"{T}/delete/"] = "delete"
    for may in (["view"], ["view", "change"], ["view", "delete"]):
        client = client_of(*may)
        for rest, needed in pages.items():
            status = 200 if needed in may else 403
            assert client.get(path(pk, rest)).status_code == status, (rest, may)
            if rest and status == 403:
                data = {"time": "now", "value": "1", "start": str(T), "end": str(T + 1)}
                assert client.post(path(pk, rest), data).status_code == 403
    assert len(content_of(pk)) == 250
    html = page(client_of("view"), path(pk))
    assert listed(html)[0] == "2023-11-14T22:17:29Z"
    assert not re.search(r"Add reading|Delete|/readings/\d", html)


def test_whoever_is_not_on_the_staff_is_asked_to_sign_in(pk: int) -> None:
    for rest in ("", "add/", f"{T}/", "delete/", f"{T}/delete/"):
        answer = Client().get(path(pk, rest))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_a_form_without_its_token_is_refused(client: Client, pk: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    data = {"time": "now", "value": "1", "start": str(T), "end": str(T + 1), "post": "yes"}
    for rest in ("add/", f"{T}/", "delete/", f"{T}/delete/"):
        assert strict.post(path(pk, rest), data).status_code == 403
    assert strict.post(f"/admin/timeseries/series/{pk}/delete/", data).status_code == 403
    assert len(content_of(pk)) == 250


def test_there_are_no_pages_for_a_series_that_is_not_there(client: Client, pk: int) -> None:
    for missing in (str(pk + 1), "9" * 30):
        for rest in ("", "add/", f"{T}/", "delete/", f"{T}/delete/"):
            answer = client.get(f"/admin/timeseries/series/{missing}/readings/{rest}")
            assert answer.status_code == 404


# A series


def test_a_series_is_deleted_with_its_readings_which_are_counted_before(
    client: Client, pk: int
) -> None:
    html = page(client, f"/admin/timeseries/series/{pk}/delete/")
    assert "lab: 250 readings" in html
    assert "Readings: 250" in html
    answer = client.post(f"/admin/timeseries/series/{pk}/delete/", {"post": "yes"})
    assert answer["Location"] == "/admin/timeseries/series/"
    assert not Series.objects.exists()
    assert content_of(pk) == {}
    assert LogEntry.objects.get().is_deletion()


def test_selected_series_are_deleted_with_their_readings(client: Client, pk: int) -> None:
    other, kept = make_series("other"), make_series("kept")
    write({other: {T: 1.0}, kept: {T: 1.0}})
    chosen = {"action": "delete_selected", "_selected_action": [str(pk), str(other)]}
    html = client.post("/admin/timeseries/series/", chosen).content.decode()
    assert "Readings: 251" in html
    assert "lab: 250 readings" in html
    client.post("/admin/timeseries/series/", {**chosen, "post": "yes"})
    assert [one.pk for one in Series.objects.all()] == [kept]
    assert content_of(kept) == {T: 1.0}


def test_a_series_stays_for_who_may_not_delete_it(pk: int) -> None:
    client = client_of("view", "change")
    assert client.get(f"/admin/timeseries/series/{pk}/delete/").status_code == 403
    answer = client.post(f"/admin/timeseries/series/{pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert len(content_of(pk)) == 250


# In a server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    running = Pipeline()
    running.start()
    monkeypatch.setattr(corrections, "pipeline", running)
    yield running
    running.stop()


def test_in_a_server_its_writing_thread_does_all_of_it(
    client: Client, pk: int, server: Pipeline
) -> None:
    client.post(path(pk, f"{T}/"), {"value": "7"})
    assert content_of(pk)[T] == 7.0
    confirm(client, path(pk, "delete/"), start="1700000001000")
    assert content_of(pk) == {T: 7.0}
    client.post(f"/admin/timeseries/series/{pk}/delete/", {"post": "yes"})
    assert not Series.objects.exists()


def test_a_server_that_stops_says_so_and_nothing_goes(
    client: Client, pk: int, server: Pipeline
) -> None:
    server.stop()
    said = "Too many writes wait for the disk: send this again in a second."
    assert told(client.post(path(pk, f"{T}/"), {"value": "7"}), client) == [said]
    answer = client.post(f"/admin/timeseries/series/{pk}/delete/", {"post": "yes"})
    assert told(answer, client) == [said]
    chosen = {"action": "delete_selected", "_selected_action": [str(pk)], "post": "yes"}
    assert told(client.post("/admin/timeseries/series/", chosen), client) == [said]
    assert content_of(pk)[T] == 0.0
    assert len(content_of(pk)) == 250
