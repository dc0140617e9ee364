"""Outturn held against the gains that claim to have lowered it, category by category (2.17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.savings import method
from procurement_hub.savings.method import Rag, Triangulation
from procurement_hub.savings.queries import reader_council
from procurement_hub.savings.standing import GainStanding, books_of_years
from procurement_hub.targets.divisions import WHOLE_YEAR, title_of
from procurement_hub.targets.models import AdjacentHeads, Outturn, OutturnExplanation

ZERO = Decimal(0)
MOST = 5000
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Check:
    """A category's outturn against its claim. `claim` is £ of cashable gains that are new in the year less
    those lost, after costs. Without both outturns there is nothing to hold it against."""

    division: str
    claim: Decimal
    outturn: Outturn | None
    before: Outturn | None
    result: Triangulation | None

    @property
    def title(self) -> str:
        return title_of(self.division)

    @property
    def explanation(self) -> OutturnExplanation | None:
        return self.outturn.explanations[-1] if self.outturn and self.outturn.explanations else None

    @property
    def reconciled(self) -> bool:
        """The outturn bears the claim out, or a virement says where the money went instead."""
        if self.result is None:
            return False
        return self.result.rag is Rag.GREEN or self.explanation is not None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two adjacent budget heads and their residuals taken together: spending that went up in one by what
    it fell in the other is a cost that moved, and no gain."""

    first: Check
    second: Check
    reason: str

    @property
    def residual(self) -> Decimal | None:
        if self.first.result is None or self.second.result is None:
            return None
        return self.first.result.residual + self.second.result.residual

    @property
    def may_have_moved(self) -> bool:
        """One head bears its claim out, and the other spent more than expected by over its tolerance."""
        results = [check.result for check in (self.first, self.second)]
        if any(result is None for result in results):
            return False
        rags = {result.rag for result in results if result}
        return Rag.GREEN in rags and len(rags) > 1


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A council's year by category, and the adjacent heads that it named."""

    financial_year: int
    checks: list[Check]
    pairs: list[SideBySide]

    @property
    def summary(self) -> "Summary":
        counted = [check for check in self.checks if check.division != WHOLE_YEAR]
        held = [check for check in counted if check.result]
        return Summary(
            categories=len(counted),
            checked=len(held),
            green=sum(check.result.rag is Rag.GREEN for check in held if check.result),
            amber=sum(check.result.rag is Rag.AMBER for check in held if check.result),
            red=sum(check.result.rag is Rag.RED for check in held if check.result),
            explained=sum(check.explanation is not None for check in held),
            reconciled=sum(check.reconciled for check in held),
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """How many categories with gains or outturn there are, are checked, and came out how."""

    categories: int
    checked: int
    green: int
    amber: int
    red: int
    explained: int
    reconciled: int


def reconciliation(council_id: int, financial_year: int) -> Reconciliation:
    """Every category of the year that has gains or an outturn, costs of the whole year last."""
    now, before = _outturns(council_id, financial_year)
    claims = _claims(council_id, financial_year)
    divisions = sorted({*claims, *now}, key=lambda code: (code == WHOLE_YEAR, code))
    checks = {
        division: _check(division, claims.get(division, ZERO), now.get(division), before.get(division))
        for division in divisions
    }
    pairs = []
    for heads in _adjacent(council_id):
        first, second = (
            checks.get(division) or _check(division, ZERO, now.get(division), before.get(division))
            for division in (heads.division, heads.beside)
        )
        pairs.append(SideBySide(first, second, heads.reason))
    return Reconciliation(financial_year, list(checks.values()), pairs)


def reconciled(council_id: int, financial_year: int) -> frozenset[str]:
    """The CPV divisions (two digits) whose outturn bears the year's gains out, or whose difference a
    virement explains: the gains of their items have reached the last stage (savings-method 2.10)."""
    found = reconciliation(council_id, financial_year)
    return frozenset(check.division for check in found.checks if check.reconciled)


def summary(council_id: int, financial_year: int) -> Summary:
    """How far a council's year is held against its outturn, for a line on other pages."""
    return reconciliation(council_id, financial_year).summary


def _check(division: str, claim: Decimal, now: Outturn | None, before: Outturn | None) -> Check:
    result = None
    if now is not None and before is not None:
        result = method.triangulate(
            before.amount, now.amount, now.index_factor, now.demand_factor, claim, now.new_burdens
        )
    return Check(division, claim, now, before, result)


def _outturns(council_id: int, financial_year: int) -> tuple[dict[str, Outturn], dict[str, Outturn]]:
    """The latest outturns of the year and of the year before, by division."""
    found: dict[int, dict[str, Outturn]] = {financial_year: {}, financial_year - 1: {}}
    rows = db.session.scalars(
        select(Outturn)
        .options(
            joinedload(Outturn.explanations).joinedload(OutturnExplanation.given_by),
            joinedload(Outturn.document),
        )
        .where(
            Outturn.council_id == council_id,
            Outturn.financial_year.in_([financial_year, financial_year - 1]),
        )
        .order_by(Outturn.financial_year, Outturn.division, Outturn.number)
        .limit(MOST)
    ).unique()
    for outturn in rows:
        found[outturn.financial_year][outturn.division] = outturn
    return found[financial_year], found[financial_year - 1]


def _claims(council_id: int, financial_year: int) -> dict[str, Decimal]:
    """£ of allowed cashable gains that are new in the year less those lost, by division.

    Item by item, as the statement has it: what was sustained lowered the outturn of the year before
    already, so only the change can show in this one."""
    books = books_of_years([council_id], [financial_year, financial_year - 1])
    now, before = (
        _by_item(books[council_id, year].standings) for year in (financial_year, financial_year - 1)
    )
    claims: dict[str, Decimal] = {}
    for key in now.keys() | before.keys():
        recurring, one_off = now.get(key, (ZERO, ZERO))
        stock = method.aes_stock(before.get(key, (ZERO, ZERO))[0], recurring, one_off)
        claims[key[1]] = claims.get(key[1], ZERO) + stock.further - stock.lost
    return claims


def _by_item(standings: Sequence[GainStanding]) -> dict[Key, tuple[Decimal, Decimal]]:
    """By item and division, allowed cashable gains that recur, and one-off gains less one-off costs."""
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    for standing in standings:
        key = (standing.item_id, standing.item.cpv_code[:2] if standing.item else WHOLE_YEAR)
        recurring, one_off = found.get(key, (ZERO, ZERO))
        counts = standing.counts
        found[key] = (recurring + counts.recurring_cashable, one_off + counts.one_off)
    return found


def _adjacent(council_id: int) -> Sequence[AdjacentHeads]:
    return db.session.scalars(
        select(AdjacentHeads)
        .where(AdjacentHeads.council_id == council_id)
        .order_by(AdjacentHeads.division, AdjacentHeads.beside)
        .limit(MOST)
    ).all()


def outturn_for(actor: Actor, outturn_id: int) -> Outturn:
    """An outturn of the reader's council, or NotFound."""
    found = db.session.scalar(
        select(Outturn)
        .options(selectinload(Outturn.explanations).joinedload(OutturnExplanation.given_by))
        .where(Outturn.id == outturn_id, Outturn.council_id == reader_council(actor))
    )
    if found is None:
        raise NotFound()
    return found
