"""A file of the supplier's wallet goes into an answer by one click; who relied on it is told at the
opening and not before."""

from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.suppliers.models import Evidence, EvidenceReliance
from procurement_hub.tenders.models import BidAttachment
from tests.suppliers.wallet import sent
from tests.tenders.visiting import lot_url, submit, write


def take(scene, bidder, evidence):
    """Add a copy of the evidence to the answer to Q1."""
    return bidder.post(lot_url(scene, "/answers/Q1/evidence"), data={"evidence": str(evidence)})


def in_the_wallet(bidder) -> Evidence:
    assert bidder.post("/suppliers/evidence/new", data=sent()).status_code == 302
    return db.session.scalars(db.select(Evidence)).one()


def test_a_copy_of_the_evidence_is_in_the_answer_and_relied_on_from_the_opening(scene, bidder):
    evidence = in_the_wallet(bidder)
    write(scene, bidder)
    asked = {"version": "1", "text": scene.draft("ALB").text("Q1"), "wallet": "yes"}
    chosen = bidder.post(lot_url(scene, "/answers/Q1/files"), data=asked)
    assert "Public liability" in bidder.get(chosen.headers["Location"]).text
    assert take(scene, bidder, evidence.id).status_code == 302
    assert [file.evidence_id for file in scene.draft("ALB").files("Q1")] == [evidence.id]
    assert submit(scene, bidder).status_code == 302
    assert db.session.scalars(db.select(EvidenceReliance)).all() == []
    scene.open()
    relied = db.session.scalars(db.select(EvidenceReliance)).one()
    assert (relied.evidence_id, relied.organisation_id) == (evidence.id, scene.lead.organisation_id)
    assert relied.what == f"Opening of {scene.framework.title}"
    attached, kept = db.session.execute(
        db.select(BidAttachment.sha256, StoredDocument.sha256).join(
            StoredDocument, StoredDocument.id == evidence.document_id
        )
    ).one()
    assert attached == kept


def test_nobody_takes_a_file_of_another_suppliers_wallet(app, scene, bidder):
    write(scene, bidder)
    for other in ("999", "", "x"):
        page = take(scene, bidder, other)
        assert page.status_code == 422
        assert "Select what to take from your evidence wallet" in page.text
    assert scene.draft("ALB").files("Q1") == []
