"""People of the demonstration at a browser, and an eye on every page that they meet.

Each page is looked at once, at desktop and phone width: no accessibility violation (WCAG 2.2 AA),
no sideways scrolling, nothing in the browser's console."""

import re
from datetime import date, datetime
from urllib.parse import urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
KIND = """() => [
    document.querySelector("h1").innerText,
    document.querySelectorAll(".govuk-error-summary").length,
    document.querySelectorAll(".hub-header__organisation").length > 0,
    document.querySelectorAll("main form").length,
].join()"""
"""What makes a page one of its kind: its heading, its errors, whether somebody is signed in, its forms."""
PATIENCE = 10_000  # milliseconds
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Region:
    """The people, each in a browser context of their own, and what has been looked at."""

    def __init__(self, browser: Browser, address: str):
        self.browser, self.address = browser, address
        self.people: dict[str, Visitor] = {}
        self.seen: set[tuple] = set()
        self.axe = Axe().axe_script

    def person(self, name: str) -> "Visitor":
        if name not in self.people:
            self.people[name] = Visitor(self, name)
        return self.people[name]

    def anybody(self) -> "Visitor":
        """Somebody from the public, not signed in."""
        return Visitor(self, None)

    def close(self) -> None:
        for visitor in self.people.values():
            visitor.page.context.close()


class Visitor:
    def __init__(self, region: Region, name: str | None):
        self.region = region
        context = region.browser.new_context(
            base_url=region.address, viewport=DESKTOP, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{self.page.url}: {message.text}"))
        if name:
            self.go("/account/sign-in")
            self.page.get_by_role("button", name=re.compile(re.escape(name))).click()
            self.page.wait_for_load_state()
            self.look()

    # --- moving about ---------------------------------------------------------------------------

    def go(self, path: str) -> "Visitor":
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()
        return self

    def press(self, name: str, *, exact: bool = False) -> "Visitor":
        """Press the first link or button of this name."""
        inside = self.page.locator("body")
        link, button = (inside.get_by_role(role, name=name, exact=exact) for role in ("link", "button"))
        link.or_(button).first.click()
        self.page.wait_for_load_state()
        self.look()
        return self

    def enter(self, link: str) -> "Visitor":
        """Follow the first link of this name with the keyboard."""
        self.page.get_by_role("link", name=link).first.press("Enter")
        self.page.wait_for_load_state()
        self.look()
        return self

    # --- filling in -----------------------------------------------------------------------------

    def fill(self, label: str, value) -> "Visitor":
        self.page.get_by_label(label).first.fill(str(value))
        return self

    def choose(self, label: str, *, exact: bool = False) -> "Visitor":
        self.page.get_by_label(label, exact=exact).first.check()
        return self

    def day(self, legend: str, day: date) -> "Visitor":
        boxes = self.page.get_by_role("group", name=legend)
        for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(name).fill(str(value))
        return self

    def moment(self, legend: str, day: date, time: str) -> "Visitor":
        self.day(legend, day)
        self.page.get_by_role("group", name=legend).get_by_label("Time").fill(time)
        return self

    # --- reading --------------------------------------------------------------------------------

    def reads(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def today(self) -> date:
        """The day that the demonstration's clock shows."""
        banner = self.page.get_by_role("region", name="Demonstration").inner_text()
        found = re.search(r"it is (\d+ \w+ \d{4})", banner)
        return datetime.strptime(f"{found[1]} +0000", "%d %B %Y %z").date()

    def move_clock(self, day: date, time: str = "9am") -> "Visitor":
        self.go("/account/demonstration/clock")
        self.moment("Move the clock to", day, time)
        self.page.get_by_role("button", name="Move the clock").click()
        return self.reads("The clock is moved")

    def number_in_address(self) -> int:
        return int(re.findall(r"\d+", urlparse(self.page.url).path)[-1])

    # --- looking --------------------------------------------------------------------------------

    def look(self) -> None:
        """Check the page as it stands, at both widths, once for each kind of page and its errors."""
        if not self.page.url.startswith(self.region.address):
            return
        path, kind = re.sub(r"\d+", "#", urlparse(self.page.url).path), self.page.evaluate(KIND)
        key = (path, re.sub(r"\d+", "#", kind))
        if key in self.region.seen:
            return
        self.region.seen.add(key)
        self.page.evaluate(self.region.axe)
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size(size)
            found = self.page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
            told = [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found]
            assert not told, f"{self.page.url} at {size['width']}: {told}"
            sideways = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{self.page.url} scrolls sideways by {sideways} at {size['width']}"
        unexpected = [said for said in self.said if "422" not in said]
        assert not unexpected, unexpected
