"""What goes wrong is said where it happened, and can be tried again."""

from playwright.sync_api import Page, Route, expect

from tests.browser.editor import Boards
from tests.browser.panels import Panel
from tests.browser.waiting import until
from tests.browser.witness import Witness

DATA = "**/api/dashboards/co2/data?**"
BROKEN = r"Failed to load resource|ERR_FAILED"
TITLE = "Carbon dioxide in the air"


def test_a_request_that_fails_is_said_in_each_panel_and_tried_again(
    page: Page, witness: Witness
) -> None:
    witness.expect(BROKEN)
    page.route(DATA, lambda route: route.abort("failed"))
    page.goto("/d/co2/")
    panel = Panel(page, TITLE)
    panel.expect_state("error")
    expect(panel.message.locator("p")).to_have_text("The server cannot be reached.")
    expect(page.locator('[data-panel-id][data-state="error"]')).to_have_count(4)
    retry = panel.message.get_by_role("button", name="Try again")
    expect(retry).to_be_visible()
    page.unroute(DATA)
    # By script: a stream that begins now asks again too, and the button is gone.
    retry.evaluate("(button) => button.click()")
    panel.ready()
    expect(panel.message).to_be_hidden()
    expect(page.locator('[data-panel-id][data-state="ready"]')).to_have_count(4)


def test_the_server_s_own_sentence_is_shown(page: Page, witness: Witness) -> None:
    witness.expect(BROKEN)
    sentence = "The database cannot be reached: try again in a moment."
    page.route(
        DATA,
        lambda route: route.fulfill(status=503, json={"error": sentence, "code": "unavailable"}),
    )
    page.goto("/d/co2/")
    expect(Panel(page, TITLE).message.locator("p")).to_have_text(sentence)


def test_a_panel_that_cannot_be_drawn_leaves_the_others_alone(page: Page) -> None:
    def broken(route: Route) -> None:
        answer = route.fetch().json()
        answer["panels"][1] = {"id": answer["panels"][1]["id"], "error": "No such aggregate."}
        route.fulfill(json=answer)

    page.route(DATA, broken)
    page.goto("/d/co2/")
    Panel(page, TITLE).ready()
    change = Panel(page, "Change in each year")
    change.expect_state("error")
    expect(change.message.locator("p")).to_have_text("No such aggregate.")


def test_panels_wait_as_skeletons_of_their_final_size(page: Page) -> None:
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    page.goto("/d/co2/")
    panel = Panel(page, TITLE)
    until(lambda: held, "the request", page)
    panel.expect_state("loading")
    expect(panel.element).to_have_attribute("aria-busy", "true")
    before = panel.element.bounding_box()
    held[0].continue_()
    panel.ready()
    assert panel.element.bounding_box() == before


def test_the_old_curve_stays_until_the_new_one_is_there(page: Page) -> None:
    page.goto("/d/co2/")
    panel = Panel(page, TITLE).ready()
    points, span = panel.curve.points, panel.span
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    panel.drag(0.2, 0.4)
    until(lambda: held, "the request", page)
    expect(panel.element).to_have_attribute("data-dimmed", "")
    panel.expect_state("ready")
    assert (panel.curve.points, panel.span) == (points, span)
    held[0].continue_()
    until(lambda: panel.span != span, "the new curve", page)
    expect(panel.element).not_to_have_attribute("data-dimmed", "")


def test_an_address_that_leads_nowhere_says_so(page: Page, witness: Witness) -> None:
    witness.expect("404")
    page.goto("/d/no-such-dashboard/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="All dashboards").click()
    expect(page.locator(".card-title").first).to_be_visible()


def test_a_page_of_a_deleted_dashboard_says_so_and_stops_asking(
    page: Page, boards: Boards, witness: Witness
) -> None:
    witness.expect(r"404 \(Not Found\) \(\S*/api/(newest|dashboards/gone-soon/data)")
    panel = {"title": "Load", "kind": "line", "queries": [{"series": "machine_load"}]}
    boards("POST", "", {"title": "Gone soon", "panels": [panel]})
    page.goto("/d/gone-soon/")
    shown = Panel(page).ready()
    before = shown.element.bounding_box()
    boards("DELETE", "/gone-soon", **{"If-Match": "*"})
    notice = page.get_by_role("status").filter(has_text="This dashboard was deleted")
    expect(notice.get_by_role("link", name="All dashboards")).to_have_attribute("href", "/")
    asked = len(witness.requests)
    page.wait_for_timeout(1500)
    assert len(witness.requests) == asked
    shown.expect_state("ready")
    assert shown.element.bounding_box() == before
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
