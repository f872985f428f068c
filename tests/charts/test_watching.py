"""The folder that is watched, looked at as the server does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from charts import editing
from charts.definition import Definition
from charts.folder import Folder
from charts.models import Dashboard, WatchedFile
from charts.watching import WRITTEN_SECONDS, Watch

pytestmark = pytest.mark.django_db(transaction=True)

LAB = """\
slug: lab
title: The lab
panels:
- title: Air
  kind: line
  unit: °C
"""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A folder, and a server's watch over it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = Clock()
        self.watch = self.begin()

    def begin(self, write_back: bool = False) -> Watch:
        self.watch = Watch(Folder(self.path), write_back, self.clock)
        return self.watch

    def put(self, text: str, name: str = "lab.yaml") -> None:
        place = self.path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def look(self) -> None:
        """Until all has settled."""
        for _ in range(3):
            self.watch.look()
            self.clock.now += WRITTEN_SECONDS
        self.watch.look()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Watched]:
    yield Watched(tmp_path)


def dashboard() -> Dashboard:
    return Dashboard.objects.get(slug="lab")


def state(name: str = "lab.yaml") -> str:
    return WatchedFile.objects.get(path=name).state


def rename(title: str) -> None:
    """As the page does it."""
    page = editing.found_definition("lab")
    document = {**page.as_document(), "title": title}
    editing.change("lab", None, Definition.of(document), "ada")


def test_a_file_makes_its_dashboard_and_changes_it(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    assert [panel.unit for panel in dashboard().panels.all()] == ["°C"]
    folder.put(LAB.replace("The lab", "Laboratory"))
    folder.look()
    assert (dashboard().title, state()) == ("Laboratory", "same")
    assert dashboard().versions.order_by("number").values_list("author", flat=True)[0] == (
        "file lab.yaml"
    )


def test_a_file_that_says_the_same_makes_no_version(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    version = dashboard().version
    folder.put(LAB + "\n")
    folder.look()
    assert dashboard().version == version


def test_files_lie_in_folders_of_folders_as_yaml_and_json(folder: Watched) -> None:
    folder.put('{"title": "Cellar"}', "House/cellar.json")
    folder.put("title: Attic", "House/attic.yml")
    folder.put("no dashboard", "House/README.md")
    folder.put("title: Hidden", ".git/hidden.yaml")
    folder.look()
    assert set(Dashboard.objects.values_list("slug", "title")) == {
        ("cellar", "Cellar"),
        ("attic", "Attic"),
    }


def test_a_file_is_read_only_when_it_has_settled(folder: Watched) -> None:
    folder.put(LAB)
    folder.watch.look()
    assert not Dashboard.objects.exists()
    folder.put(LAB.replace("The lab", "The large lab"))
    folder.watch.look()
    assert not Dashboard.objects.exists()
    folder.watch.look()
    assert dashboard().title == "The large lab"


def test_half_a_file_is_read_again(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    folder.put('slug: lab\ntitle: "Half')
    folder.watch.look()
    folder.watch.look()
    assert state() == "same"
    folder.put('slug: lab\ntitle: "Half of it"')
    folder.look()
    assert (dashboard().title, state()) == ("Half of it", "same")


def test_a_broken_file_is_told_with_its_place_and_changes_nothing(
    folder: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    folder.put(LAB)
    folder.look()
    folder.put(LAB.replace("kind: line", "kind: [line"))
    folder.look()
    row = WatchedFile.objects.get()
    assert row.state == "broken"
    assert "line 6, column 7" in row.problem
    assert dashboard().panels.count() == 1
    told = [record for record in caplog.records if "cannot be taken" in record.message]
    assert len(told) == 1
    assert "lab.yaml" in told[0].message
    folder.put(LAB.replace("kind: line", "kind: pie"))
    folder.look()
    assert "panels[0].kind: takes one of" in WatchedFile.objects.get().problem
    folder.put(LAB.replace("The lab", "Mended"))
    folder.look()
    assert (dashboard().title, state()) == ("Mended", "same")


def test_a_file_that_goes_leaves_its_dashboard(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    (folder.path / "lab.yaml").unlink()
    folder.look()
    assert (dashboard().title, state()) == ("The lab", "gone")
    folder.put(LAB.replace("The lab", "Here again"))
    folder.look()
    assert (dashboard().title, state()) == ("Here again", "same")


def test_a_file_that_is_renamed_keeps_its_dashboard(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    (folder.path / "lab.yaml").rename(folder.path / "laboratory.yaml")
    folder.look()
    assert list(WatchedFile.objects.values_list("path", "state")) == [("laboratory.yaml", "same")]


def test_a_change_in_the_page_stays_out_of_the_file_where_nothing_is_written(
    folder: Watched,
) -> None:
    folder.put(LAB)
    folder.look()
    rename("Page")
    folder.look()
    assert state() == "ahead"
    assert (folder.path / "lab.yaml").read_text(encoding="utf-8") == LAB


def test_a_change_in_the_page_is_written_back_and_changes_its_line_alone(folder: Watched) -> None:
    folder.begin(write_back=True)
    folder.put(f"# Ours\n\n{LAB}")
    folder.look()
    rename("Page")
    folder.look()
    text = (folder.path / "lab.yaml").read_text(encoding="utf-8")
    assert text == f"# Ours\n\n{LAB.replace('The lab', 'Page')}"
    assert state() == "same"
    assert [one.name for one in folder.path.iterdir()] == ["lab.yaml"]


def test_a_change_on_both_sides_is_left_to_somebody_who_chooses(folder: Watched) -> None:
    folder.begin(write_back=True)
    folder.put(LAB)
    folder.look()
    changed = LAB.replace("The lab", "File")
    folder.put(changed)
    rename("Page")
    folder.look()
    row = WatchedFile.objects.get()
    assert (row.state, row.base["title"]) == ("conflict", "The lab")
    assert dashboard().title == "Page"
    assert (folder.path / "lab.yaml").read_text(encoding="utf-8") == changed


def test_a_dashboard_that_was_there_before_is_written_over_by_nobody(folder: Watched) -> None:
    editing.create(Definition.of({"slug": "lab", "title": "Mine"}), "ada")
    folder.put(LAB)
    folder.look()
    assert (dashboard().title, state()) == ("Mine", "conflict")


def test_a_dashboard_that_is_deleted_comes_again_only_when_its_file_changes(
    folder: Watched,
) -> None:
    folder.put(LAB)
    folder.look()
    editing.delete("lab", None)
    folder.look()
    folder.begin()
    folder.look()
    assert not Dashboard.objects.exists()
    assert state() == "deleted"
    folder.put(LAB.replace("The lab", "Again"))
    folder.look()
    assert (dashboard().title, state()) == ("Again", "same")


def test_two_files_of_one_dashboard_are_no_quarrel(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    folder.put(LAB.replace("The lab", "Other"), "other.yaml")
    folder.look()
    assert (dashboard().title, state(), state("other.yaml")) == ("The lab", "same", "broken")
    assert "lab.yaml has the dashboard lab already" in WatchedFile.objects.get(
        path="other.yaml"
    ).problem  # fmt: skip


def test_a_file_renames_its_dashboard(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    folder.put(LAB.replace("slug: lab", "slug: laboratory"))
    folder.look()
    assert [one.slug for one in Dashboard.objects.all()] == ["laboratory"]


def test_nothing_is_new_after_the_server_has_started_again(folder: Watched) -> None:
    folder.put(LAB)
    folder.look()
    version = dashboard().version
    folder.begin()
    folder.look()
    assert (dashboard().version, state()) == (version, "same")
