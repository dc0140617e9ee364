"""What a supplier looks at before it decides to bid: what is new to it, what it must have, its
declaration and its standing, and what it decided."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import round_money
from procurement_hub.exclusions import declaration as declarations
from procurement_hub.exclusions import queries as exclusions
from procurement_hub.frameworks.models import Framework
from procurement_hub.suppliers import queries as suppliers
from procurement_hub.suppliers.models import Evidence
from procurement_hub.suppliers.standing import Standing
from procurement_hub.tenders.answer_bank import finding
from procurement_hub.tenders.answer_bank import queries as bank
from procurement_hub.tenders.answer_bank.finding import Match
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import BidDecision, Question, Tender, TenderRequirement
from procurement_hub.tenders.must_haves import MustHave, held_against
from procurement_hub.tenders.queries.public import whole_tender
from procurement_hub.tenders.working import DECISION

NEW_ANSWER, REVIEWED_ANSWER, PRICED_ITEM, READING = 60, 15, 10, 60
"""Minutes that we assume for an answer from nothing, for one from the bank, for the prices of an
item, and for reading the tender and submitting. The page says so."""


@dataclass(frozen=True)
class Decision:
    """What the supplier decided last."""

    bids: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Prospect:
    """A tender as one supplier sees its chances. `yearly_value` is £ a year excluding VAT, were
    every lot won at the framework's ceiling."""

    tender: Tender
    matches: dict[str, Match]
    must_haves: list[MustHave]
    declaration: declarations.Declaration | None
    declaration_problems: list[str]
    standing: Standing
    decision: Decision | None

    @property
    def framework(self) -> Framework:
        return self.tender.framework

    @cached_property
    def questions(self) -> list[Question]:
        return [question for criterion in self.tender.criteria for question in criterion.questions]

    @property
    def new(self) -> list[Question]:
        """The questions that nothing in the bank comes near."""
        return [question for question in self.questions if question.code not in self.matches]

    @property
    def lacking(self) -> list[MustHave]:
        return [each for each in self.must_haves if not each.met]

    @property
    def fails(self) -> list[MustHave]:
        """What is missing of what the tender makes pass or fail."""
        return [each for each in self.lacking if each.requirement.must]

    @property
    def hours(self) -> int:
        """About how long the bid takes, for every lot."""
        items = sum(len(lot.items) for lot in self.framework.lots)
        minutes = len(self.new) * NEW_ANSWER + len(self.matches) * REVIEWED_ANSWER
        return max(1, round((minutes + items * PRICED_ITEM + READING) / 60))


def prospect(actor: Actor, tender_id: int, now: datetime) -> Prospect:
    """What the supplier needs to decide about this tender, or NotFound."""
    tender = db.session.scalar(whole_tender().where(Tender.id == tender_id))
    if tender is None:
        raise NotFound()
    declaration = exclusions.current_declaration(actor.organisation_id)
    known = bank.known(actor)
    questions = [question for criterion in tender.criteria for question in criterion.questions]
    return Prospect(
        tender=tender,
        matches=finding.plan({question.code: question.title for question in questions}, known.all),
        must_haves=must_haves(actor, tender),
        declaration=declaration,
        declaration_problems=declarations.problems(declaration, now),
        standing=suppliers.assess_years(
            suppliers.years_of(actor.organisation_id),
            yearly_value(tender.framework),
            known.profile.years_in_profit if known.profile else None,
        ),
        decision=decision_of(actor, tender),
    )


def requirements_of(tender_id: int) -> list[TenderRequirement]:
    """What the tender asks bidders to have. Public."""
    return list(
        db.session.scalars(
            select(TenderRequirement)
            .where(TenderRequirement.tender_id == tender_id)
            .order_by(TenderRequirement.position)
        )
    )


def must_haves(actor: Actor, tender: Tender) -> list[MustHave]:
    """What the tender requires, beside what the actor's own wallet proves. One statement."""
    rows = db.session.execute(
        select(TenderRequirement, Evidence)
        .outerjoin(
            Evidence,
            (Evidence.kind == TenderRequirement.kind)
            & (Evidence.organisation_id == actor.organisation_id)
            & Evidence.superseded_at.is_(None),
        )
        .where(TenderRequirement.tender_id == tender.id)
        .order_by(TenderRequirement.position, Evidence.id)
    ).all()
    requirements = list(dict.fromkeys(requirement for requirement, _ in rows))
    evidence = list(dict.fromkeys(piece for _, piece in rows if piece is not None))
    return held_against(requirements, evidence, starts_on=tender.framework.starts_on)


def decision_of(actor: Actor, tender: Tender) -> Decision | None:
    """What the actor's supplier decided about this tender, if it has."""
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    held = db.session.get(BidDecision, (tender.id, token))
    if held is None:
        return None
    said = json.loads(box.read_working_copy(held.locked, lot_id=0, token=token, part=DECISION))
    return Decision(said["bids"], said["reason"], said["by"], datetime.fromisoformat(said["at"]))


def yearly_value(framework: Framework) -> Decimal:
    """£ a year excluding VAT at the most: the ceiling without VAT, spread over the term."""
    net = framework.ceiling_gross * 100 / (100 + framework.vat_rate)
    days = (framework.ends_on - framework.starts_on).days + 1
    return round_money(net * min(Decimal(1), Decimal(365) / days))
