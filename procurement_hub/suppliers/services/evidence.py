"""Keeping evidence up to date, and noting who relied on which version of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.files import StoredFile
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.suppliers.models import Evidence, EvidenceKind, EvidenceReliance
from procurement_hub.suppliers.permissions import require_keeper


class EvidenceExpired(DomainError):
    """It was out of date before it came."""


class AlreadySuperseded(DomainError):
    """A newer version is there."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What is said of a piece of evidence. `amount` is the cover in £; `expires_on` its last good day."""

    title: str
    issuer: str = ""
    reference: str = ""
    amount: Decimal | None = None
    issued_on: date | None = None
    expires_on: date | None = None


def add_evidence(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    kind: EvidenceKind,
    proof: Proof,
    file: StoredFile,
    file_name: str,
) -> Evidence:
    """Put a new piece of evidence into the wallet, with its file already in the store."""
    require_keeper(actor, organisation)
    evidence = _write(actor, now, organisation.id, kind, proof, file, file_name, series_id=None)
    audit.record(actor, "add_evidence", evidence, now=now, detail={"kind": kind.value, "title": proof.title})
    return evidence


def replace_evidence(
    *, actor: Actor, now: datetime, evidence_id: int, proof: Proof, file: StoredFile, file_name: str
) -> Evidence:
    """Put a newer version in the place of this one, which is kept, marked as superseded: whoever
    relied on it can still read it."""
    old = db.session.scalar(select(Evidence).where(Evidence.id == evidence_id).with_for_update())
    if old is None:
        raise NotFound()
    require_keeper(actor, db.session.get(Organisation, old.organisation_id))
    if old.superseded_at is not None:
        raise AlreadySuperseded("A newer version is there already. Replace that one.")
    new = _write(actor, now, old.organisation_id, old.kind, proof, file, file_name, series_id=old.series)
    old.superseded_at = now
    detail = {"kind": old.kind.value, "title": proof.title, "replaces": old.id}
    audit.record(actor, "replace_evidence", new, now=now, detail=detail)
    return new


def rely_on(*, actor: Actor, now: datetime, evidence_ids: Iterable[int], what: str) -> None:
    """Note that the actor's organisation has relied on these versions for `what`, in words: "Opening
    of Copier paper", "Approved list: Grounds maintenance". Saying it again changes nothing.

    For the opening of bids and for approved lists. Before an opening it may not be called: the rows
    would name the bidders (law.md B1)."""
    require(actor, Permission.READ_SUPPLIERS)
    wanted = sorted(set(evidence_ids))
    found = set(db.session.scalars(select(Evidence.id).where(Evidence.id.in_(wanted))))
    if found != set(wanted):
        raise NotFound()
    for evidence_id in wanted:
        row = {
            "evidence_id": evidence_id,
            "organisation_id": actor.organisation_id,
            "what": what[:300],
            "at": now,
        }
        insert_if_absent(
            db.session, EvidenceReliance.__table__, row, ["evidence_id", "organisation_id", "what"]
        )
    if wanted:
        audit.record(actor, "rely_on_evidence", None, now=now, detail={"evidence": wanted, "what": what})


def _write(
    actor: Actor,
    now: datetime,
    organisation_id: int,
    kind: EvidenceKind,
    proof: Proof,
    file: StoredFile,
    file_name: str,
    *,
    series_id: int | None,
) -> Evidence:
    _check(kind, proof, uk_date(now))
    document = attach(file, actor=actor, now=now, name=file_name)
    evidence = Evidence(
        organisation_id=organisation_id,
        kind=kind,
        title=proof.title,
        issuer=proof.issuer,
        reference=proof.reference,
        amount=proof.amount if kind.is_insurance else None,
        issued_on=proof.issued_on,
        expires_on=proof.expires_on,
        document_id=document.id,
        series_id=series_id,
        added_at=now,
    )
    db.session.add(evidence)
    db.session.flush()
    return evidence


def _check(kind: EvidenceKind, proof: Proof, today: date) -> None:
    if not proof.title.strip():
        raise Invalid("Enter the title", "title")
    if kind.is_insurance and proof.amount is None:
        raise Invalid("Enter the amount of cover", "amount")
    if kind.is_insurance and proof.expires_on is None:
        raise Invalid("Enter the day on which the cover ends", "expires_on")
    if proof.issued_on is not None and proof.issued_on > today:
        raise Invalid("The date of issue must be today or in the past", "issued_on")
    if proof.expires_on is None:
        return
    if proof.issued_on is not None and proof.expires_on < proof.issued_on:
        raise Invalid("It cannot expire before it was issued", "expires_on")
    if proof.expires_on < today:
        raise EvidenceExpired(
            f"It expired on {format_date(proof.expires_on)}. Add the one that is valid now.", "expires_on"
        )
