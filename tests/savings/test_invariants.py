"""The ten laws of the method (savings-method F) on generated books of thousands of lines.

A book is drawn from one number, so that a book that breaks a law can be drawn again. The laws that
need a database are held on books written into one, in test_book_invariants."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D
from decimal import localcontext
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_hub.core.calendar import financial_year_of
from procurement_hub.core.money import allocate, round_money
from procurement_hub.savings import method
from procurement_hub.savings.method import EDITIONS, Claim, EvidenceFacts, Grade, Proof, QualityOutcome
from procurement_hub.savings.working import work_out
from tests.savings.generated import COUNCILS, LINES, Line, book, drawn_working, figure

books = given(seed=st.integers(0, 2**32 - 1))
few = settings(max_examples=4)


@pytest.fixture(scope="module", autouse=True)
def every_digit():
    """The laws are exact, so the test's own sums must not round either."""
    with localcontext() as context:
        context.prec = 100
        yield


def total(lines: list[Line]) -> method.LineGain:
    gains = [line.gain() for line in lines]
    return method.LineGain(
        *(sum((getattr(gain, part) for gain in gains), D(0)) for part in PARTS),
    )


PARTS = ("gross", "cashable", "nc_inflation", "nc_volume")


@few
@books
def test_1_gross_is_the_sum_of_its_parts(seed):
    lines = book(seed)
    assert len(lines) == LINES
    for line in lines:
        gain = line.gain()
        assert gain.gross == gain.cashable + gain.nc_inflation + gain.nc_volume
    whole = total(lines)
    assert whole.gross == whole.cashable + whole.nc_inflation + whole.nc_volume


@few
@books
def test_2_volume_mix_and_price_are_the_whole_change_in_spend(seed):
    lots = defaultdict(list)
    for line in book(seed):
        lots[line.lot].append((line.p0, line.q0 or D(0), line.p1, line.q1))
    changes = D(0)
    for items in lots.values():
        for one_unit in (True, False):
            effects = method.pvm(items, one_unit=one_unit)
            assert effects.volume + effects.mix + effects.price == effects.spend_now - effects.spend_before
        changes += effects.change
    now = sum((p1 * q1 for items in lots.values() for _, _, p1, q1 in items), D(0))
    before = sum((p0 * q0 for items in lots.values() for p0, q0, _, _ in items), D(0))
    assert changes == now - before


