"""What a council says in its own words, and under which heading an item stands."""

from datetime import datetime

from sqlalchemy import exists, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.upsert import upsert
from procurement_hub.savings.years import hold_year
from procurement_hub.statements.models import (
    Heading,
    ItemHeading,
    Look,
    Narrative,
    NarrativeField,
    Submission,
)

MOST_LETTERS = 2000


class HeadingIsFiled(DomainError):
    """An item stays under the heading that the year's statement was filed with."""


def write_narrative(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    look: Look,
    field: NarrativeField,
    words: str,
    heading_code: str | None = None,
) -> Narrative:
    """Put the council's own words in the place of those from its books; empty words give these back.

    Only the strategy is of the whole statement; the other fields are of a heading."""
    require(actor, Permission.WRITE_STATEMENT)
    if (heading_code is None) != (field is NarrativeField.STRATEGY):
        raise Invalid("Say which heading the words are for.", "heading")
    said = words.replace("\r\n", "\n").strip()
    if len(said) > MOST_LETTERS:
        raise Invalid(f"The words must be {MOST_LETTERS:,} letters or fewer.", "words")
    heading = _heading(heading_code) if heading_code else None
    narrative = Narrative(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        look=look,
        heading_id=heading.id if heading else None,
        field=field,
        words=said,
        written_at=now,
        written_by_id=actor.person_id,
    )
    db.session.add(narrative)
    audit.record(
        actor,
        "write_narrative",
        narrative,
        now=now,
        detail={"look": look.value, "financial_year": financial_year, "heading": heading_code or ""},
    )
    return narrative


def choose_heading(
    *, actor: Actor, now: datetime, financial_year: int, item: Item, heading_code: str
) -> ItemHeading:
    """Put an item of the actor's own council under another heading for a year, before what the year came
    to is filed. It leaves the heading where it stood: one gain is claimed under one heading."""
    require(actor, Permission.SUBMIT_STATEMENT)
    hold_year(actor.organisation_id, financial_year)
    filed = db.session.scalar(
        select(
            exists().where(
                Submission.council_id == actor.organisation_id,
                Submission.financial_year == financial_year,
                Submission.look.in_([look for look in Look if look.is_achieved]),
            )
        )
    )
    if filed:
        raise HeadingIsFiled(
            f"The statement of {format_financial_year(financial_year)} has been filed with its headings."
        )
    heading = _heading(heading_code)
    row = {
        "council_id": actor.organisation_id,
        "item_id": item.id,
        "financial_year": financial_year,
        "heading_id": heading.id,
        "chosen_at": now,
        "chosen_by_id": actor.person_id,
    }
    upsert(db.session, ItemHeading.__table__, [row], ("council_id", "item_id", "financial_year"))
    audit.record(
        actor,
        "choose_heading",
        None,
        now=now,
        detail={"item": item.id, "heading": heading_code, "financial_year": financial_year},
    )
    return db.session.get_one(
        ItemHeading, (actor.organisation_id, item.id, financial_year), populate_existing=True
    )


def _heading(code: str) -> Heading:
    heading = db.session.scalar(select(Heading).where(Heading.code == code))
    if heading is None:
        raise NotFound()
    return heading
