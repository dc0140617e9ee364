"""A centre with a list for paper, two councils and two suppliers, and short ways to what happens."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.models import ApprovedList, ListPlace
from procurement_hub.approved_lists.services import NewCriterion
from procurement_hub.approved_lists.standing import Standing
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.files import StoredFile
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions.models import DebarmentEntry
from procurement_hub.law.exclusion_grounds import GROUNDS
from procurement_hub.suppliers import services as wallet
from procurement_hub.suppliers.models import Evidence, EvidenceKind, Size, SupplierProfile
from tests.makers import actor_for, make_organisation, make_person

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = uk_date(NOW)
NEXT_MAY = date(2027, 5, 3)
PAYS = "We pay our own suppliers within 30 days"
PUBLIC = NewCriterion(EvidenceKind.PUBLIC_LIABILITY, minimum=Decimal(5_000_000))
ISO = NewCriterion(EvidenceKind.ACCREDITATION, named="ISO 9001")
SAYS = NewCriterion(statement=PAYS)
_numbers = count(1)


@dataclass
class Scene:
    """Organisations by code, each with people of one role; verbs in the short."""

    organisations: dict[str, Organisation]
    people: dict[tuple[str, str], Person] = field(default_factory=dict)

    def __post_init__(self):
        """Who acts in most tests is there before any mail is written."""
        for code, role in (("SECE", "procurement_lead"), ("SECE", "opening_officer"), ("PEN", "bidder")):
            self.person(code, role)

    def person(self, code: str, *roles: str) -> Person:
        key = code, "+".join(roles)
        if key not in self.people:
            email = f"{'.'.join(roles)}@{code.lower()}.example"
            self.people[key] = make_person(roles, self.organisations[code], email=email)
        return self.people[key]

    def actor(self, code: str, *roles: str) -> Actor:
        return actor_for(self.person(code, *roles))

    @property
    def lead(self) -> Actor:
        return self.actor("SECE", "procurement_lead")

    @property
    def second(self) -> Actor:
        return self.actor("SECE", "opening_officer")

    def buyer(self, code: str) -> Actor:
        return self.actor(code, "buyer")

    def bidder(self, code: str = "PEN") -> Actor:
        return self.actor(code, "bidder")

    # --- the wallet ---------------------------------------------------------------------------------

    def insure(self, code="PEN", *, until=NEXT_MAY, amount=5_000_000, now=NOW) -> Evidence:
        return self.prove(
            code,
            EvidenceKind.PUBLIC_LIABILITY,
            title="Public liability policy",
            until=until,
            amount=Decimal(amount),
            now=now,
        )

    def accredit(self, code="PEN", *, title="ISO9001:2015 certificate", until=None, now=NOW) -> Evidence:
        return self.prove(code, EvidenceKind.ACCREDITATION, title=title, until=until, now=now)

    def prove(self, code, kind, *, title, until=None, amount=None, now=NOW) -> Evidence:
        actor = self.bidder(code)
        with transaction():
            return wallet.add_evidence(
                actor=actor,
                now=now,
                organisation=db.session.get(Organisation, actor.organisation_id),
                kind=kind,
                proof=wallet.Proof(title=title, amount=amount, expires_on=until),
                file=a_file(),
                file_name="proof.pdf",
            )

    def renew(self, evidence: Evidence, *, until, now) -> Evidence:
        actor = self.bidder()
        with transaction():
            return wallet.replace_evidence(
                actor=actor,
                now=now,
                evidence_id=evidence.id,
                proof=wallet.Proof(title=evidence.title, amount=evidence.amount, expires_on=until),
                file=a_file(),
                file_name="renewed.pdf",
            )

    def debar(self, code="PEN", *, until: date | None = None) -> None:
        """Put the supplier on the debarment list by its company number."""
        number = db.session.get(SupplierProfile, self.organisations[code].id).company_number
        by = self.person("SECE", "procurement_lead").id
        ground = next(ground.code for ground in GROUNDS.values() if ground.mandatory)
        with transaction():
            db.session.add(
                DebarmentEntry(
                    name="Somebody",
                    name_key="somebody",
                    company_number=number,
                    ground=ground,
                    mandatory=True,
                    listed_on=date(2026, 1, 1),
                    until=until,
                    source="The debarment list",
                    added_at=NOW,
                    added_by_id=by,
                )
            )

    # --- the list -----------------------------------------------------------------------------------

    def open_list(self, *criteria: NewCriterion, by: Actor | None = None, **changes) -> ApprovedList:
        terms = {
            "title": "Paper and stationery",
            "purpose": "Small purchases of paper",
            "cpv": ["3019"],
            "criteria": criteria or (PUBLIC, ISO, SAYS),
        }
        actor = by or self.lead
        with transaction():
            return services.open_list(actor=actor, now=NOW, **(terms | changes))

    def list_of(self, place: ListPlace) -> ApprovedList:
        return queries.list_for(place.list_id)

    def apply(self, approved_list: ApprovedList, code="PEN", *, answers=None, now=NOW) -> ListPlace:
        actor = self.bidder(code)
        with transaction():
            return services.apply_for_list(
                actor=actor,
                now=now,
                approved_list=approved_list,
                answers={PAYS: True} if answers is None else answers,
            )

    def approve(
        self, place: ListPlace, *, by: Actor | None = None, now=NOW, reason="All in order"
    ) -> ListPlace:
        actor = by or self.lead
        with transaction():
            services.approve_supplier(actor=actor, now=now, place=place, reason=reason)
        return place

    def approved(self, code="PEN", *criteria: NewCriterion, until=NEXT_MAY, **changes) -> ListPlace:
        """A supplier with its evidence in the wallet, on a new list."""
        self.insure(code, until=until)
        self.accredit(code)
        approved_list = self.open_list(*criteria, **changes)
        return self.approve(self.apply(approved_list, code), by=changes.get("by"))

    def rely(self, place: ListPlace, code="WOK", *, now=NOW):
        actor = self.buyer(code)
        with transaction():
            return services.rely_on_approval(actor=actor, now=now, place=place)

    def suspend(self, place: ListPlace, *, days=30, now=NOW, reason="Late three times"):
        actor = self.lead
        with transaction():
            return services.suspend_supplier(
                actor=actor,
                now=now,
                place=place,
                reason=reason,
                comment_by=uk_date(now) + timedelta(days=10),
                ends_on=uk_date(now) + timedelta(days=days),
            )

    def stands(self, place: ListPlace, on: date = TODAY) -> Standing:
        db.session.rollback()
        whole = queries.place_for(self.bidder(code_of(self, place)), place.id)
        return queries.standing_of(whole, on)


def code_of(scene: Scene, place: ListPlace) -> str:
    return next(code for code, found in scene.organisations.items() if found.id == place.supplier_id)


def make_scene() -> Scene:
    kinds = {
        "SECE": Kind.RCE,
        "WOK": Kind.COUNCIL,
        "RDG": Kind.COUNCIL,
        "PEN": Kind.SUPPLIER,
        "ALB": Kind.SUPPLIER,
    }
    organisations = {code: make_organisation(kind, f"{code} organisation") for code, kind in kinds.items()}
    with transaction():
        db.session.add_all(
            [
                SupplierProfile(
                    organisation_id=organisations["PEN"].id,
                    company_number="04150001",
                    size=Size.SMALL,
                ),
                SupplierProfile(
                    organisation_id=organisations["ALB"].id,
                    company_number="02750002",
                    size=Size.LARGE,
                    vcse=True,
                ),
            ]
        )
    return Scene(organisations)


def a_file() -> StoredFile:
    number = next(_numbers)
    digest = sha256(str(number).encode()).hexdigest()
    return StoredFile(key=f"test/{digest}", sha256=digest, size=3, media_type="application/pdf")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def mails() -> list[dict]:
    """Every mail in the outbox, oldest first."""
    rows = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id)
    )
    return [json.loads(row.payload) for row in rows]
