"""With which rights and to where a report is printed; that it is, a browser test shows."""

import asyncio

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, override_settings

from charts import chromium, report
from charts.models import Dashboard
from charts.report import AT_ONCE, WAITING, Printer, Visit
from charts.views.report import visit
from timeseries.errors import Overloaded

FACTORY = RequestFactory()


def asked(**headers: str) -> Visit:
    given = {"host": "curves.example:8000", **headers}
    request = FACTORY.get(
        "/d/lab/report.pdf?start=now-7d&var-room=a", headers=given,
        SERVER_NAME="10.0.0.7", SERVER_PORT="8000", REMOTE_ADDR="10.0.0.9",
    )  # fmt: skip
    with override_settings(ALLOWED_HOSTS=["curves.example", "localhost"]):
        return visit(request, "lab")


def test_the_page_is_opened_under_the_name_and_with_the_range_that_were_asked() -> None:
    found = asked()
    assert found.url == "http://curves.example:8000/d/lab/?start=now-7d&var-room=a&kiosk="
    assert (found.host, found.listens) == ("curves.example", "10.0.0.7:8000")


def test_chromium_has_what_the_caller_has_and_no_more() -> None:
    found = asked(authorization="Token lc_x", cookie="sessionid=s; other=o")
    assert found.cookies == {"sessionid": "s"}
    # It comes from this machine, and is not let in for that.
    assert found.headers == {"authorization": "Token lc_x", "x-forwarded-for": "10.0.0.9"}


def test_who_sits_at_the_machine_needs_nothing() -> None:
    request = FACTORY.get("/d/lab/report.pdf", headers={"host": "localhost:8000"})
    assert visit(request, "lab").headers == {}


def test_few_wait_and_others_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(path: str, visit: Visit) -> bytes:
        await asyncio.sleep(0.05)
        return b"%PDF"

    async def all_at_once() -> list[object]:
        printer = Printer()
        work = [printer.print("", asked()) for _ in range(AT_ONCE + WAITING + 2)]
        return await asyncio.gather(*work, return_exceptions=True)

    monkeypatch.setattr(report, "_printed", slow)
    found = asyncio.run(all_at_once())
    assert found.count(b"%PDF") == AT_ONCE + WAITING
    assert [type(one) for one in found if one != b"%PDF"] == [Overloaded, Overloaded]


def test_a_report_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(path: str, visit: Visit) -> bytes:
        await asyncio.sleep(60)
        return b""

    monkeypatch.setattr(report, "_printed", endless)
    monkeypatch.setattr(report, "SECONDS", 0.02)
    with pytest.raises(report.ReportTooSlow, match="a shorter range"):
        asyncio.run(Printer().print("", asked()))


def test_a_program_that_is_no_chromium_is_ended() -> None:
    async def talk() -> None:
        async with chromium.chromium("/bin/true"):
            raise AssertionError("It has said nothing.")

    with pytest.raises(chromium.ChromiumFailed, match=r"Chromium ended at Target\.createTarget"):
        asyncio.run(talk())


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
@pytest.mark.usefixtures("static_files")
def test_without_chromium_the_page_says_what_to_install() -> None:
    Dashboard.objects.create(slug="lab", title="The lab")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_user("bob"))
    with override_settings(CHROMIUM="/nonexistent/chromium"):
        response = client.get("/d/lab/report.pdf")
    assert response.status_code == 501
    assert "install Debian&#x27;s package chromium" in response.content.decode()
    assert client.get("/d/none/report.pdf").status_code == 404
