"""A framework is drafted from a closed round, amended until it is published, and lawful when it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.frameworks import queries, services
from procurement_hub.frameworks.models import DirectAward, Framework, FrameworkStatus
from procurement_hub.frameworks.services import (
    FrameworkCodeTaken,
    FrameworkFixed,
    NewLot,
    RoundStillOpen,
    RoundUsed,
    TermTooLong,
)
from tests.region import (
    FIRM,
    JUNE,
    MAY,
    PAPER,
    closed_paper_round,
    make_region,
    open_paper_round,
    paper_draft,
    the_item,
)


@pytest.fixture
def region(app):
    return make_region()


def lot(**changes):
    plain = NewLot(
        number="1",
        title="A4 paper",
        items=[the_item()],
        max_suppliers=1,
        direct_award=DirectAward.SOLE_SUPPLIER,
    )
    return replace(plain, **changes)


def amend(region, framework, actor=None, **changes):
    terms = {
        "title": framework.title,
        "starts_on": framework.starts_on,
        "ends_on": framework.ends_on,
        "ceiling_gross": framework.ceiling_gross,
        "vat_rate": framework.vat_rate,
        "levy_percent": framework.levy_percent,
        "entitled": [region.organisations[code] for code in FIRM],
        "lots": [lot()],
        "description": framework.description,
        "price_mechanism": framework.price_mechanism,
        "selection_process": framework.selection_process,
        "light_touch": framework.light_touch,
        "longer_term_reasons": framework.longer_term_reasons,
    }
    with transaction():
        return services.amend_draft(
            actor=actor or region.lead, now=MAY, framework=framework, **(terms | changes)
        )


def publish(region, framework, actor=None):
    with transaction():
        return services.publish(actor=actor or region.lead, now=JUNE, framework=framework)


def whole(region, framework):
    return queries.framework_for(region.lead, framework.id)


def test_a_plain_draft_can_be_published_as_it_is(region):
    framework = paper_draft(region)
    assert services.gaps(framework) == []
    published = publish(region, framework)
    assert (published.status, published.published_at) == (FrameworkStatus.TENDERING, JUNE)


def test_a_lot_takes_its_demand_from_the_round(region):
    framework = whole(region, paper_draft(region))
    (line,) = framework.lots[0].items
    assert (line.firm_quantity, line.soft_quantity) == (78000, 0)


def test_the_first_words_come_from_items_and_lots(region):
    framework = paper_draft(region)
    assert "CPV 30197643-5" in framework.description
    assert "R1" in framework.price_mechanism
    assert "section 45(4)(a)" in framework.selection_process


def test_a_framework_without_a_reference_gets_the_years_next_one(region):
    assert paper_draft(region, code=None).code == "F-2026-001"


def test_a_reference_is_given_once(region):
    demand_round = closed_paper_round(region)
    paper_draft(region, demand_round)
    with pytest.raises(FrameworkCodeTaken):
        paper_draft(region, demand_round)


def test_only_the_lead_of_a_centre_drafts(region):
    demand_round = closed_paper_round(region)
    with pytest.raises(NotPermitted, match="may not"), transaction():
        services.draft_framework(
            actor=region.buyer("RDG"),
            now=MAY,
            title="Paper",
            demand_round=demand_round,
            starts_on=date(2026, 8, 1),
            ends_on=date(2030, 7, 31),
            ceiling_gross=Decimal(1),
            vat_rate=Decimal(20),
            levy_percent=Decimal(1),
            entitled=[],
            lots=[],
        )


def test_a_framework_is_not_drafted_from_a_round_that_is_open(region):
    with pytest.raises(RoundStillOpen):
        paper_draft(region, open_paper_round(region))


def test_four_years_pass_and_one_day_more_fails(region):
    demand_round = closed_paper_round(region)
    with pytest.raises(TermTooLong, match="section 47"):
        paper_draft(region, demand_round, ends_on=date(2030, 8, 1))
    assert paper_draft(region, demand_round, ends_on=date(2030, 7, 31)).ends_on == date(2030, 7, 31)


@pytest.mark.parametrize(
    "excuse", [{"light_touch": True}, {"longer_term_reasons": "The lifts need ten years of the same parts."}]
)
def test_a_longer_term_needs_reasons_or_a_light_touch(region, excuse):
    assert paper_draft(region, ends_on=date(2036, 7, 31), **excuse).status is FrameworkStatus.DRAFT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_on": date(2026, 8, 1)}, "ends_on"),
        ({"ceiling_gross": Decimal(0)}, "ceiling_gross"),
        ({"ceiling_gross": Decimal("1.001")}, "ceiling_gross"),
        ({"levy_percent": Decimal("100.01")}, "levy_percent"),
        ({"levy_percent": Decimal(-1)}, "levy_percent"),
        ({"vat_rate": Decimal(101)}, "vat_rate"),
    ],
)
def test_terms_that_cannot_be_are_refused(region, changes, field):
    with pytest.raises(DomainError) as refusal:
        paper_draft(region, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("lots", "field"),
    [
        ([{"number": ""}], "lots-0-number"),
        ([{}, {"items": []}], "lots-1-number"),
        ([{}, {"number": "2"}], "lots-1-items"),
        ([{"max_suppliers": 0}], "lots-0-max_suppliers"),
        ([{"ceiling_gross": Decimal(400001)}], "lots-0-ceiling_gross"),
        ([{"title": ""}], "lots-0-title"),
    ],
)
def test_lots_that_cannot_be_are_refused(region, lots, field):
    demand_round = closed_paper_round(region)
    with pytest.raises(SeveralProblems) as refusal:
        paper_draft(region, demand_round, lots=[lot(**changes) for changes in lots])
    assert refusal.value.field == field


def test_an_item_of_another_round_has_no_place_in_a_lot(region):
    demand_round = closed_paper_round(region)
    other = demand.NewItem(code="LAP", title="Laptop", unit="each", cpv="30213100-6")
    open_paper_round(region, items=(other,), code="R2")
    with pytest.raises(SeveralProblems, match="LAP was not in the demand round"):
        paper_draft(region, demand_round, lots=[lot(items=[the_item("LAP")])])


def test_a_supplier_cannot_be_named_as_an_authority(region):
    with pytest.raises(DomainError) as refusal:
        paper_draft(region, entitled=[region.organisations["PEN"]])
    assert refusal.value.field == "entitled"


def test_a_draft_is_amended_whole(region):
    framework = amend(
        region,
        paper_draft(region),
        title="Paper again",
        lots=[lot(number="A", max_suppliers=3, direct_award=DirectAward.RANKING)],
        entitled=[region.organisations["WOK"]],
    )
    framework = whole(region, framework)
    assert framework.title == "Paper again"
    assert [(one.number, one.max_suppliers) for one in framework.lots] == [("A", 3)]
    assert [o.code for o in queries.entitled_to(framework.id)] == ["WOK"]


def test_each_gap_cites_its_section(region):
    framework = amend(
        region,
        paper_draft(region),
        description="",
        price_mechanism=" ",
        selection_process="",
        entitled=[],
        lots=[],
    )
    found = dict(services.gaps(framework))
    assert set(found) == {"description", "price_mechanism", "selection_process", "entitled", "lots"}
    assert found["price_mechanism"] == "Enter the price or how it will be worked out (section 45(5)(b))."
    assert "(section 18)" in found["lots"]
    with pytest.raises(SeveralProblems, match=r"45\(5\)\(a\)"):
        publish(region, framework)
    assert db.session.scalars(sa.select(Framework)).one().status is FrameworkStatus.DRAFT


def test_a_light_touch_framework_is_let_off_section_45(region):
    framework = amend(
        region,
        paper_draft(region),
        description="",
        price_mechanism="",
        selection_process="",
        light_touch=True,
    )
    assert services.gaps(framework) == []


def test_a_lot_for_several_suppliers_is_not_a_sole_suppliers(region):
    framework = amend(region, paper_draft(region), lots=[lot(max_suppliers=3)])
    ((field, sentence),) = services.gaps(framework)
    assert field == "lots-0-direct_award"
    assert "section 45(3)" in sentence


def test_an_item_without_firm_demand_could_never_be_priced(region):
    demand_round = open_paper_round(region)
    with transaction():
        demand.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    ((field, sentence),) = services.gaps(paper_draft(region, demand_round))
    assert field == "lots-0-items"
    assert "A4-80" in sentence


def test_a_published_framework_is_not_amended_and_its_levy_is_fixed(region):
    framework = publish(region, paper_draft(region))
    with pytest.raises(FrameworkFixed, match="levy"):
        amend(region, framework, levy_percent=Decimal(2))
    assert db.session.scalars(sa.select(Framework)).one().levy_percent == 1


def test_a_framework_is_published_once(region):
    framework = publish(region, paper_draft(region))
    with pytest.raises(WrongState):
        publish(region, framework)


def test_another_centre_does_not_find_the_draft(region):
    framework = paper_draft(region)
    stranger = region.actor("NECE", "procurement_lead")
    with pytest.raises(NotFound):
        publish(region, framework, actor=stranger)
    with pytest.raises(NotFound):
        amend(region, framework, actor=stranger)
    with pytest.raises(NotFound):
        queries.framework_for(stranger, framework.id)


def test_a_draft_is_withdrawn_with_a_reason(region):
    framework = paper_draft(region)
    with pytest.raises(DomainError) as refusal, transaction():
        services.withdraw(actor=region.lead, now=MAY, framework=framework, reason=" ")
    assert refusal.value.field == "reason"
    with transaction():
        services.withdraw(actor=region.lead, now=MAY, framework=framework, reason="Not needed now.")
    assert db.session.scalars(sa.select(Framework)).one().status is FrameworkStatus.WITHDRAWN


def test_the_demand_is_valued_at_todays_prices(region):
    value = queries.demand_value(closed_paper_round(region), Decimal(20))
    # 12,000 × 4.10 + 9,000 × 3.85 + 8,000 × 4.40 + 20,000 × 3.60 + 14,000 × 3.55 + 15,000 × 3.30
    assert value.net == Decimal("290250.00")
    assert value.gross == Decimal("348300.00")


def test_an_item_of_a_round_goes_to_one_framework_and_another_item_to_another(region):
    laptop = demand.NewItem(code="LAP", title="Laptop", unit="each", cpv="30213100-6")
    demand_round = open_paper_round(region, items=(PAPER, laptop))
    with transaction():
        demand.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    paper_draft(region, demand_round)
    assert queries.rounds_to_draft_from(region.lead) == [demand_round]
    with pytest.raises(RoundUsed, match="A4-80 of round R1 is in framework F1 already"):
        paper_draft(region, demand_round, code="F2")
    other = paper_draft(region, demand_round, code="F2", lots=[lot(items=[the_item("LAP")])])
    assert other.code == "F2"
    assert queries.rounds_to_draft_from(region.lead) == []
