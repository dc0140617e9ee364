"""A region is the sum of its councils, with its coverage, and nobody's money is in it twice."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import yearly
from procurement_hub.savings.method import Suppressed
from procurement_hub.savings.standing import standings
from procurement_hub.targets import queries, reckoning
from procurement_hub.targets.documents import rows, workbook
from procurement_hub.targets.models import Workstream
from procurement_hub.targets.reckoning import Gained, Share
from tests.market import Market, paper_market
from tests.region import FIRM
from tests.savings.gallery import visit
from tests.savings.test_signing import check, release, sign
from tests.targets.scene import agree, set_base, set_programme


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def region(market, year=2026, **more) -> queries.RegionPosition:
    db.session.expire_all()
    return queries.region(market.region.organisations["SECE"].id, year, **more)


def test_a_region_is_the_councils_entitled_by_its_centre(market):
    codes = {position.council.code for position in region(market).positions}
    assert codes == set(FIRM)


def test_a_council_of_the_same_region_belongs_to_it_without_a_framework(market):
    with transaction():
        for code in ("SECE", "KEN"):
            market.region.organisations[code].region = "South East"
    assert "KEN" in {position.council.code for position in region(market).positions}
    assert len(queries.region(market.region.organisations["NECE"].id, 2026).positions) == 0


def test_the_region_is_the_sum_of_its_councils_and_the_memo_is_no_part_of_it(market):
    """V25: what the centre made possible is the same money (savings-method 2.11)."""
    for code, quantity in (("WOK", 100), ("BRF", 50), ("SLO", 100)):
        market.buy(code, quantity)
    found = region(market)
    assert found.gained == Gained(Decimal("105.00"), Decimal("105.00"))
    memo = yearly.facilitated(framework_ids=[market.framework.id], financial_year=2026)
    assert sum(row.net for row in memo) == found.gained.total


def test_every_sum_says_how_many_councils_it_holds(market):
    market.buy("WOK", 100)
    market.buy("BRF", 100)
    set_base(market)
    agree(market, "BRF", total="10.00")
    check(market)
    release(market)
    sign(market)
    found = region(market)
    coverage = found.coverage
    assert (coverage.councils, coverage.reported, coverage.signed) == (6, 2, 1)
    assert (coverage.with_base, coverage.with_target) == (1, 1)
    assert found.signed_gains.total == Decimal("68.00")
    assert [category.councils for category in found.categories] == [2]


def test_the_target_of_a_region_is_held_against_the_councils_that_have_one(market):
    market.buy("WOK", 100)
    market.buy("BRF", 100)
    agree(market, "WOK", total="136.00", cashable="68.00")
    assert region(market).reached == Decimal("50.0")


def test_a_region_counts_categories_in_only_when_it_is_asked_to(market):
    set_base(market)
    set_programme(market)
    market.buy("WOK", 1)
    without = region(market)
    with_schools = region(market, included=["delegated_schools"])
    assert without.base_amount == Decimal("262500000.00")
    assert with_schools.base_amount == Decimal("350500000.00")
    assert with_schools.aim.total == Decimal("8762500")


def test_a_spread_is_shown_of_five_councils_and_of_fewer_not(market):
    for number, code in enumerate(["WOK", "WAM", "BRF", "RDG"], 1):
        market.buy(code, 100)
        agree(market, code, total=str(number * 10), cashable="0")
    assert region(market).distribution_of_target.withheld is Suppressed.TOO_FEW
    market.buy("SLO", 100)
    agree(market, "SLO", total="12.00", cashable="0")
    spread = region(market).distribution_of_target
    assert (spread.n, spread.lowest, spread.highest) == (5, Decimal("-100.0"), Decimal("680.0"))
    assert spread.lower <= spread.median <= spread.upper


def test_a_council_compares_itself_with_sums_of_the_region(market):
    market.buy("WOK", 100)
    market.buy("SLO", 100)
    around = queries.region_around(market.council_id("WOK"), 2026)
    assert (around.coverage.councils, around.coverage.reported) == (6, 2)
    assert around.gained.total == Decimal("56.00")


def test_a_held_gain_is_in_nobody_s_total(market):
    """Only what is allowed reaches a target."""
    market.buy("WOK", 100)
    check(market, before="99", after="50")
    (held,) = standings(market.council_id("WOK"), 2026)
    assert held.allowed.total == 0
    assert region(market).gained.total == Decimal(0)


# --- exports --------------------------------------------------------------------------------------


def lines_of(market) -> list[dict]:
    found = queries.region_gains(market.region.organisations["SECE"].id, 2026)
    sent = b"".join(rows.region(found, queries.places())).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


def test_the_export_adds_up_by_sector_and_by_workstream(market):
    for code in ("WOK", "BRF", "SLO"):
        market.buy(code, 100)
    lines = lines_of(market)
    total = sum(Decimal(line["total"]) for line in lines)
    assert total == region(market).gained.total
    for way in ("sector", "workstream", "department"):
        sums = {line[way]: Decimal(0) for line in lines}
        for line in lines:
            sums[line[way]] += Decimal(line["total"])
        assert sum(sums.values()) == total
    grid = queries.by_sector(queries.region_gains(market.region.organisations["SECE"].id, 2026))
    assert sum(gained.total for _, gained in grid.sectors) == total
    assert sum(gained.total for gained in grid.by_workstream.values()) == total
    assert set(grid.by_workstream) == {Workstream.PROCUREMENT}


def test_the_export_names_council_sector_department_and_category(market):
    market.buy("WOK", 100)
    (line,) = lines_of(market)
    assert line["council"] == "WOK"
    assert (line["sector"], line["workstream"]) == ("Corporate and other services", "Procurement")
    assert line["department"] == "Office of the Deputy Prime Minister"
    assert (line["category"], line["total"], line["signed_off"]) == ("30", "68.00", "no")


def test_eight_departments_answer_for_the_sectors(app):
    places = queries.places()
    assert set(places) > {"", "30", "85", "90"}
    assert places["85"].sector.department == "Department of Health"
    assert places[""].sector.code == "corporate"


def test_the_workbook_adds_the_same_rows_up_both_ways(market):
    market.buy("WOK", 100)
    market.buy("BRF", 100)
    found = queries.region_gains(market.region.organisations["SECE"].id, 2026)
    book = load_workbook(io.BytesIO(workbook.region(found, queries.places(), "The centre")))
    assert book.sheetnames == ["Gains", "By sector", "By workstream"]
    assert "2 of 6 councils have reported" in book["Gains"]["A2"].value
    figures = [book["Gains"].cell(row, 6).value for row in (5, 6)]
    assert sum(Decimal(str(figure)) for figure in figures) == found.gained.total
    assert book["By sector"]["B5"].value == "=SUMIF(Gains!$C$5:$C$6,$A5,Gains!$F$5:$F$6)"
    assert book["By workstream"]["B5"].value == "=SUMIF(Gains!$D$5:$D$6,$A5,Gains!$F$5:$F$6)"


def test_a_name_that_begins_like_a_formula_stays_a_name(market):
    with transaction():
        market.region.organisations["WOK"].name = "=1+1"
    market.buy("WOK", 1)
    (line,) = lines_of(market)
    assert line["name"] == "'=1+1"


# --- sums, whatever the figures -------------------------------------------------------------------

amounts = st.integers(-(10**15), 10**15).map(lambda number: Decimal(number).scaleb(-9))
gains = st.lists(st.builds(Gained, amounts, amounts), min_size=1, max_size=40)


@given(gains)
def test_shown_rows_add_up_to_the_shown_sum(found):
    shown = reckoning.to_the_penny(found)
    whole = reckoning.to_the_penny([sum(found, Gained())])[0]
    assert sum(shown, Gained()) == whole
    for exact, row in zip(found, shown, strict=True):
        assert abs(exact.total - row.total) < Decimal("0.01")


@given(st.lists(amounts.filter(bool), min_size=1, max_size=8))
def test_a_spread_lies_in_its_order(values):
    """Each amount five times, so that none is most of them."""
    found = reckoning.distribution([Share(value, Decimal(100)) for value in values * 5])
    five = [found.lowest, found.lower, found.median, found.upper, found.highest]
    assert five == sorted(five)


# --- what may be shown of few ---------------------------------------------------------------------


def shares(*pairs: tuple[int, int]) -> list[Share]:
    return [Share(Decimal(gained), Decimal(whole)) for gained, whole in pairs]


LIKE = (10, 100)


@pytest.mark.parametrize(
    ("found", "withheld"),
    [
        (shares(*[LIKE] * 4), Suppressed.TOO_FEW),
        (shares(*[LIKE] * 5), None),
        (shares((93, 100), *[LIKE] * 4), None),  # 93 of 133 is just under 70%
        (shares((94, 100), *[LIKE] * 4), Suppressed.DOMINANCE),
        (shares((-94, 100), *[LIKE] * 4), Suppressed.DOMINANCE),
        (shares((10, 1000), *[LIKE] * 4), Suppressed.DOMINANCE),
        (shares(*[(0, 100)] * 5), None),
    ],
    ids=["four", "five", "up to 70%", "most of the gains", "most is a loss", "most of the base", "nothing"],
)
def test_councils_are_compared_only_when_they_are_enough_and_none_is_most_of_them(found, withheld):
    spread = reckoning.distribution(found)
    assert spread.withheld is withheld
    assert (spread.highest == 0) == (withheld is not None or not any(share.gained for share in found))


def test_a_council_reads_no_joint_saving_of_which_one_is_most(market):
    for code in FIRM:
        market.buy(code, 1000 if code == "WOK" else 10)
    for role, code, withheld in (("buyer", "SLO", Suppressed.DOMINANCE), ("procurement_lead", "SECE", None)):
        found = queries.joint_saving(market.actor(code, role), market.framework, 2026)
        assert found.withheld is withheld
        assert (found.total is None) == (found.cashable is None) == (withheld is not None)


def test_pages_say_why_the_region_is_not_shown_to_a_council(app, market):
    for code in FIRM:
        market.buy(code, 1000 if code == "WOK" else 10)
        set_base(market, code)
    compared = visit(app, market, "SLO", "buyer").get("/targets/2026/compared")
    assert "more than 70% of the money behind it is one council&#39;s" in compared
    assert "the spread" not in compared and "The spread in per cent of base expenditure" in compared
    joint = visit(app, market, "SLO", "buyer").get(f"/targets/joint/{market.framework.id}/2026")
    assert "more than 70% of the money behind it is one council&#39;s" in joint
    lead = visit(app, market, "SECE", "procurement_lead")
    assert "It is suppressed" not in lead.get(f"/targets/joint/{market.framework.id}/2026")
    assert "it is suppressed, because more than 70%" in lead.get("/pictures/region/2026")
