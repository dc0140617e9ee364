"""From six councils' demand to a signed savings statement, each step by its own person at a
browser, on the demonstration's people and an otherwise empty database."""

from datetime import timedelta

import pytest

from procurement_hub.core.calendar import is_office_day
from tests.conftest import service
from tests.journeys.visitor import Region

COUNCILS = {
    "Priya Raman": ("12000", "4.10"),
    "Helen Marsh": ("9000", "3.85"),
    "Daniel Osei": ("8000", "4.40"),
    "Chloe Bennett": ("20000", "3.60"),
    "Martin Frayne": ("14000", "3.55"),
    "Samina Akhtar": ("15000", "3.30"),
}
AUTHORITIES = [
    "Bracknell Forest Council",
    "Reading Borough Council",
    "Royal Borough of Windsor and Maidenhead",
    "Slough Borough Council",
    "West Berkshire Council",
    "Wokingham Borough Council",
]
BIDS = {
    "James Purcell": [("1", "3.60"), ("75000", "3.48")],
    "Nadia Rossi": [("1", "4.20"), ("50000", "3.62")],
    "Carol Heaton": [("1", "3.71"), ("50000", "3.55"), ("75000", "3.42"), ("100000", "3.29")],
    "Owen Leaf": [("1", "3.00")],
}
SCORES = {
    "Ruth Pemberton": {"Carol": (4, 3), "James": (3, 4), "Nadia": (3, 5)},
    "Imran Shah": {"Carol": (5, 3), "James": (3, 4), "Nadia": (4, 5)},
}
AGREED = {"Pennine": (4, 3), "Albion": (3, 4), "Thames": (3, 5)}
ORDERS = [
    ("Priya Raman", "Peter Langridge", "11500"),
    ("Helen Marsh", "Olivia Grant", "9200"),
    ("Daniel Osei", "Yusuf Demir", "8000"),
    ("Chloe Bennett", "Margaret Doyle", "20500"),
    ("Martin Frayne", "Alan Pritchard", "9000"),
    ("Samina Akhtar", "Kavita Nair", "15000"),
]
FINANCE = [
    ("Priya Raman", "Graham Ellery", "7820"),
    ("Helen Marsh", "Susan Whitlock", "3870"),
    ("Daniel Osei", "Neil Abara", "7840"),
    ("Chloe Bennett", "Jackie Holt", "3600"),
    ("Samina Akhtar", "Deborah Quill", None),
]
LEAD, OPENER = "Asha Lindqvist", "Tom Okafor"


@pytest.fixture(scope="module")
def region(browser, tmp_path_factory):
    with service(tmp_path_factory.mktemp("journey"), HUB_DEMONSTRATION="people") as address:
        region = Region(browser, address)
        yield region
        region.close()


@pytest.mark.journey
def test_copier_paper_goes_from_demand_to_a_signed_statement(region):
    today = region.person(LEAD).today()
    round_ = open_a_round(region, today + timedelta(days=30))
    for buyer, (quantity, price) in COUNCILS.items():
        register(region, buyer, round_, quantity, price, today - timedelta(days=20))
    close_the_round(region, round_)
    framework = draft(region, today + timedelta(days=90))
    deadline = working_day(today + timedelta(days=30))
    tender = publish(region, framework, deadline)
    question_and_answer(region, tender)
    for bidder, tiers in BIDS.items():
        bid(region, bidder, tender, tiers)
    replace_and_withdraw(region, tender)
    region.person(LEAD).go(f"/tenders/{tender}/opening").reads("nobody can open the box")
    region.person(LEAD).move_clock(deadline, "12:30pm")
    open_the_bids(region, tender)
    for evaluator, scores in SCORES.items():
        score(region, evaluator, tender, scores)
    award(region, tender)
    region.person("James Purcell").go("/evaluations/results").press("Copier paper framework").reads("85.97")
    sign(region, today, framework)
    orders = [order(region, *line) for line in ORDERS]
    refuse_at_the_ceiling(region)
    for number, (buyer, _, quantity) in zip(orders, ORDERS, strict=True):
        deliver_and_invoice(region, buyer, number, quantity)
    last_day = last_day_of_financial_year(region.person(LEAD).today())
    year = f"{last_day.year - 1} to {last_day.year}"
    region.person(LEAD).move_clock(last_day + timedelta(days=6))
    for buyer, officer, cashable in FINANCE:
        sign_off(region, year, buyer, officer, cashable)
    walk(region, year)
    region.person(LEAD).go("/gains/memo").reads(year, "£22,676.00")
    region.person("Grace Holloway").go("/audit-trail").reads("Publish award notice")
    for path in ("/", "/tenders", f"/tenders/{tender}", "/frameworks/register", "/accessibility-statement"):
        region.anybody().go(path)


