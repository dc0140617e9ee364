"""From the home of a finance officer and of a centre to every picture, and on to what explains it."""

import pytest

from tests.conftest import service
from tests.journeys.visitor import Region

ASHA, GRAHAM, DEBORAH = "Asha Lindqvist", "Graham Ellery", "Deborah Quill"

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def region(browser, tmp_path_factory):
    with service(tmp_path_factory.mktemp("pictures")) as address:
        region = Region(browser, address)
        yield region
        region.close()


def test_a_finance_officer_goes_from_home_through_every_question(region):
    officer = region.person(GRAHAM)
    officer.go("/").press("2026 to 2027 in pictures")
    officer.reads("Where the money went, 2026 to 2027", "£ excluding VAT")
    for question, title in (
        ("On track?", "Gains that lasted, further gains and gains lost"),
        ("How far are we?", "From plan to proof"),
        ("When did it come in?", "How the gain came in"),
        ("How sure are we?", "What became of the gains claimed"),
        ("Does the outturn bear it out?", "Claims against the outturn"),
    ):
        officer.press(question).reads(title)


def test_a_figure_of_a_picture_leads_to_its_ledger_entries(region):
    officer = region.person(GRAHAM)
    officer.go("/pictures/2026").press("A4 copier paper")
    officer.reads("Ledger entries").press("Price against quantity, in pictures")
    officer.reads("All councils together", "Price alone, before")


def test_a_loss_is_not_told_by_its_colour(region):
    loser = region.person(DEBORAH)
    loser.go("/pictures/2026").reads("+£1,800.00 (a loss)")
    drawing = loser.page.get_by_role("img", name="Where the money went, 2026 to 2027")
    assert "+£1,800.00 (a loss)" in drawing.first.locator("desc").text_content()


def test_the_centre_sees_who_gained_and_who_lost(region):
    lead = region.person(ASHA)
    lead.go("/").press("See who gained")
    lead.reads("6 of 7 councils have reported", "1 of 6 councils made a loss.")
    lead.press("Bought through the frameworks?").reads("100%")


def test_a_telephone_gets_its_own_drawing(region):
    page = region.person(GRAHAM).page
    for width, shown, hidden in ((390, "narrow", "wide"), (1280, "wide", "narrow")):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/pictures/2026")
        assert page.locator(f".hub-picture__{shown}").first.is_visible()
        assert not page.locator(f".hub-picture__{hidden}").first.is_visible()
        letters = page.locator(f".hub-picture__{shown} text").first.bounding_box()
        assert letters["height"] >= 13
