"""Bidding in a browser: what is typed is never lost, two colleagues never overwrite each other, and
everything works without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import service
from tests.journeys.visitor import DESKTOP, Region, Visitor

TENDER, LOT = 2, 2
CAROL, PAULA, NADIA, JAMES = "Carol Heaton", "Paula Wray", "Nadia Rossi", "James Purcell"
HOME = f"/tenders/{TENDER}/bid"
TASKS = f".govuk-task-list__link[href^='{HOME}/{LOT}/']"
FIRST_HALF, SECOND_HALF = "We deliver on Mondays and ", "Thursdays, before the children come in."


@pytest.fixture(scope="module")
def region(browser, tmp_path_factory):
    with service(tmp_path_factory.mktemp("bidding")) as address:
        region = Region(browser, address)
        yield region
        region.close()


def answer_page(place: int = 0) -> str:
    return f"/tenders/{TENDER}/bid/{LOT}/answers/Q{place + 1}"


def box(visitor: Visitor):
    return visitor.page.get_by_label("Your answer to")


def saved(visitor: Visitor):
    return visitor.page.get_by_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))


@pytest.mark.journey
def test_what_is_typed_is_saved_by_itself_within_seconds(region):
    nadia = region.person(NADIA).go(answer_page())
    box(nadia).press_sequentially(FIRST_HALF)
    expect(saved(nadia)).to_be_visible()
    nadia.page.reload()
    assert box(nadia).input_value() == FIRST_HALF


@pytest.mark.journey
def test_no_character_is_lost_when_the_session_ends_in_mid_paragraph(region):
    james = region.person(JAMES).go(answer_page())
    box(james).press_sequentially(FIRST_HALF)
    expect(saved(james)).to_be_visible()
    james.page.context.clear_cookies()
    box(james).press_sequentially(SECOND_HALF)
    james.reads("You are signed out. What you typed is kept in this browser")
    james.said.clear()
    james.page.goto("/account/sign-in")
    james.page.get_by_role("button", name=JAMES).click()
    james.go(answer_page()).reads("We put back what you had typed.")
    assert box(james).input_value() == FIRST_HALF + SECOND_HALF
    expect(saved(james)).to_be_visible()
    james.page.reload()
    assert box(james).input_value() == FIRST_HALF + SECOND_HALF


@pytest.mark.journey
def test_what_is_typed_while_the_network_is_gone_is_saved_when_it_is_back(region):
    james = region.person(JAMES).go(answer_page(1))
    james.page.context.set_offline(True)
    box(james).press_sequentially("Typed on a train.")
    james.reads("the service cannot be reached")
    james.page.context.set_offline(False)
    expect(saved(james)).to_be_visible(timeout=15_000)
    james.said.clear()
    james.page.reload()
    assert box(james).input_value() == "Typed on a train."


@pytest.mark.journey
def test_a_browser_that_keeps_nothing_still_saves_to_the_service(region):
    nadia = region.person(NADIA)
    nadia.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    nadia.go(answer_page(1))
    box(nadia).press_sequentially("Kept by the service alone.")
    expect(saved(nadia)).to_be_visible()
    nadia.page.reload()
    assert box(nadia).input_value() == "Kept by the service alone."


@pytest.mark.journey
def test_two_colleagues_on_one_answer_see_both_versions_and_nothing_is_overwritten(region):
    carol, paula = region.person(CAROL).go(answer_page()), region.person(PAULA).go(answer_page())
    box(carol).fill("Carol's words.")
    expect(saved(carol)).to_be_visible()
    box(paula).fill("Paula's words.")
    paula.reads("Carol Heaton saved this after you opened it", "Carol's words.")
    assert box(paula).input_value() == "Paula's words."
    paula.said.clear()
    paula.look()
    box(paula).fill("Carol's words. Paula's words.")
    paula.press("Mark complete")
    carol.go(answer_page())
    assert box(carol).input_value() == "Carol's words. Paula's words."


@pytest.mark.journey
def test_two_colleagues_finish_a_bid_that_goes_into_the_box_by_itself(region):
    carol, paula = region.person(CAROL), region.person(PAULA)
    carol.go(HOME).press("Say who does what")
    carol.page.get_by_label("Prices").select_option(PAULA)
    carol.press("Save").reads(f"{PAULA} looks after this")
    carol.press("Keep it submitted whenever it is complete").choose("I may bind my organisation")
    carol.press("Switch it on").reads("It goes into the box by itself")
    fill_in(carol)
    paula.go(HOME).press("Prices", exact=True)
    price(paula)
    paula.press("Mark complete").reads("Bid received", "SHA-256")
    carol.go(HOME).reads("this bid will be opened")
    carol.go(answer_page())
    box(carol).fill("Half of something new")
    expect(saved(carol)).to_be_visible()
    carol.go(HOME).reads("Your later changes are not in it")


@pytest.mark.journey
def test_a_bid_is_written_and_submitted_without_a_script(region, browser):
    context = browser.new_context(
        base_url=region.address, viewport=DESKTOP, locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/account/sign-in")
    page.get_by_role("button", name=re.compile(NADIA)).click()
    page.goto(HOME)
    for address in page.locator(TASKS).evaluate_all("links => links.map(link => link.pathname)"):
        page.goto(address)
        if address.endswith("/prices"):
            for quantity in page.get_by_label(re.compile("tier 1: from quantity")).all():
                quantity.fill("1")
            for amount in page.get_by_label(re.compile("tier 1: price for one")).all():
                amount.fill("2.50")
        else:
            page.get_by_label("Your answer to").fill("An answer written without a script.")
        page.get_by_role("button", name="Mark complete").click()
        expect(page.locator("body")).to_contain_text("Marked complete")
    page.get_by_role("link", name="Check and submit").first.click()
    page.get_by_role("button", name="Submit this bid").click()
    expect(page.locator("body")).to_contain_text("Bid received")
    context.close()


def fill_in(visitor: Visitor) -> None:
    """Mark every answer complete."""
    visitor.go(HOME)
    for address in visitor.page.locator(TASKS).evaluate_all("links => links.map(link => link.pathname)"):
        if not address.endswith("/prices"):
            visitor.go(address)
            if not box(visitor).input_value():
                box(visitor).fill("Two vans and a spare, and a person who answers the telephone.")
            visitor.press("Mark complete")


def price(visitor: Visitor) -> None:
    """A first tier for every item of the lot."""
    for quantity in visitor.page.get_by_label(re.compile("tier 1: from quantity")).all():
        quantity.fill("1")
    for amount in visitor.page.get_by_label(re.compile("tier 1: price for one")).all():
        amount.fill("2.50")
