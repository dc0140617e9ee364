"""A new secret in the middle of a tender: nothing is lost, and the old one can go."""

import json

import pytest
from sqlalchemy import LargeBinary

from procurement_hub.core import audit, keys, outbox
from procurement_hub.core.database import db
from procurement_hub.core.keys import KeyRing
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries, receipts
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import BidAttachment, BidFile, BidReceipt, ReceiptKey
from procurement_hub.tenders.queries.verifying import receipt_keys
from procurement_hub.tenders.receipts import Signed
from procurement_hub.tenders.services.rotating import rewrap_keys
from tests.conftest import SECRET_KEY
from tests.tenders.scene import IN_TIME, published

NEW = "the secret of this year, long enough to wrap with"


@pytest.fixture
def scene(app):
    yield published()
    keys.configure(KeyRing([SECRET_KEY]))


def rotate(now=IN_TIME):
    """A new secret comes in front, everything is wrapped anew, and the old secret goes."""
    keys.configure(KeyRing([NEW, SECRET_KEY]))
    with transaction():
        done = rewrap_keys(now=now)
    keys.configure(KeyRing([NEW]))
    db.session.expire_all()
    return done


def only_receipt() -> Signed:
    receipt = db.session.scalars(db.select(BidReceipt)).one()
    return Signed(receipt.statement, receipt.signature)


def test_a_draft_is_read_and_worked_on_without_the_old_secret(scene):
    scene.save("PEN", text="Half an answ")
    rotate()
    assert scene.draft("PEN").text("Q1") == "Half an answ"
    scene.save("PEN", text="A whole answer.", version=1)
    assert scene.draft("PEN").text("Q1") == "A whole answer."


def test_bids_from_before_and_after_are_opened_together(scene):
    scene.submit("PEN")
    rotate()
    scene.submit("ALB")
    scene.submit("PEN")
    bids = scene.open()
    assert {bid.supplier_id for bid in bids} == {scene.region.organisations[c].id for c in ("PEN", "ALB")}


def test_a_bidder_still_finds_its_bid_and_its_receipt(scene):
    receipt = scene.submit("PEN")
    rotate()
    bidder = scene.region.bidder("PEN")
    assert [bid.id for bid in queries.own_bids(bidder)] == [receipt.bid_id]
    assert queries.own_receipt(bidder, scene.tender.id, "submitted", receipt.content_sha256)


def test_a_receipt_of_the_old_secret_is_still_genuine(scene):
    scene.submit("PEN")
    rotate()
    facts = receipts.facts_in(receipt_keys(), only_receipt())
    assert facts["key"] == KeyRing([SECRET_KEY]).newest.hex()
    assert facts["act"] == "submitted"


def test_a_public_key_put_into_the_database_by_hand_verifies_nothing(scene):
    scene.submit("PEN")
    forger = KeyRing(["a secret of somebody else, just as long"])
    forged = receipts.sign(forger, json.loads(only_receipt().statement))
    name, public = next(iter(receipts.public_keys(forger).items()))
    with transaction():
        wrapped = forger.wrap(public.public_bytes_raw(), receipts.context_of(name))
        db.session.add(ReceiptKey(key_id=name, wrapped_public_key=wrapped, kept_at=IN_TIME))
    assert receipts.facts_in(receipt_keys(), forged) is None
    with transaction():
        row = db.session.get(ReceiptKey, name)
        row.wrapped_public_key = keys.ring().newest + wrapped[8:]
    assert receipts.facts_in(receipt_keys(), forged) is None


def test_a_sealed_letter_that_waits_is_sent_without_the_old_secret(scene):
    with transaction():
        outbox.put("sealed_mail", {"to": "bids@pen.example"}, now=IN_TIME)
    rotate()
    sent = []
    with transaction():
        message = db.session.scalars(
            db.select(OutboxMessage).where(OutboxMessage.kind == "sealed_mail")
        ).one()
        outbox.run(message, {"sealed_mail": sent.append}, now=IN_TIME)
    assert sent == [{"to": "bids@pen.example"}]


def test_rotating_twice_changes_nothing_more_and_is_in_the_audit(scene):
    scene.submit("PEN")
    assert rotate().rewrapped["keys of tender boxes"] == 3
    with transaction():
        again = rewrap_keys(now=IN_TIME)
    assert again.rewrapped.total() == 0
    assert list(audit.verify(db.session)) == []


def test_what_needs_a_secret_that_is_gone_is_named(scene):
    keys.configure(KeyRing([NEW]))
    with transaction():
        done = rewrap_keys(now=IN_TIME)
    assert done.missing == {KeyRing([SECRET_KEY]).newest.hex(): {"keys of tender boxes": 3}}


def test_the_command_says_which_secret_can_go(scene, app):
    scene.submit("PEN")
    keys.configure(KeyRing([NEW, SECRET_KEY]))
    result = app.test_cli_runner().invoke(args=["rewrap-keys"])
    assert result.exit_code == 0, result.output
    assert "Wrapped anew" in result.output
    assert "nothing here needs it any more, but keep SECRET_KEY: it signs sessions" in result.output


def test_nothing_in_the_database_is_left_under_the_old_secret(scene):
    bidder = scene.region.bidder("PEN")
    with transaction():
        tenders.follow(actor=bidder, now=IN_TIME, tender=scene.tender)
    scene.submit("PEN")
    scene.open()
    keep_a_file(scene)
    rotate()
    old = KeyRing([SECRET_KEY]).newest
    wrapped = 0
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                values = [value for value in db.session.scalars(db.select(column)) if value]
                assert not [value for value in values if value.startswith(old)], column
                wrapped += sum(value.startswith(KeyRing([NEW]).newest) for value in values)
    assert wrapped >= 3 + 1 + 1 + 2  # the box, the file, the follower, and two secrets' public keys
    attached = db.session.scalars(db.select(BidAttachment)).one()
    assert keys.ring().unwrap(attached.wrapped_key, b"f" * 32) == b"the file's own key"


def keep_a_file(scene):
    """An opened file, as the opening keeps it."""
    bid = scene.bid("PEN")
    with transaction():
        place = {"tender_id": bid.tender_id, "lot_id": bid.lot_id, "token": bid.token}
        db.session.add(BidFile(id="f" * 32, **place, locked=b"-", size=1, begun_at=IN_TIME))
        db.session.flush()
        db.session.add(
            BidAttachment(
                bid_id=bid.id,
                question_id=scene.question("Q1").id,
                position=0,
                file_id="f" * 32,
                name="plan.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                scan="",
                wrapped_key=keys.ring().wrap(b"the file's own key", b"f" * 32),
            )
        )