def open_a_round(region, closes_on):
    lead = region.person(LEAD).go("/demand-rounds").press("Open a demand round")
    lead.press("Open the round").reads("There is a problem", "Enter a title for the round")
    lead.fill("Title", "Copier paper").day("Closing date", closes_on)
    lead.fill("Reference", "A4-80").fill("What it is", "A4 copier paper, 80 gsm, white, 500 sheets")
    lead.fill("Unit", "ream").fill("Find a CPV code", "paper").press("Search CPV codes").reads("30197643-5")
    lead.fill("CPV code", "30197643-5").press("Open the round").reads("Copier paper")
    return lead.number_in_address()


def register(region, buyer, round_, quantity, price, price_date):
    who = region.person(buyer).go("/").press("Copier paper").press("Register")
    who.choose("Firm").fill("Quantity needed in a year", "-5").press("Register this demand").reads(
        "There is a problem"
    )
    who.fill("Quantity needed in a year", quantity).fill("What you pay now for one", price)
    who.day("Date of that price", price_date).fill("How many you buy in a year now", quantity)
    who.fill("Who supplies it now", "Present supplier").fill("What shows the price", "Invoice 17")
    who.page.get_by_label("A copy of it").set_input_files(
        {"name": "invoice.txt", "mimeType": "text/plain", "buffer": b"A4 paper, one ream"}
    )
    who.press("Register this demand").reads("firm")


def close_the_round(region, round_):
    lead = region.person(LEAD).go(f"/demand-rounds/{round_}").reads("78,000").press("Close the round")
    lead.press("Close the round").reads("Closed", "78,000").go(f"/demand-rounds/{round_}/baselines")
    lead.reads("£4.10", "£3.30", LEAD)


def draft(region, starts_on):
    lead = region.person(LEAD).go("/frameworks/new").press("Draft from this round")
    lead.fill("Title", "Copier paper framework").day("First day", starts_on)
    too_late = starts_on.replace(year=starts_on.year + 4)
    lead.day("Last day", too_late).fill("Estimated value of the framework, including VAT", "400,000")
    lead.fill("VAT rate", "20").fill("Levy on orders", "1")
    for authority in AUTHORITIES:
        lead.choose(authority)
    lead.press("Save the draft").reads("section 47")
    lead.day("Last day", too_late - timedelta(days=1)).press("Save the draft")
    lead.reads("Copier paper framework", "Draft")
    return lead.number_in_address()


def working_day(day):
    """That day, or the next on which a tender may close."""
    while not is_office_day(day):
        day += timedelta(days=1)
    return day


def publish(region, framework, deadline):
    lead = region.person(LEAD).go(f"/frameworks/{framework}").press("Publish the tender")
    lead.fill("Weight of price", "55").fill("Quality criterion", "Quality")
    for number, (question, weight) in enumerate((("Delivery to every site", 25), ("Environment", 15))):
        lead.page.get_by_label("Question", exact=True).nth(number).fill(question)
        lead.page.get_by_label("Weight", exact=True).nth(number).fill(str(weight))
    lead.moment("Deadline for bids", deadline, "12 noon").press("Publish the tender")
    lead.reads("Weights add up to 95%. They must add up to 100%.")
    lead.fill("Weight of price", "60").moment("Deadline for bids", lead.today(), "11:59pm")
    lead.press("Publish the tender").reads("25 days")
    lead.moment("Deadline for bids", deadline, "12 noon").press("Publish the tender")
    lead.reads("12 noon")
    return lead.number_in_address()


