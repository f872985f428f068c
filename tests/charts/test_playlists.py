import pytest
from django.contrib.auth.models import User
from django.test import Client

from charts import playlists
from charts.models import Dashboard, Playlist
from timeseries.errors import BadRequest

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("static_files"),
]


@pytest.fixture
def admin() -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.fixture(autouse=True)
def boards() -> None:
    for slug in ("air", "water"):
        Dashboard.objects.create(slug=slug, title=slug.title())


def entries() -> list[tuple[str, int]]:
    found = playlists.described("hall")["entries"]
    return [(one["slug"], one["seconds"]) for one in found]


def save(client: Client, action: str, *rows: tuple[str, str], title: str = "Hall") -> str:
    slugs, seconds = [slug for slug, _ in rows], [time for _, time in rows]
    given = {"title": title, "action": action, "dashboard": slugs, "seconds": seconds}
    response = client.post("/playlists/hall/", given)
    return response.content.decode()


def test_a_playlist_is_named_filled_ordered_and_deleted(admin: Client) -> None:
    response = admin.post("/playlists/", {"title": "Hall"})
    assert response["Location"] == "/playlists/hall/"
    save(admin, "add", ("air", "10"), ("", "30"))
    save(admin, "add", ("air", "10"), ("water", "20"))
    assert entries() == [("air", 10), ("water", 20)]
    save(admin, "up:1", ("air", "10"), ("water", "20"), ("", "30"))
    assert entries() == [("water", 20), ("air", 10)]
    save(admin, "remove:0", ("water", "20"), ("air", "10"))
    assert entries() == [("air", 10)]
    save(admin, "delete")
    assert not Playlist.objects.exists()


def test_what_cannot_be_is_said_and_what_was_typed_stays(admin: Client) -> None:
    admin.post("/playlists/", {"title": "Hall"})
    text = save(admin, "save", ("air", "1"), title="The hall")
    assert "seconds takes a whole number from 5 to 86,400" in text
    assert 'value="The hall"' in text
    assert "There is no dashboard" in save(admin, "save", ("fire", "10"))
    assert entries() == []
    with pytest.raises(BadRequest, match="A title has"):
        playlists.create(" ")


def test_a_deleted_dashboard_leaves_its_playlists(admin: Client) -> None:
    admin.post("/playlists/", {"title": "Hall"})
    save(admin, "save", ("air", "10"), ("water", "20"))
    Dashboard.objects.get(slug="air").delete()
    assert entries() == [("water", 20)]


def test_two_of_one_name_have_two_addresses() -> None:
    assert [playlists.create("Hall").slug for _ in range(2)] == ["hall", "hall-2"]


def test_whoever_may_read_may_play_and_others_change_nothing(admin: Client) -> None:
    admin.post("/playlists/", {"title": "Hall"})
    client = Client(headers={"host": "localhost"})
    assert client.get("/play/hall/").status_code == 200
    assert client.get("/api/playlists/hall").json()["title"] == "Hall"
    assert client.get("/play/none/").status_code == 404
    client.force_login(User.objects.create_user("bob"))
    assert client.get("/playlists/").status_code == 200
    assert client.get("/playlists/hall/").status_code == 403
    assert (
        "You may not add playlists" in client.post("/playlists/", {"title": "x"}).content.decode()
    )
