"""Files of a bid in a browser: they go on by themselves when the network is gone for a while, and from
where they stopped when the page was left; and without a script they go with the form."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import service
from tests.journeys.visitor import DESKTOP, Region, Visitor
from tests.tenders.tus import PDF, pdf

TENDER, LOT = 2, 2
NADIA, JAMES, CAROL = "Nadia Rossi", "James Purcell", "Carol Heaton"
MEGABYTE = 1024 * 1024
LONGEST = 60_000  # milliseconds


@pytest.fixture(scope="module")
def region(browser, tmp_path_factory):
    with service(tmp_path_factory.mktemp("uploading")) as address:
        region = Region(browser, address)
        yield region
        region.close()


class Line:
    """The visitor's line to the service: so many megabytes a second, or cut."""

    def __init__(self, visitor: Visitor):
        self.session = visitor.page.context.new_cdp_session(visitor.page)
        self.session.send("Network.enable")

    def carry(self, megabytes: float) -> None:
        self._set(False, int(megabytes * MEGABYTE))

    def cut(self) -> None:
        self._set(True, 0)

    def _set(self, offline: bool, upwards: int) -> None:
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upwards}
        self.session.send("Network.emulateNetworkConditions", conditions)


def page_of(visitor: Visitor, place: int = 0) -> Visitor:
    return visitor.go(f"/tenders/{TENDER}/bid/{LOT}/answers/Q{place + 1}")


def choose(visitor: Visitor, *files) -> None:
    visitor.page.get_by_label("Add files to").set_input_files(list(files))


def row(visitor: Visitor, name: str):
    return visitor.page.locator("[data-sending] > li").filter(has_text=name)


def half_sent(visitor: Visitor, name: str) -> None:
    """Wait until some of the file is there, but not all."""
    expect(row(visitor, name)).to_contain_text(re.compile(r"[1-9][\d.]*MB of [\d.]+MB sent"), timeout=LONGEST)


@pytest.mark.journey
def test_two_files_go_on_by_themselves_after_the_network_was_gone(region, tmp_path):
    nadia = page_of(region.person(NADIA))
    line = Line(nadia)
    line.carry(3)
    for name in ("Method.pdf", "Fleet.pdf"):
        (tmp_path / name).write_bytes(pdf(8 * MEGABYTE))
    choose(nadia, tmp_path / "Method.pdf", tmp_path / "Fleet.pdf")
    half_sent(nadia, "Method.pdf")
    line.cut()
    expect(row(nadia, "Method.pdf")).to_contain_text("The connection is lost", timeout=LONGEST)
    nadia.page.get_by_label("Your answer to").press_sequentially("Written meanwhile.")
    line.carry(50)
    for name in ("Method.pdf", "Fleet.pdf"):
        expect(row(nadia, name)).to_contain_text("it is the same as on your computer", timeout=LONGEST)
        expect(nadia.page.locator("[data-file-list]")).to_contain_text(f"{name} (PDF, 8MB; not scanned")
    expect(nadia.page.get_by_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))).to_be_visible(timeout=LONGEST)
    nadia.said.clear()
    nadia.look()
    page_of(nadia)
    assert nadia.page.get_by_label("Your answer to").input_value() == "Written meanwhile."
    with nadia.page.expect_download() as back:
        nadia.page.get_by_role("link", name="Fleet.pdf").click()
    assert back.value.path().read_bytes() == pdf(8 * MEGABYTE)


@pytest.mark.journey
def test_a_file_goes_on_where_it_stopped_when_the_page_was_left(region, tmp_path):
    james = page_of(region.person(JAMES))
    james.page.on("dialog", lambda dialog: dialog.accept())
    line = Line(james)
    line.carry(3)
    (tmp_path / "Plan.pdf").write_bytes(pdf(10 * MEGABYTE))
    choose(james, tmp_path / "Plan.pdf")
    half_sent(james, "Plan.pdf")
    james.page.reload()
    james.reads("Plan.pdf is not whole", "Choose the same file again")
    offsets = []
    james.page.on(
        "request",
        lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])),
    )
    line.carry(50)
    choose(james, tmp_path / "Plan.pdf")
    expect(row(james, "Plan.pdf")).to_contain_text("it is the same as on your computer", timeout=LONGEST)
    assert offsets[0] > 0
    expect(james.page.get_by_text("is not whole")).to_have_count(0)  # once the list is read again


@pytest.mark.journey
def test_a_file_can_be_paused_and_forgotten_and_is_refused_before_it_is_sent(region, tmp_path):
    carol = page_of(region.person(CAROL), 1)
    line = Line(carol)
    line.carry(3)
    (tmp_path / "Annex.pdf").write_bytes(pdf(10 * MEGABYTE))
    choose(carol, tmp_path / "Annex.pdf")
    half_sent(carol, "Annex.pdf")
    carol.page.get_by_role("button", name="Pause Annex.pdf").click()
    expect(row(carol, "Annex.pdf")).to_contain_text("Paused")
    carol.page.get_by_role("button", name="Go on Annex.pdf").click()
    carol.page.get_by_role("button", name="Stop and forget it Annex.pdf").click()
    expect(row(carol, "Annex.pdf")).to_have_count(0)
    sent = []
    carol.page.on("request", lambda request: sent.append(request.method))
    choose(carol, {"name": "tool.exe", "mimeType": "application/pdf", "buffer": b"MZ"})
    expect(row(carol, "tool.exe")).to_contain_text("files of this kind are not taken")
    assert "POST" not in sent
    line.carry(50)
    choose(carol, {"name": "Wrong.xlsx", "mimeType": "application/pdf", "buffer": PDF})
    expect(row(carol, "Wrong.xlsx")).to_contain_text("is named .xlsx but does not hold one")
    page_of(carol, 1).reads("Wrong.xlsx was not taken")


@pytest.mark.journey
def test_without_a_script_files_go_with_the_form(region):
    owen = Visitor(region, None)
    context = region.browser.new_context(
        base_url=region.address, viewport=DESKTOP, java_script_enabled=False, locale="en-GB"
    )
    owen.page.context.close()
    owen.page = context.new_page()
    owen.page.goto("/account/sign-in")
    owen.page.get_by_role("button", name="Owen Leaf").click()
    owen.page.goto(f"/tenders/{TENDER}/bid/{LOT}/answers/Q1")
    owen.page.get_by_label("Your answer to").fill("In words too.")
    owen.reads("each up to 20MB")
    choose(owen, {"name": "Method.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    owen.page.get_by_role("button", name="Upload").click()
    owen.reads("There is a problem", "does not hold one")
    assert owen.page.get_by_label("Your answer to").input_value() == "In words too."
    choose(owen, {"name": "Method.pdf", "mimeType": "application/pdf", "buffer": PDF})
    owen.page.get_by_role("button", name="Upload").click()
    owen.reads("Uploaded to Q1: Method.pdf", "Method.pdf (PDF, 2KB; not scanned for viruses)")
    owen.page.get_by_text("Move or check").click()
    owen.page.get_by_label("Move it to").select_option("Q2")
    owen.page.get_by_role("button", name=re.compile("^Move")).click()
    owen.reads("Method.pdf now belongs to Q2", "No files yet")
    owen.page.goto(f"/tenders/{TENDER}/bid/{LOT}/answers/Q2")
    owen.page.get_by_role("button", name="Remove Method.pdf").click()
    owen.reads("Method.pdf is removed from Q2")
    context.close()
