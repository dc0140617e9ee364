"""The pages: a supplier declares and answers, an administrator keeps the list, a lead decides."""

import io
from datetime import timedelta

import pytest

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.exclusions import queries
from procurement_hub.exclusions.declaration import Answer
from procurement_hub.exclusions.models import Decision
from procurement_hub.law.exclusion_grounds import Group, by_group, declared_grounds
from tests.exclusions.scene import NOW, debar, decided, declare, invited, make_scene, opened
from tests.makers import make_organisation, make_person, sign_in, visitor

TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def scene(app):
    return make_scene()


@pytest.fixture
def browse(app, scene):
    """A visitor signed in as one of the scene's people."""
    return lambda who: sign_in(app.test_client(), scene.people[who])


def ticked(**yes: str) -> dict:
    """What the page of grounds sends: "none" for each group, unless a ground of it is given."""
    sent = {}
    for group, grounds in by_group(declared_grounds(NOW.date())).items():
        applies = [ground.code for ground in grounds if ground.code in yes]
        sent[f"{group.name.lower()}-grounds"] = applies or ["none"]
    return sent


def day(name: str, on) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def test_a_supplier_with_nothing_to_declare_does_so_in_three_pages(browse, scene):
    bidder = browse("bidder")
    assert "Make your declaration about the exclusion grounds" in bidder.get("/exclusions/declaration").text
    assert bidder.post("/exclusions/declaration/grounds", data=ticked()).location.endswith("/details")
    assert bidder.post("/exclusions/declaration/details", data={}).location.endswith("/confirm")
    page = bidder.get("/exclusions/declaration/confirm").text
    assert page.count("None of these apply") == 8
    done = bidder.post("/exclusions/declaration/confirm", data={"name": "Carol Heaton", "true": "yes"})
    assert done.location.endswith("/exclusions/declaration")
    page = bidder.get("/exclusions/declaration").text
    assert "Version 1, confirmed by Carol Heaton" in page
    assert queries.current_declaration(scene.supplier.id).yes == []


def test_a_yes_is_asked_about_and_what_was_typed_is_kept_when_it_lacks_something(browse, scene):
    bidder = browse("bidder")
    bidder.post("/exclusions/declaration/grounds", data=ticked(environment="yes"))
    sent = {
        "details-0-ground": "environment",
        "details-0-what": "A spill into the Kennet",
        "subcontractors-0-name": "Thames Couriers",
        "subcontractors-0-company_number": "12",
    }
    refused = bidder.post("/exclusions/declaration/details", data=sent)
    assert refused.status_code == 422
    assert "A spill into the Kennet" in refused.text
    assert "Enter when it happened" in refused.text
    sent |= day("details-0-happened_on", NOW.date())
    refused = bidder.post("/exclusions/declaration/details", data=sent)
    assert refused.status_code == 422
    assert "8 characters, such as 04150001" in refused.text
    sent["subcontractors-0-company_number"] = "05550123"
    assert bidder.post("/exclusions/declaration/details", data=sent).status_code == 302
    page = bidder.get("/exclusions/declaration/confirm").text
    assert "A spill into the Kennet" in page
    assert "Thames Couriers (05550123)" in page


def test_a_group_needs_an_answer_and_not_two_that_contradict(browse, scene):
    bidder = browse("bidder")
    sent = ticked()
    del sent["tax-grounds"]
    sent["convictions-grounds"] = ["terrorism", "none"]
    refused = bidder.post("/exclusions/declaration/grounds", data=sent)
    assert refused.status_code == 422
    assert "Say whether any of these apply: tax" in refused.text
    assert "not both" in refused.text
    assert queries.draft_of(scene.supplier.id) is None


def test_a_copied_declaration_is_reviewed_group_by_group(browse, scene):
    declare(scene.bidder)
    bidder = browse("bidder")
    assert bidder.post("/exclusions/declaration/reuse", data={}).location.endswith("/grounds")
    page = bidder.get("/exclusions/declaration/grounds").text
    assert page.count("Copied from your earlier declaration") == 8
    refused = bidder.post("/exclusions/declaration/grounds", data=ticked())
    assert refused.status_code == 422
    assert "Look at your earlier answers again: tax" in refused.text
    assert "Confirm your earlier answers about tax" in bidder.get("/exclusions/declaration/confirm").text
    reviewed = {f"{group.name.lower()}-reviewed": "yes" for group in Group}
    assert bidder.post("/exclusions/declaration/grounds", data=ticked() | reviewed).status_code == 302
    assert "Confirm your earlier" not in bidder.get("/exclusions/declaration/confirm").text