def question_and_answer(region, tender):
    asker = region.person("James Purcell").go(f"/tenders/{tender}").press("Ask a question")
    asker.fill("Your question", "May reams come in boxes of five?").press("Continue")
    asker.reads("Your name is not shown").press("Send the question")
    lead = region.person(LEAD).go(f"/tenders/{tender}").press("Answer C1")
    lead.fill("Answer", "Yes. Prices stay per ream.").press("Publish the answer")
    public = region.anybody().go(f"/tenders/{tender}")
    public.reads("May reams come in boxes of five?", "Prices stay per ream")
    assert "Albion" not in public.page.inner_text("main")


def declare(who, name):
    """Once, for all of a supplier's bids: no exclusion ground applies."""
    who.go("/exclusions/declaration").press("Make your declaration")
    for none in who.page.get_by_label("None of these").all():
        none.check()
    who.press("Save and continue").press("Save and continue")
    who.fill("Your full name", name).choose("I am authorised to declare this")
    who.press("Confirm the declaration")


def bid(region, bidder, tender, tiers):
    declare(region.person(bidder), bidder)
    who = region.person(bidder).go(f"/tenders/{tender}").press("Your bid", exact=True)
    who.press("Delivery to every site")
    who.fill("Your answer", f"{bidder} delivers to each site within two working days.").press("Mark complete")
    who.press("Check and submit").reads("Still missing").press("Change the bid").press("Environment")
    who.fill("Your answer", "Carbon is measured and two trainees start each year.").press("Mark complete")
    who.press("Prices", exact=True)
    for number, (from_quantity, price) in enumerate(tiers):
        if number:
            who.press("Add a tier")
        who.page.get_by_label("From quantity").nth(number).fill(from_quantity)
        who.page.get_by_label("Price for one").nth(number).fill(price)
    who.press("Mark complete").press("Check and submit").press("Submit").reads("SHA-256")


def replace_and_withdraw(region, tender):
    owen = region.person("Owen Leaf").go(f"/tenders/{tender}/bid").press("Withdraw")
    owen.press("Continue").reads("There is a problem").choose("Yes").press("Continue").reads("ithdrawn")
    nadia = region.person("Nadia Rossi").go(f"/tenders/{tender}/bid").press("Prices", exact=True)
    nadia.page.get_by_label("Price for one").nth(0).fill("3.95")
    nadia.press("Mark complete").reads("Your later changes are not in it")
    nadia.press("Check and submit").press("Submit").reads("SHA-256")


def open_the_bids(region, tender):
    region.person(LEAD).go(f"/tenders/{tender}/opening").press("Start the opening")
    assert region.person(LEAD).page.get_by_role("button", name="Confirm").count() == 0
    opener = region.person(OPENER).go(f"/tenders/{tender}/opening").press("Confirm and open the bids")
    opener.reads("Pennine Paper Ltd", "Albion Office Supplies Ltd", "Thames Valley Stationers CIC")
    assert "Late Leaf" not in opener.page.inner_text("main")


def score(region, evaluator, tender, scores):
    who = region.person(evaluator).go("/evaluations/").press("Copier paper framework")
    who.choose("No", exact=True).press("Declare")
    for _ in scores:
        who.go(f"/evaluations/{tender}").press("Score Bidder")
        answer = who.page.locator(".hub-answer").first.inner_text()
        marks = next(marks for bidder, marks in scores.items() if bidder in answer)
        for number, mark in enumerate(marks):
            who.page.get_by_label("Your score").nth(number).fill(str(mark))
            who.page.get_by_label("Your reason").nth(number).fill("The plan names routes, days and contacts.")
        who.press("Save all scores on this page")
    assert "Pennine" not in who.page.inner_text("main")


def award(region, tender):
    lead = region.person(LEAD)
    for _ in AGREED:
        lead.go(f"/evaluations/{tender}").press("Agree scores of")
        heading = lead.page.inner_text("h1")
        marks = next(marks for supplier, marks in AGREED.items() if supplier in heading)
        for number, mark in enumerate(marks):
            lead.page.get_by_label("Agreed score").nth(number).fill(str(mark))
            lead.page.get_by_label("What the bidder reads").nth(number).fill("Routes and days are named.")
        lead.press("Agree all scores on this page")
    lead.go(f"/evaluations/{tender}").press("Recommend").press("Rank the bids and recommend the award")
    lead.reads("89.00", "86.69", "85.97")
    lead.go(f"/evaluations/{tender}").press("Release").press("Release all 3 summaries now")
    lead.go(f"/evaluations/{tender}").press("award notice")
    lead.fill("Reference of the contract award notice", "2027-000001").press("Record the notice and award")


