"""A framework that is none: something to bid for when practising, made up and never awarded."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.numbering import hold
from procurement_hub.frameworks.models import DirectAward, Framework, FrameworkStatus, Lot, LotItem

CEILING = Decimal("120000.00")  # £ including VAT
FIRM, SOFT = Decimal(5_000), Decimal(2_000)
YEARS = 4


def make_practice(
    *, actor: Actor, now: datetime, title: str, description: str, lots: Sequence[tuple[str, Item]]
) -> Framework | None:
    """The centre's framework for practice, with a lot for each (title, item); None when it has one.

    Nothing ever moves it out of its status, so whatever asks for drafts, tenders or live
    frameworks leaves it out."""
    require(actor, Permission.RUN_TENDER)
    hold(db.session, Framework.code)
    own = select(Framework.id).where(
        Framework.organisation_id == actor.organisation_id, Framework.status == FrameworkStatus.PRACTICE
    )
    if db.session.scalar(own) is not None:
        return None
    year = uk_date(now).year + 1
    framework = Framework(
        code=f"PRACTICE-{actor.organisation_id}",
        organisation_id=actor.organisation_id,
        round_id=None,
        status=FrameworkStatus.PRACTICE,
        title=title,
        description=description,
        starts_on=date(year, 4, 1),
        ends_on=date(year + YEARS, 3, 31),
        ceiling_gross=CEILING,
        vat_rate=Decimal(20),
        levy_percent=Decimal("1.00"),
        drafted_at=now,
        drafted_by_id=actor.person_id,
        published_at=now,
        lots=[
            Lot(
                number=str(number),
                title=lot_title,
                max_suppliers=1,
                direct_award=DirectAward.SOLE_SUPPLIER,
                items=[LotItem(item_id=item.id, firm_quantity=FIRM, soft_quantity=SOFT)],
            )
            for number, (lot_title, item) in enumerate(lots, 1)
        ],
    )
    db.session.add(framework)
    db.session.flush()
    return framework