def test_a_subcontractor_can_be_added_and_removed_without_a_script(browse):
    bidder = browse("bidder")
    bidder.post("/exclusions/declaration/grounds", data=ticked())
    page = bidder.post("/exclusions/declaration/details", data={"subcontractors-add": "yes"})
    assert "Subcontractor 1" in page.text
    typed = {"subcontractors-0-name": "A Ltd", "subcontractors-1-name": "B Ltd", "subcontractors-remove": "0"}
    page = bidder.post("/exclusions/declaration/details", data=typed).text
    assert "B Ltd" in page
    assert "A Ltd" not in page


def test_earlier_versions_can_be_read_and_a_draft_thrown_away(browse, scene):
    declare(scene.bidder, Answer("insolvency", True, "Administration", NOW.date(), "New owners"))
    bidder = browse("bidder")
    page = bidder.get("/exclusions/declaration/1").text
    assert "It never changes" in page
    assert "New owners" in page
    assert bidder.get("/exclusions/declaration/2").status_code == 404
    bidder.post("/exclusions/declaration/reuse", data={})
    assert "Continue the draft" in bidder.get("/exclusions/declaration").text
    assert bidder.post("/exclusions/declaration/discard", data={}).status_code == 302
    assert "Continue the draft" not in bidder.get("/exclusions/declaration").text


def test_the_administrator_adds_takes_over_and_lifts_entries(browse, scene):
    admin = browse("admin")
    sent = {
        "name": "Blackwater Ltd",
        "company_number": "03330456",
        "ground": "cartel_decision",
        "source": "Entry 1",
    }
    refused = admin.post("/exclusions/debarment/new", data=sent)
    assert refused.status_code == 422
    assert "Enter the first day on the list" in refused.text
    assert (
        admin.post("/exclusions/debarment/new", data=sent | day("listed_on", NOW.date())).status_code == 302
    )
    rows = "Name,Ground,From,Source\r\nGreylake Ltd,Schedule 7 paragraph 4,2026-03-16,Entry 2\r\n"
    done = admin.post(
        "/exclusions/debarment/import",
        data={"file": (io.BytesIO(rows.encode()), "list.csv")},
        follow_redirects=True,
    )
    assert "Added to the list: 1. On it already: 0." in done.text
    assert "Greylake Ltd" in done.text
    [_, first] = queries.entries_page().rows
    where = f"/exclusions/debarment/{first.id}/lift"
    assert "Blackwater Ltd" in admin.get(where).text
    assert admin.post(where, data={"reason": "Removed by the Minister"}).status_code == 302
    assert "Removed by the Minister" in admin.get("/exclusions/debarment").text
    assert admin.post(where, data={"reason": "Again"}).status_code == 422


def test_a_file_with_wrong_rows_names_each_of_them(browse):
    rows = "Name,Ground,From,Source\r\nGreylake Ltd,lateness,2026-03-16,Entry 2\r\n"
    refused = browse("admin").post(
        "/exclusions/debarment/import", data={"file": (io.BytesIO(rows.encode()), "list.csv")}
    )
    assert refused.status_code == 422
    assert "Row 2, ground: “lateness” is not a ground of Schedule 6 or 7." in refused.text


def test_others_read_the_list_and_cannot_change_it(browse, scene):
    debar(scene.admin)
    auditor = browse("auditor")
    page = auditor.get("/exclusions/debarment").text
    assert "Blackwater Office Trading Ltd" in page
    assert "Take over a file" not in page
    assert auditor.get("/exclusions/debarment/new").status_code == 403
    assert browse("bidder").get("/exclusions/debarment").status_code == 403