def sign(region, today, framework):
    carol = region.person("Carol Heaton").go("/frameworks/agreements").press("Copier paper framework")
    carol.reads("standstill")
    region.person(LEAD).move_clock(region.person(LEAD).today() + timedelta(days=16))
    carol.go("/frameworks/agreements").press("Copier paper framework").press("Read and sign")
    carol.choose("I am authorised").press("Sign the agreement")
    lead = region.person(LEAD).go(f"/frameworks/{framework}")
    lead.press("Agreement with").press("Read and countersign")
    lead.choose("I am authorised").press("Countersign the agreement").reads("In force")
    buyer = region.person("Priya Raman").go(f"/frameworks/{framework}")
    buyer.reads("You can call off from it then")
    region.person(LEAD).move_clock(today + timedelta(days=91))


def order(region, buyer, approver, quantity):
    who = region.person(buyer).go("/orders/new").press("Copier paper framework").fill("Quantity", quantity)
    who.fill("Budget code", "1001").press("Continue").reads("including VAT").press("Place the order")
    number = who.number_in_address()
    region.person(approver).go("/").press("Order PO").press("Approve the order").reads("Approved")
    region.person("Carol Heaton").go(f"/orders/{number}").press("Accept the order").reads("Accepted")
    return number


def refuse_at_the_ceiling(region):
    who = (
        region.person("Chloe Bennett")
        .go("/orders/new")
        .press("Copier paper framework")
        .fill("Quantity", "30000")
    )
    who.fill("Budget code", "1001").press("Continue").reads("There is a problem", "£400,000")


def deliver_and_invoice(region, buyer, number, quantity):
    who = region.person(buyer).go(f"/orders/{number}").press("Record what came")
    who.fill("Quantity", quantity).press("Record what came")
    carol = region.person("Carol Heaton").go(f"/orders/{number}").press("Invoice what was received")
    carol.fill("Invoice number", f"PEN-{number}").fill("Unit price, excluding VAT", "3.50")
    carol.press("Send the invoice").reads("There is a problem", "£3.42")
    carol.fill("Unit price, excluding VAT", "3.42").press("Send the invoice").reads("Complete")


def sign_off(region, year, buyer, officer, cashable):
    who = region.person(buyer).go("/gains/").press(year).press("Record a quality check")
    who.fill("What was measured", "Orders delivered in full within two working days (%)")
    who.choose("Higher is better").fill("Before", "96").fill("Now", "98").fill("Tolerance", "1")
    who.press("Record the quality check").reads("96")
    chief = region.person(officer).go("/").press("Gains of")
    if cashable:
        chief.press("Record the budget released").fill("Amount taken out of the budget", cashable)
        chief.choose("Reinvested in services").fill("Reference of the budget movement", "V-1")
        chief.press("Record the release")
    chief.press("Sign off these gains").choose("Accept these gains")
    chief.fill("Reason", "Agreed to invoices and the budget.").press("Record your decision")
    chief.reads("Signed off by")


def walk(region, year):
    """From the signed statement to the invoice line and the baseline's evidence."""
    chief = region.person("Graham Ellery").go("/gains/").press(year).press("Statement for")
    chief.reads("£7,820").enter("7,820").enter("A4 copier paper").press("Entry")
    chief.reads("PEN-", "£4.10", "£3.42", "Evidence")
    with chief.page.expect_download() as evidence:
        chief.page.get_by_role("link", name="invoice.txt").click()
    assert evidence.value.path().read_bytes() == b"A4 paper, one ream"
    for kind in ("PDF", "Excel", "CSV"):
        chief.go("/gains/").press(year).press("Statement for")
        with chief.page.expect_download() as download:
            chief.page.get_by_role("link", name=kind).first.click()
        assert download.value.path().stat().st_size > 200


def last_day_of_financial_year(day):
    return day.replace(year=day.year + (day.month > 3), month=3, day=31)
