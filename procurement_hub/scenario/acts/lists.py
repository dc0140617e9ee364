"""The acts of evidence and of approved lists, each one call of the service that a page calls."""

from decimal import Decimal

from procurement_hub.accounts.models import Organisation
from procurement_hub.approved_lists import services as lists
from procurement_hub.approved_lists.models import ApprovedList, ListPlace, PlaceStatus
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money
from procurement_hub.core.pdf import Document
from procurement_hub.scenario.acts.finding import day
from procurement_hub.scenario.acts.registry import act
from procurement_hub.suppliers import services as suppliers
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.web.uploads import store


@act
def add_evidence(event, actor, now, _cast):
    """The file is written here: a page with what the event says of the proof."""
    proof = suppliers.Proof(
        title=event["title"],
        issuer=event.get("issuer", ""),
        reference=event.get("reference", ""),
        amount=Decimal(str(event["amount"])) if event.get("amount") else None,
        issued_on=day(event.get("issued_on")),
        expires_on=day(event.get("expires_on")),
    )
    suppliers.add_evidence(
        actor=actor,
        now=now,
        organisation=db.session.get_one(Organisation, actor.organisation_id),
        kind=EvidenceKind(event["kind"]),
        proof=proof,
        file=store().put(_page(actor.organisation_name, proof), media_type="application/pdf"),
        file_name=f"{event['title']}.pdf",
    )


@act
def open_list(event, actor, now, _cast):
    lists.open_list(
        actor=actor,
        now=now,
        title=event["title"],
        purpose=event["purpose"],
        cpv=event["cpv"],
        criteria=[
            lists.NewCriterion(
                evidence_kind=EvidenceKind(asked["evidence"]) if asked.get("evidence") else None,
                minimum=Decimal(str(asked["minimum"])) if asked.get("minimum") else None,
                named=asked.get("named", ""),
                statement=asked.get("statement", ""),
            )
            for asked in event["criteria"]
        ],
    )


@act
def apply_for_list(event, actor, now, _cast):
    lists.apply_for_list(
        actor=actor,
        now=now,
        approved_list=_list(event),
        answers=dict.fromkeys(event.get("agreed", []), True),
    )


@act
def approve_supplier(event, actor, now, _cast):
    lists.approve_supplier(actor=actor, now=now, place=_place(event), reason=event["reason"])


@act
def rely_on_approval(event, actor, now, _cast):
    lists.rely_on_approval(actor=actor, now=now, place=_place(event))


def _list(event: dict) -> ApprovedList:
    return db.session.scalars(db.select(ApprovedList).where(ApprovedList.code == event["list"])).one()


def _place(event: dict) -> ListPlace:
    supplier = db.select(Organisation.id).where(Organisation.code == event["supplier"]).scalar_subquery()
    return db.session.scalars(
        db.select(ListPlace).where(
            ListPlace.list_id == _list(event).id,
            ListPlace.supplier_id == supplier,
            ListPlace.status.in_([PlaceStatus.APPLIED, PlaceStatus.APPROVED]),
        )
    ).one()


def _page(supplier: str, proof: suppliers.Proof) -> bytes:
    document = Document(proof.title, supplier, proof.reference or None)
    document.facts(
        [
            ("Issued to", supplier),
            ("Issued by", proof.issuer or "The supplier itself"),
            ("Cover", format_money(proof.amount) if proof.amount else "Not an insurance"),
            ("Valid until", format_date(proof.expires_on) if proof.expires_on else "Without end"),
        ]
    )
    document.paragraph("Made up for the demonstration.")
    return document.render()