def test_a_case_goes_from_opening_to_invitation_answer_and_decision(browse, scene):
    lead, bidder = browse("lead"), browse("bidder")
    sent = {"supplier_id": scene.supplier.id, "ground": "poor_performance", "facts": "Nine of twelve missed."}
    where = lead.post("/exclusions/cases/new", data=sent).location
    assert bidder.get(where).status_code == 404
    assert "Invite the supplier to make representations first" in lead.get(f"{where}/decide").text
    assert lead.post(f"{where}/invite", data=day("reply_by", TOMORROW.replace(year=2027))).status_code == 302
    assert "The supplier can reply until the end of" in lead.get(where).text
    page = bidder.get(where).text
    assert "Nine of twelve missed." in page
    assert "What has happened" not in page
    answer = {"text": "We have new vans.", "evidence": (io.BytesIO(b"%PDF-1.7 vans"), "vans.pdf")}
    assert bidder.post(f"{where}/answer", data=answer).status_code == 302
    assert bidder.get(f"{where}/answer").status_code == 404
    assert lead.get(f"{where}/evidence").data == b"%PDF-1.7 vans"
    refused = lead.post(f"{where}/decide", data={"decision": "excluded", "reasons": "Too many misses."})
    assert refused.status_code == 422
    assert "Enter the last day of the exclusion" in refused.text
    assert "Too many misses." in refused.text
    decision = {"decision": "excluded", "reasons": "Too many misses."}
    last = day("ends_on", TOMORROW.replace(year=2027))
    assert lead.post(f"{where}/decide", data=decision | last).status_code == 302
    page = lead.get(where).text
    assert "Tell the Procurement Review Unit of this exclusion by" in page
    assert "Supplier answered" in page
    assert "Too many misses." in bidder.get(where).text
    assert lead.post(f"{where}/notify", data={"reference": "PRU/1"}).status_code == 302
    assert lead.get(f"{where}/notify").status_code == 404
    assert lead.post(f"{where}/lift", data={"reason": "New management"}).status_code == 302
    assert "New management" in bidder.get(where).text


def test_a_case_that_is_closed_says_so(browse, scene):
    case = opened(scene)
    lead = browse("lead")
    assert lead.get(f"/exclusions/cases/{case.id}/lift").status_code == 404
    assert lead.post(f"/exclusions/cases/{case.id}/close", data={"reason": "A namesake"}).status_code == 302
    assert "A namesake" in lead.get(f"/exclusions/cases/{case.id}").text
    assert lead.get(f"/exclusions/cases/{case.id}/close").status_code == 404


def test_an_associated_person_gets_a_day_of_its_own(browse, scene):
    case = opened(scene, associated="Bob Black")
    lead = browse("lead")
    assert "The ground catches only Bob Black" in lead.get(f"/exclusions/cases/{case.id}/invite").text
    ahead = TOMORROW.replace(year=2027)
    only_reply = lead.post(f"/exclusions/cases/{case.id}/invite", data=day("reply_by", ahead))
    assert only_reply.status_code == 422
    both = day("reply_by", ahead) | day("replace_by", ahead)
    assert lead.post(f"/exclusions/cases/{case.id}/invite", data=both).status_code == 302


def test_another_organisation_s_case_is_not_there(app, browse, scene):
    case = invited(scene)
    rival = visitor(app, [Role.BIDDER], make_organisation(Kind.SUPPLIER))
    elsewhere = visitor(app, [Role.PROCUREMENT_LEAD], make_organisation(Kind.RCE))
    for stranger in (rival, elsewhere):
        assert stranger.get(f"/exclusions/cases/{case.id}").status_code == 404
    assert elsewhere.get(f"/exclusions/cases/{case.id}/decide").status_code == 404
    assert browse("auditor").get(f"/exclusions/cases/{case.id}").status_code == 200


def test_a_supplier_s_page_says_how_it_stands_and_what_is_to_decide(browse, scene):
    declare(scene.bidder, Answer("insolvency", True, "Administration", NOW.date()))
    decided(scene, Decision.EXCLUDED)
    page = browse("auditor").get(f"/exclusions/suppliers/{scene.supplier.id}").text
    assert "Excludable: decision needed." in page
    assert "It declares a discretionary ground and nothing has been decided" in page
    assert browse("lead").get(f"/exclusions/suppliers/{scene.centre.id}").status_code == 404
    assert "Tell the Minister" in browse("auditor").get("/exclusions/").text


def test_the_home_page_tells_the_supplier_to_answer_and_the_lead_to_decide(app, browse, scene):
    invited(scene)
    assert "by the end of 4 December 2026" in browse("bidder").get("/").text
    colleague = sign_in(app.test_client(), make_person([Role.BIDDER], make_organisation(Kind.SUPPLIER)))
    assert "by the end of 4 December 2026" not in colleague.get("/").text
