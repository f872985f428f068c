import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from charts.models import Dashboard, DashboardVersion

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]

IMPORT = "/dashboards/import/"
LAB = "slug: lab\ntitle: The <lab>\n"


@pytest.fixture
def admin() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("ada"))
    return client


def post(client: Client, path: str, status: int, **fields: object) -> str:
    response = client.post(path, fields)
    assert response.status_code == status
    return response.content.decode()


def test_a_text_is_checked_before_anything_is_made(admin: Client) -> None:
    page = post(admin, IMPORT, 200, text=LAB, action="preview")
    assert "This will be made" in page
    assert "The &lt;lab&gt;" in page
    assert not Dashboard.objects.exists()


def test_an_import_leads_to_the_dashboard(admin: Client) -> None:
    response = admin.post(IMPORT, {"text": LAB, "action": "import"})
    assert response["Location"] == "/d/lab/"
    assert Dashboard.objects.get().title == "The <lab>"


def test_a_file_is_taken_as_its_text(admin: Client) -> None:
    file = SimpleUploadedFile("lab.yaml", LAB.encode())
    assert "slug: lab" in post(admin, IMPORT, 200, file=file, action="preview")
    file = SimpleUploadedFile("lab.yaml", b"\xff")
    assert "The file is not UTF-8." in post(admin, IMPORT, 200, file=file, action="preview")


def test_what_is_wrong_is_said_and_the_text_is_kept(admin: Client) -> None:
    page = post(admin, IMPORT, 200, text="slug: x y\ntitle: Lab", action="import")
    assert "<code>slug</code> takes 1 to 100 letters" in page
    assert "title: Lab</textarea>" in page
    assert "Choose a file, or paste its text." in post(admin, IMPORT, 200, action="import")


def test_what_of_grafana_does_not_map_is_listed(admin: Client) -> None:
    board = {"schemaVersion": 1, "title": "G", "panels": [{"type": "piechart", "title": "P"}]}
    page = post(admin, IMPORT, 200, text=json.dumps(board), action="preview")
    assert "<code>panels[0]</code> The panel &#x27;P&#x27; of type piechart" in page


def test_one_that_is_there_is_replaced_only_where_that_is_asked(admin: Client) -> None:
    Dashboard.objects.create(slug="lab", title="Old")
    assert "already" in post(admin, IMPORT, 200, text=LAB, action="preview")
    page = post(admin, IMPORT, 200, text=LAB, replace="on", action="preview")
    assert "in place of the one that is there" in page


def test_a_version_is_restored(admin: Client) -> None:
    post(admin, IMPORT, 302, text=LAB, action="import")
    post(admin, IMPORT, 302, text=LAB + "start: now-6h", replace="on", action="import")
    page = admin.get("/d/lab/versions/").content.decode()
    assert re.findall(r"Version (\d+)", page) == ["2", "1"]
    post(admin, "/d/lab/versions/", 302, number="1", version="2")
    assert Dashboard.objects.get().start == "now-1h"
    stale = post(admin, "/d/lab/versions/", 200, number="1", version="2")
    assert "has changed meanwhile and is at version 3" in stale


def test_a_version_by_a_token_is_said_to_be_a_program_s(admin: Client) -> None:
    post(admin, IMPORT, 302, text=LAB, action="import")
    DashboardVersion.objects.update(author="token")
    page = admin.get("/d/lab/versions/").content.decode()
    assert "· A program" in page
    assert "· token" not in page


@pytest.mark.parametrize("path", [IMPORT, "/d/lab/versions/"])
def test_only_those_who_may_change_dashboards_come_in(path: str) -> None:
    client = Client(headers={"host": "localhost"})
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    client.force_login(User.objects.create_user("bob"))
    response = client.get(path)
    assert response.status_code == 403
    assert "You may not do this" in response.content.decode()


def test_an_unknown_dashboard_has_no_versions(admin: Client) -> None:
    assert admin.get("/d/none/versions/").status_code == 404
