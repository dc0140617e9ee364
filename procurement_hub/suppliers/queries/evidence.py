"""Reads of evidence: a wallet, one piece with its older versions, and who has relied on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.suppliers.models import Evidence, EvidenceKind, EvidenceReliance
from procurement_hub.suppliers.permissions import may_read_file, reads_every_file

MOST = 200
"""Pieces of evidence, versions and reliances that one page lists."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A current piece of evidence, as one reader may see it."""

    evidence: Evidence
    may_read_file: bool


def wallet(actor: Actor, organisation_id: int) -> list[Piece]:
    """The current evidence of a supplier, soonest to expire first, and which files the actor may read.

    Two statements at most. Whether the actor may look the supplier up is asked before."""
    found = current_evidence([organisation_id])
    relied = _relied_on_by(actor, organisation_id)
    return [
        Piece(evidence, may_read_file(actor, organisation_id, relies=evidence.id in relied))
        for evidence in found
    ]


def current_evidence(
    organisation_ids: Iterable[int], *, kinds: Iterable[EvidenceKind] | None = None
) -> list[Evidence]:
    """The newest versions of the evidence of these suppliers, with their documents, soonest to expire
    first. `evidence.state(on)` says what each is worth on a day. For other areas too."""
    query = (
        select(Evidence)
        .where(Evidence.organisation_id.in_(sorted(set(organisation_ids))), Evidence.superseded_at.is_(None))
        .options(joinedload(Evidence.document))
        .order_by(Evidence.expires_on.is_(None), Evidence.expires_on, Evidence.id)
        .limit(MOST)
    )
    if kinds is not None:
        query = query.where(Evidence.kind.in_(list(kinds)))
    return list(db.session.scalars(query))


def evidence_for(actor: Actor, evidence_id: int) -> Evidence:
    """One piece of evidence with its document, for those who keep it; NotFound for anybody else's."""
    evidence = db.session.scalar(
        select(Evidence).where(Evidence.id == evidence_id).options(joinedload(Evidence.document))
    )
    if (
        evidence is None
        or evidence.organisation_id != actor.organisation_id
        or not may(actor, Permission.KEEP_PROFILE)
    ):
        raise NotFound()
    return evidence


def versions_of(evidence: Evidence) -> list[Evidence]:
    """Every version in its series, the newest first."""
    query = (
        select(Evidence)
        .where(or_(Evidence.id == evidence.series, Evidence.series_id == evidence.series))
        .options(joinedload(Evidence.document))
        .order_by(Evidence.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def reliances(evidence_ids: Iterable[int]) -> list[EvidenceReliance]:
    """Who has relied on these versions, the latest first."""
    query = (
        select(EvidenceReliance)
        .where(EvidenceReliance.evidence_id.in_(sorted(set(evidence_ids))))
        .options(joinedload(EvidenceReliance.organisation))
        .order_by(EvidenceReliance.at.desc(), EvidenceReliance.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def reliances_of_wallet(organisation_id: int) -> list[EvidenceReliance]:
    """Who has relied on anything in this wallet, old versions included, the latest first."""
    query = (
        select(EvidenceReliance)
        .join(EvidenceReliance.evidence)
        .where(Evidence.organisation_id == organisation_id)
        .options(contains_eager(EvidenceReliance.evidence), joinedload(EvidenceReliance.organisation))
        .order_by(EvidenceReliance.at.desc(), EvidenceReliance.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def file_for(actor: Actor, evidence_id: int) -> StoredDocument:
    """The document of one version, for whoever may read it; NotFound for anybody else."""
    evidence = db.session.scalar(
        select(Evidence).where(Evidence.id == evidence_id).options(joinedload(Evidence.document))
    )
    if evidence is None:
        raise NotFound()
    relies = exists().where(
        EvidenceReliance.evidence_id == evidence_id,
        EvidenceReliance.organisation_id == actor.organisation_id,
    )
    if not may_read_file(actor, evidence.organisation_id, relies=db.session.scalar(select(relies))):
        raise NotFound()
    return evidence.document


def _relied_on_by(actor: Actor, organisation_id: int) -> set[int]:
    if actor.organisation_id == organisation_id or reads_every_file(actor):
        return set()  # who owns it, or reads every file, needs no reliance
    query = (
        select(EvidenceReliance.evidence_id)
        .join(Evidence, Evidence.id == EvidenceReliance.evidence_id)
        .where(
            Evidence.organisation_id == organisation_id,
            EvidenceReliance.organisation_id == actor.organisation_id,
        )
    )
    return set(db.session.scalars(query))
