"""A centre with its lead, administrator and auditor, and a supplier with its bidder."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import services
from procurement_hub.exclusions.declaration import Answer, Subcontractor
from procurement_hub.exclusions.entries import NewEntry
from procurement_hub.exclusions.models import (
    ConfirmedDeclaration,
    DebarmentEntry,
    Decision,
    ExclusionCase,
)
from procurement_hub.law.exclusion_grounds import declared_grounds
from procurement_hub.suppliers import services as suppliers
from tests.makers import actor_for, make_organisation, make_person

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REPLY_BY = date(2026, 12, 4)
AFTER_REPLY = datetime(2026, 12, 5, 9, tzinfo=UTC)
NUMBER = "04150001"


@dataclass
class Scene:
    centre: Organisation
    supplier: Organisation
    people: dict[str, Person]

    def actor(self, who: str) -> Actor:
        return actor_for(self.people[who])

    @property
    def lead(self) -> Actor:
        return self.actor("lead")

    @property
    def bidder(self) -> Actor:
        return self.actor("bidder")

    @property
    def admin(self) -> Actor:
        return self.actor("admin")


def make_scene() -> Scene:
    centre = make_organisation(Kind.RCE, "South East Centre of Excellence")
    supplier = make_supplier("Pennine Paper Ltd", NUMBER)
    people = {
        "lead": make_person([Role.PROCUREMENT_LEAD], centre, name="Asha Lindqvist"),
        "admin": make_person([Role.ADMINISTRATOR], centre),
        "auditor": make_person([Role.AUDITOR], centre),
        "bidder": make_person([Role.BIDDER], supplier, name="Carol Heaton", email="carol@pen.example"),
    }
    return Scene(centre, supplier, people)


def make_supplier(name: str, company_number: str | None = None) -> Organisation:
    supplier = make_organisation(Kind.SUPPLIER, name)
    if company_number:
        with transaction():
            suppliers.record_profile(
                actor=SYSTEM, now=NOW, organisation=supplier, company_number=company_number, size="small"
            )
    return supplier


def declare(
    bidder: Actor,
    *yes: Answer,
    at: datetime = NOW,
    subcontractors: tuple[Subcontractor, ...] = (),
) -> ConfirmedDeclaration:
    """A confirmed declaration that says no to every ground but these."""
    said = {answer.ground: answer for answer in yes}
    with transaction():
        services.save_answers(
            actor=bidder,
            now=at,
            answers=[Answer(each.code, each.code in said) for each in declared_grounds(at.date())],
        )
        services.save_details(actor=bidder, now=at, answers=yes, subcontractors=subcontractors)
        return services.confirm_declaration(actor=bidder, now=at, name="Carol Heaton")


def debar(admin: Actor, name: str = "Blackwater Office Trading Ltd", **changes) -> DebarmentEntry:
    entry = {
        "name": name,
        "company_number": "03330456",
        "ground": "cartel_decision",
        "listed_on": date(2026, 11, 1),
        "source": "Entry 2026/004",
    }
    with transaction():
        return services.add_debarment(actor=admin, now=NOW, entry=NewEntry(**(entry | changes)))


def opened(scene: Scene, ground: str = "poor_performance", **more) -> ExclusionCase:
    with transaction():
        return services.open_case(
            actor=scene.lead,
            now=NOW,
            supplier=more.pop("supplier", scene.supplier),
            ground=ground,
            facts="Nine of twelve deliveries were missed.",
            **more,
        )


def invited(scene: Scene, ground: str = "poor_performance", **more) -> ExclusionCase:
    replace_by = more.pop("replace_by", None)
    case = opened(scene, ground, **more)
    with transaction():
        return services.invite_representations(
            actor=scene.lead, now=NOW, case=case, reply_by=REPLY_BY, replace_by=replace_by
        )


def decided(
    scene: Scene,
    decision: Decision = Decision.EXCLUDED,
    *,
    ground: str = "poor_performance",
    at: datetime = AFTER_REPLY,
    ends_on: date | None = date(2027, 12, 4),
    **more,
) -> ExclusionCase:
    case = invited(scene, ground, **more)
    with transaction():
        return services.decide_case(
            actor=scene.lead,
            now=at,
            case=case,
            decision=decision,
            reasons="It did not improve.",
            ends_on=ends_on,
        )
