"""The budget that a gain releases, and what the money is used for."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.money import PENNY, format_money, format_pence, round_money
from procurement_hub.savings import standing
from procurement_hub.savings.models import BudgetRelease, BudgetUse
from procurement_hub.savings.recording import MOST, PLACES, check_year, open_year, said


class AlreadyReleased(DomainError):
    """A budget movement is counted once."""


class NoBudgetEvidence(DomainError):
    """Inflation avoided is cash only when the budget was raised by it, and the same amount taken out."""


def release_budget(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item: Item,
    amount: Decimal,
    use: BudgetUse,
    reference: str,
    purpose: str = "",
    framework_id: int | None = None,
    uplift: Decimal | None = None,
    inflation: Decimal | None = None,
) -> BudgetRelease:
    """Record the budget movement (£) by which a gain was freed, and what the money is used for.

    With `uplift` (1.0209 for 2.09 %) and `inflation` (£, a part of the amount) it is the evidence
    that inflation avoided on the item's gain through that framework is cash (savings-method 2.5)."""
    require(actor, Permission.RELEASE_BUDGET)
    check_year(financial_year, now)
    if not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Invalid("The amount must be more than £0, in pounds and pence.", "amount")
    reference = said(reference, "reference", "Enter the reference of the budget movement.")
    if len(reference) > 100:
        raise Invalid("The reference must be 100 characters or fewer.", "reference")
    if (uplift is None) != (inflation is None):
        raise Invalid(
            "Give both how much the budget was raised by and the amount of inflation taken out of it.",
            "uplift" if uplift is None else "inflation",
        )
    if framework_id is not None and use is BudgetUse.REINVESTED:
        said(purpose, "purpose", "Enter where the money is reinvested.")
    open_year(actor, financial_year)
    if db.session.scalar(
        select(BudgetRelease.id).where(
            BudgetRelease.council_id == actor.organisation_id,
            BudgetRelease.financial_year == financial_year,
            BudgetRelease.reference == reference,
        )
    ):
        raise AlreadyReleased(
            f"The budget movement {reference} has already been recorded for "
            f"{format_financial_year(financial_year)}.",
            "reference",
        )
    if uplift is not None:
        _check_inflation(actor, financial_year, item, framework_id, amount, uplift, inflation)
    release = BudgetRelease(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        item_id=item.id,
        amount=amount,
        use=use,
        purpose=purpose.strip(),
        reference=reference,
        framework_id=framework_id,
        uplift=uplift,
        inflation=inflation,
        released_at=now,
        released_by_id=actor.person_id,
    )
    db.session.add(release)
    db.session.flush()
    audit.record(
        actor,
        "release_budget",
        release,
        now=now,
        reason=release.purpose,
        detail={"financial_year": financial_year, "item": item.code, "amount": format_money(amount)},
    )
    return release


def _check_inflation(
    actor: Actor,
    financial_year: int,
    item: Item,
    framework_id: int | None,
    amount: Decimal,
    uplift: Decimal,
    inflation: Decimal,
) -> None:
    gain = standing.find(standing.standings(actor.organisation_id, financial_year), item.id, framework_id)
    if gain is None or gain.last is None or gain.total.nc_inflation <= 0:
        raise NoBudgetEvidence("No inflation was avoided on this gain.", "inflation")
    index = gain.last.working.uprating
    if uplift != uplift.quantize(PLACES) or uplift < index.quantize(PLACES):
        raise NoBudgetEvidence(
            "The budget must have been raised by at least the index, a factor of "
            f"{index.quantize(PLACES).normalize():f}.",
            "uplift",
        )
    left = round_money(gain.total.nc_inflation - gain.inflation)
    if not 0 < inflation <= amount or inflation != left:
        raise NoBudgetEvidence(
            f"The inflation avoided that is not yet cash is {format_pence(left)}. The same amount must be "
            "taken out of the budget, as a part of this movement.",
            "inflation",
        )
