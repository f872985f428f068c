from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

from charts import editing
from charts.definition import Definition
from charts.models import Dashboard, WatchedFile
from tests.charts.test_watching import LAB, Watched, rename, state

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]

MERGE, FILES = "/d/lab/merge/", "/dashboards/files/"


@pytest.fixture
def admin() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Watched]:
    with override_settings(DASHBOARDS_DIR=str(tmp_path)):
        yield Watched(tmp_path)


@pytest.fixture
def conflict(folder: Watched) -> Watched:
    folder.put(LAB)
    folder.look()
    folder.put(LAB.replace("The lab", "File").replace("°C", "K"))
    rename("Page")
    folder.look()
    return folder


def page(client: Client, path: str, **fields: str) -> str:
    response = client.post(path, fields) if fields else client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def seen(client: Client) -> str:
    return page(client, MERGE).partition('name="seen" value="')[2].partition('"')[0]


def test_all_three_sides_stand_beside_each_other(admin: Client, conflict: Watched) -> None:
    text = page(admin, MERGE)
    for side in ("The lab", "File", "Page"):
        assert f">{side}</pre>" in text
    assert text.count("both have changed it") == 1
    assert 'value="file" checked' in text.partition("panels[0].unit")[2].partition("</fieldset>")[0]
    assert "1 difference is not chosen yet" in text


def test_the_result_follows_the_choices(admin: Client, conflict: Watched) -> None:
    part = admin.post(MERGE, {"choice:title": "file"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "title: File" in text
    assert "unit: K" in text
    assert "<html" not in text


def test_what_was_chosen_is_saved_in_the_page_and_the_file(
    admin: Client, conflict: Watched
) -> None:
    response = admin.post(
        MERGE,
        {"seen": seen(admin), "choice:title": "page", "write": "on", "save": "save"},
    )
    assert response["Location"] == "/d/lab/"
    text = (conflict.path / "lab.yaml").read_text(encoding="utf-8")
    assert text == LAB.replace("The lab", "Page").replace("°C", "K")
    assert [panel.unit for panel in Dashboard.objects.get().panels.all()] == ["K"]
    conflict.look()
    assert state() == "same"


def test_the_file_is_left_alone_where_that_is_not_ticked(admin: Client, conflict: Watched) -> None:
    admin.post(MERGE, {"seen": seen(admin), "choice:title": "page", "save": "save"})
    conflict.look()
    assert state() == "ahead"
    assert "title: File" in (conflict.path / "lab.yaml").read_text(encoding="utf-8")


def test_nothing_is_saved_of_what_has_changed_meanwhile(admin: Client, conflict: Watched) -> None:
    before = seen(admin)
    rename("Another page")
    text = page(admin, MERGE, **{"seen": before, "choice:title": "page", "save": "save"})
    assert "has changed meanwhile: choose again" in text


def test_each_field_that_both_have_changed_is_to_be_chosen(
    admin: Client, conflict: Watched
) -> None:
    assert "choose for each of them" in page(admin, MERGE, seen=seen(admin), save="save")


def test_a_broken_file_says_so_in_place_of_sides(admin: Client, conflict: Watched) -> None:
    conflict.put("title: [")
    assert "The file cannot be read" in page(admin, MERGE)


def test_every_state_of_a_file_says_what_can_be_done(admin: Client, conflict: Watched) -> None:
    editing.create(Definition.of({"slug": "other", "title": "Other"}), "ada")
    text = page(admin, FILES)
    assert "the file and the page have both changed" in text
    assert "Keep Other in a file" in text
    admin.post(FILES, {"action": "write", "name": "other"})
    assert (conflict.path / "other.yaml").read_text(
        encoding="utf-8"
    ) == "slug: other\ntitle: Other\n"
    (conflict.path / "other.yaml").unlink()
    conflict.look()
    conflict.look()
    assert "the file is gone" in page(admin, FILES)
    admin.post(FILES, {"action": "forget", "name": "other.yaml"})
    assert not WatchedFile.objects.filter(path="other.yaml").exists()
    editing.delete("lab", None)
    conflict.look()
    assert "the dashboard was deleted" in page(admin, FILES)
    admin.post(FILES, {"action": "again", "name": "lab.yaml"})
    assert state() == "same"


def test_without_a_folder_the_page_says_how_to_name_one(admin: Client) -> None:
    assert "DASHBOARDS_DIR=dashboards make run" in page(admin, FILES)


def test_only_those_who_may_change_dashboards_come_in(conflict: Watched) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_user("bob"))
    assert [client.get(path).status_code for path in (MERGE, FILES)] == [403, 403]


def test_whoever_reads_chinese_is_told_in_chinese_what_is_wrong(
    admin: Client, conflict: Watched
) -> None:
    admin.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    refused = page(admin, MERGE, save="save", seen=seen(admin))
    assert "有些字段两边都改过：请逐一选择。" in refused
    conflict.put("slug: lab\ntitle: The lab\npanels: 3\n")
    conflict.look()
    assert "panels：应为：列表，最多 200 个面板。" in page(admin, FILES)
    assert "panels：应为：列表，最多 200 个面板。" in page(admin, MERGE)
