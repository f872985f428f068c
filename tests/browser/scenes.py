"""What pictures are taken of: every page, and what opens over it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.staged import Staged

Act = Callable[[Page, Staged], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a picture is taken, and what is done there before."""

    name: str
    path: str
    act: Act | None = None
    signed_in: bool = True
    locale: str = "en-US"
    # On paper, which has no theme and no other size.
    prints: bool = False


def visitor(name: str, path: str, act: Act | None = None) -> Scene:
    return Scene(name, path, act, signed_in=False)


def chinese(name: str, path: str) -> Scene:
    return Scene(f"{name}-zh", path, signed_in=False, locale="zh-CN")


def open_range(page: Page, staged: Staged) -> None:
    page.locator("#range").click()
    page.locator(":popover-open").wait_for()


def open_keys(page: Page, staged: Staged) -> None:
    page.keyboard.press("?")
    page.locator(":popover-open").wait_for()


def open_menu(page: Page, staged: Staged) -> None:
    account = page.get_by_role("button", name="Account")
    account.or_(page.get_by_role("button", name="Menu", exact=True)).click()
    page.locator(":popover-open").wait_for()


def edit_panel(page: Page, staged: Staged) -> None:
    page.locator(".edit-bar").wait_for()
    page.locator('[data-panel-id][data-state="ready"]').first.wait_for()
    # What a pointer finds by hovering, a finger finds by touching the panel.
    page.locator(".grid-stack-item").first.focus()
    page.keyboard.press("Enter")
    page.locator(".panel-form").wait_for()


def open_settings(page: Page, staged: Staged) -> None:
    page.locator(".edit-bar").wait_for()
    page.locator(".edit-bar").get_by_role("button", name="Settings of the dashboard").click()
    page.get_by_role("dialog").wait_for()


def see_both(page: Page, staged: Staged) -> None:
    """Somebody publishes while a draft is open."""
    page.locator(".edit-bar").wait_for()
    edit_panel(page, staged)
    title = page.locator(".panel-form").get_by_label("Title")
    title.fill("Air under the roof, with the window open")
    page.locator(".edit-state").filter(has_text="Draft, saved").wait_for()
    staged.publish_elsewhere()
    page.get_by_role("button", name="See both").click()
    page.get_by_role("dialog").wait_for()


def open_add(page: Page, staged: Staged) -> None:
    page.locator("#add-other").click()
    page.get_by_role("dialog").wait_for()


def open_new(page: Page, staged: Staged) -> None:
    page.locator("#new").click()
    page.get_by_role("dialog").wait_for()


def check_import(page: Page, staged: Staged) -> None:
    page.get_by_label("Or its text").fill(staged.grafana)
    page.get_by_role("button", name="Check").click()
    page.locator(".outcome").wait_for()


def upload(page: Page, staged: Staged) -> None:
    page.locator("#file").set_input_files(staged.greenhouse)
    page.locator("#rows tbody tr").first.wait_for()


def be_told(page: Page, staged: Staged) -> None:
    page.locator(".notice").wait_for()


SCENES = (
    visitor("login", "/accounts/login/"),
    visitor("home", "/"),
    Scene("home-editor", "/"),
    Scene("new-dashboard", "/", open_new),
    visitor("machine", "/d/machine/"),
    visitor("co2", "/d/co2/"),
    visitor("seattle-weather", "/d/seattle-weather/"),
    visitor("range", "/d/co2/", open_range),
    visitor("keys", "/d/co2/", open_keys),
    Scene("menu", "/d/co2/", open_menu),
    visitor("kiosk", "/d/machine/?kiosk"),
    Scene("report", "/d/co2/?kiosk", prints=True),
    visitor(
        "explore",
        '/explore/?series=machine_cpu{core!="total"}&series=machine_load&start=now-5m',
    ),
    Scene("add-to-dashboard", "/explore/?series=machine_load&start=now-5m", open_add),
    visitor("gallery", "/gallery/"),
    visitor("sources", "/sources/"),
    Scene("editor", "/d/attic/?edit"),
    Scene("panel-editor", "/d/attic/?edit", edit_panel),
    Scene("settings", "/d/attic/?edit", open_settings),
    Scene("versions", "/d/attic/versions/"),
    Scene("series", "/series/<series>/"),
    Scene("collectors", "/collectors/"),
    Scene("collector-kinds", "/collectors/new/"),
    Scene("collector", "/collectors/<collector>/"),
    Scene("import", "/import/", upload),
    Scene("dashboard-import", "/dashboards/import/", check_import),
    Scene("files", "/dashboards/files/"),
    Scene("merge", "/d/cellar/merge/"),
    Scene("file-notice", "/d/cellar/", be_told),
    Scene("preferences", "/accounts/preferences/"),
    Scene("playlists", "/playlists/"),
    Scene("playlist", "/playlists/hall/"),
    Scene("play", "/play/hall/"),
    visitor("missing", "/nothing/"),
    chinese("home", "/"),
    chinese("machine", "/d/machine/"),
    chinese("explore", "/explore/"),
    chinese("sources", "/sources/"),
    # The last: whoever edits is told of it.
    Scene("both", "/d/attic/?edit", see_both),
)