@few
@books
def test_3_sustained_and_new_are_this_years_gain_in_every_year_of_every_item(seed):
    random = Random(seed)
    for _ in range(LINES // 5):
        years = {2005 + n: figure(random, -50_000, 200_000, 2) for n in range(5)}
        one_off = {year: figure(random, -20_000, 20_000, 2) for year in years}
        stocks = method.stock_of_years(years, one_off)
        for year, stock in stocks.items():
            assert stock.sustained + stock.ongoing == years[year]
            assert stock.cumulative == years[year] + one_off[year]
        for before, now in pairwise(years):
            assert stocks[now].sustained + stocks[now].lost == max(D(0), years[before])


@few
@books
def test_4_what_is_shared_out_makes_the_whole(seed):
    random = Random(seed)
    for _ in range(LINES // 5):
        weights = [figure(random, 0, 900_000, 2) for _ in range(random.randint(1, 30))] + [D(1)]
        amount = figure(random, 0, 90_000, 2)
        assert sum(allocate(amount, weights)) == amount
        assert sum(allocate(-amount, weights)) == -amount
        assert sum(method.share_cost(amount, weights)) == amount
        shared = method.share_rebate(amount, weights, figure(random, 0, 100, 1))
        assert sum(shared.parts) + shared.retained == amount
        shares = {str(n): D(100) / len(weights) for n in range(len(weights))}
        parts = method.attribute(amount, {cause: share - D("0.0001") for cause, share in shares.items()})
        assert sum(parts.parts.values()) + parts.unattributed == amount


@few
@books
def test_5_the_sectors_total_is_the_same_whatever_the_centre_files(seed):
    random = Random(seed)
    claims = [Claim(str(line.council), number, line.gain().gross) for number, line in enumerate(book(seed))]
    alone = method.sector_total(claims)
    memos = [replace(claim, owner="centre", facilitator=True) for claim in claims if random.random() < 0.8]
    together = method.sector_total(random.sample(claims + memos, len(claims) + len(memos)))
    assert together.total == alone.total == total(book(seed)).gross
    assert together.memo == sum((claim.amount for claim in memos), D(0))
    assert method.claimed_twice(claims + memos) == []


@few
@books
def test_6_scaling_every_quantity_scales_every_gain(seed):
    k = figure(Random(seed), D("0.01"), 50, 2)
    lines = book(seed)
    scaled = [replace(line, q1=line.q1 * k, q0=None if line.q0 is None else line.q0 * k) for line in lines]
    one, other = total(lines), total(scaled)
    for part in PARTS:
        assert getattr(other, part) == getattr(one, part) * k


@few
@books
def test_7_swapping_the_prices_negates_the_gain(seed):
    lines = [replace(line, q0=line.q1, R=D(1), Dm=D(1)) for line in book(seed)]
    swapped = [replace(line, p0=line.p1, p1=line.p0) for line in lines]
    assert total(swapped).gross == -total(lines).gross
    assert total(lines).gross == -method.pvm([(line.p0, line.q1, line.p1, line.q1) for line in lines]).price


@few
@books
def test_8_what_is_allowed_and_what_is_held_are_what_was_claimed(seed):
    random, allowed, held, claimed = Random(seed), D(0), D(0), D(0)
    for line in book(seed):
        year = method.net_year(
            line.gain().cashable,
            line.start,
            line.start + timedelta(days=1000),
            financial_year_of(line.start) + random.randrange(3),
            recurring=figure(random, 0, 500, 2),
            one_off=figure(random, 0, 5000, 2),
            rebates=figure(random, 0, 300, 2),
            quality_met=random.random() < 0.7,
        )
        assert year.net + year.held == year.r + year.o
        allowed, held, claimed = allowed + year.net, held + year.held, claimed + year.r + year.o
    # A day's share of a year may never end, so a sum of thousands is compared to the penny.
    assert round_money(allowed + held) == round_money(claimed)


@few
@books
def test_9_an_old_edition_gives_the_same_fingerprints_for_ever(seed):
    """Each line by the edition it was stored with, chained; read back from JSON it is the same chain."""
    random = Random(seed)
    stored = [(drawn_working(random).to_json(), random.choice(list(EDITIONS))) for _ in range(LINES)]
    assert chained(stored) == chained(
        [(method.Working.from_json(text).to_json(), version) for text, version in stored]
    )
    for text, version in stored:
        assert work_out(text, version) == EDITIONS[version].work_out(method.Working.from_json(text))
    text, version = stored[random.randrange(LINES)]
    spoilt = text.replace('"quantity": "', '"quantity": "1')
    assert method.fingerprint(spoilt, version) != method.fingerprint(text, version)


def chained(stored: list[tuple[str, str]]) -> str:
    last = ""
    for text, version in stored:
        last = method.fingerprint(text, version, previous=last)
    return last


@few
@books
def test_10_without_a_baseline_quality_and_evidence_nothing_can_be_claimed(seed):
    random = Random(seed)
    for _ in range(LINES):
        working = drawn_working(random)
        for version in EDITIONS:
            bare = replace(
                working,
                price_before=None,
                uprating=D(1),
                index_code=None,
                index_vintage=None,
                index_base=None,
                index_value=None,
            )
            assert bare.amounts(version) == method.Amounts()
        facts = drawn_facts(random, working)
        if method.evidence_grade(facts).grade <= Grade.B:
            assert facts.baseline.is_own_price and facts.verdict.ok_for_cash
            assert facts.quality.counts_in_backward_look
            assert facts.matched and facts.proof is not Proof.NOTHING and facts.locked_before_award


def drawn_facts(random: Random, working: method.Working) -> EvidenceFacts:
    def chance() -> bool:
        return random.random() < 0.8

    return EvidenceFacts(
        baseline=method.BaselineType(working.baseline_type) if chance() else None,
        verdict=working.verdict,
        proof=random.choice(list(Proof)),
        indexed=chance(),
        comparable=chance(),
        locked_before_award=chance(),
        has_volume_baseline=chance(),
        matched=chance(),
        ledger_code=chance(),
        quality=random.choice(list(QualityOutcome)),
        signed=chance(),
    )


def test_the_books_hold_every_council_gains_and_losses():
    lines = book(1)
    assert {line.council for line in lines} == set(range(COUNCILS))
    signs = {line.gain().gross > 0 for line in lines}
    assert signs == {True, False}
