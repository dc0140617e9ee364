"""A year of gains from an outside reviewer's question to a signed statement, and from its total back to
one invoice line, each step by its own person of West Berkshire at a browser."""

import subprocess
import sys
import zipfile

import pytest

from tests.conftest import service
from tests.journeys.visitor import Region

YEAR = "2026 to 2027"
PAPER = "A4 copier paper, 80 gsm, white, 500 sheets"
REVIEWER, BUYER, OFFICER = "Norah Ashby", "Martin Frayne", "Robert Tennant"
LEADER, CHIEF_EXECUTIVE, AUDITOR = "Jean Barlow", "Thomas Weir", "Edmund Price"


@pytest.fixture(scope="module")
def region(browser, tmp_path_factory):
    with service(tmp_path_factory.mktemp("gains"), HUB_DEMONSTRATION="yes") as address:
        region = Region(browser, address)
        yield region
        region.close()


@pytest.mark.journey
def test_a_year_of_gains_is_questioned_signed_filed_and_walked(region, tmp_path):
    question(region)
    cannot_be_signed_yet(region)
    answer(region)
    close(region)
    accept_and_sign(region)
    file_the_statement(region)
    walk(region)
    check_the_pack(region, tmp_path)
    agree_a_price(region)


def question(region):
    reviewer = region.person(REVIEWER).go("/").press("Question a gain").press(PAPER)
    reviewer.reads("Grade", "£3.55", "Quality").press("Question this gain")
    reviewer.press("Send the question").reads("There is a problem")
    reviewer.fill("Your question", "Was the old price not already due to fall?").press("Send the question")
    reviewer.reads("Was the old price not already due to fall?", "Norah Ashby")


def cannot_be_signed_yet(region):
    officer = region.person(OFFICER).go("/").press(f"Gains of {YEAR}")
    officer.reads("Every challenge has been answered", "Not yet")


def answer(region):
    buyer = region.person(BUYER).go("/").press(f"{PAPER}, {YEAR}")
    buyer.fill("Your answer", "The contract ran to 2029 at £3.55, and its clause allowed no review.")
    buyer.press("Send the answer").reads("its clause allowed no review")


def close(region):
    reviewer = region.person(REVIEWER).go("/gains/challenges").press(PAPER)
    reviewer.reads("its clause allowed no review").press("Close the challenge").reads("There is a problem")
    reviewer.fill("Why is the challenge closed?", "The clause is in the file.").press("Close the challenge")
    reviewer.reads("Closed")


def accept_and_sign(region):
    officer = region.person(OFFICER).go("/").press("Go through the gains one by one")
    officer.choose(f"Accept {PAPER}").press("Accept the ticked gains").reads("£1,170").press("Accept")
    officer.go("/gains/desk").press("Record it").choose("Reinvested in services")
    officer.fill("Where is it reinvested", "Two more mornings at the mobile library")
    officer.fill("Reference of the budget movement", "V-WBK-9").press("Record the release")
    officer.go("/").press(f"Gains of {YEAR}").press("Sign off these gains")
    officer.choose("Accept these gains").fill("Reason", "Agreed to invoices and the budget.")
    officer.press("Record your decision").reads("Signed off by")


def file_the_statement(region):
    officer = region.person(OFFICER).go("/statements/2026/aes-backward-look").reads("£1,170")
    officer.press("Submit this statement").press("Submit version 1").reads("ersion 1")
    for name in (LEADER, CHIEF_EXECUTIVE, OFFICER):
        signer = region.person(name).go("/").press(f"Backward look {YEAR}")
        signer.reads("£1,170").press("Sign this version").press("Sign version 1").reads(name)


def walk(region):
    """From the statement's total to the invoice line in at most four clicks."""
    auditor = region.person(AUDITOR).go("/statements/2026/aes-backward-look").reads("3 of 3 have signed")
    auditor.enter("1,170").enter(PAPER).press("Entry")
    auditor.reads("Invoice", "£3.42", "£3.55", "What was received", "Bid by", "Signed off by Robert Tennant")


def check_the_pack(region, tmp_path):
    """The auditor checks the evidence pack without the service, by the program that lies in it."""
    auditor = region.person(AUDITOR).go("/statements/2026/aes-backward-look").press("Evidence pack")
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("button", name="Make the pack").click()
    with zipfile.ZipFile(download.value.path()) as pack:
        pack.extractall(tmp_path)
    [verifier] = tmp_path.rglob("verify.py")
    checked = subprocess.run(
        [sys.executable, verifier.name], cwd=verifier.parent, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def agree_a_price(region):
    """A price that changes in mid-term waits at its supplier's home."""
    carol = region.person("Carol Heaton").go("/").press("£3.49 instead of £3.42")
    carol.reads("Clause 9", "1 August 2027").press("Agree to the new price").reads("£3.49")
