"""Every link that a person is shown leads somewhere: nobody is led to a page that refuses them."""

import re
from collections import Counter, deque
from html import unescape

import pytest
from werkzeug.exceptions import HTTPException

from tests.routes import AUDITOR, BUYER, CHIEF, LEAD, LEADER, PENNINE, REVIEWER, S151
from tests.stage import demonstration_file, people, stage, visitor  # noqa: F401

ADDRESSES = 3
"""Addresses of one kind of page that are followed: years and records repeat."""
FINANCE, COUNCIL_AUDITOR = "s151@wbk.example", "auditor@wbk.example"
LEFT_ALONE = ("/static/", "/assets/", "/account/")


@pytest.fixture(scope="module")
def hub(demonstration_file):  # noqa: F811
    """The demonstration beside its own files, which nobody here changes."""
    with stage(demonstration_file, demonstration_file.parent / "var") as app:
        yield app


def endpoint_of(app, address: str) -> str:
    with app.test_request_context(address) as context:
        try:
            return context.url_adapter.match(method="GET")[0]
        except HTTPException:
            return address


def dead_ends(app, person: str | None) -> list[str]:
    """The links on pages that a person reaches from home and that lead to a refusal or to nothing."""
    client = visitor(app, people(app)[person] if person else None)
    waiting, seen, followed, dead = deque([("/", "")]), {"/"}, Counter(), []
    while waiting:
        address, shown_on = waiting.popleft()
        endpoint = endpoint_of(app, address)
        followed[endpoint] += 1
        if followed[endpoint] > ADDRESSES:
            continue
        page = client.get(address)
        if page.status_code >= 400:
            dead.append(f"{shown_on} leads to {address}: {page.status}")
        if page.mimetype != "text/html":
            page.close()
            continue
        for link in map(unescape, re.findall(r'href="(/[^"#]*)', page.text)):
            if link not in seen and not link.startswith(LEFT_ALONE):
                seen.add(link)
                waiting.append((link, address))
    return dead


@pytest.mark.parametrize(
    "person",
    [None, AUDITOR, BUYER, CHIEF, COUNCIL_AUDITOR, FINANCE, LEAD, LEADER, PENNINE, REVIEWER, S151],
)
def test_no_link_leads_to_a_dead_end(hub, person):
    assert dead_ends(hub, person) == []
