"""Receipts: signed, mailed, printed, and verified by anybody, who learns nothing but what they say."""

import io
import json
import subprocess
from base64 import b64decode
from datetime import timedelta
from hashlib import sha256

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page import ValidationProfile, validate_pdf_bytes

from procurement_hub.accounts.models import Membership, MembershipRole
from procurement_hub.core import keys
from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.sealed import unseal
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import receipts
from procurement_hub.tenders.models import Bid, BidReceipt
from procurement_hub.tenders.queries.receipts import receipt_page
from procurement_hub.tenders.receipts import Signed
from procurement_hub.tenders.work import mail_final_receipts
from procurement_hub.web.jobs import sweep
from tests.tenders.scene import DEADLINE, IN_TIME
from tests.tenders.visiting import lot_url, receipt_url

VERIFY = "/tenders/receipts/verify"


@pytest.fixture
def receipt(scene) -> BidReceipt:
    return scene.submit("ALB")


def signed(receipt) -> Signed:
    return Signed(receipt.statement, receipt.signature)


def verify(client, **sent):
    return client.post(VERIFY, data=sent, content_type="multipart/form-data")


def upload(content: bytes, name: str):
    return (io.BytesIO(content), name)


def said_of(page) -> str:
    return page.text.partition("<main")[2].partition("</main>")[0]


# --- verifying ------------------------------------------------------------------------------------


def test_anybody_verifies_a_code_and_learns_only_what_it_says(client, scene, receipt):
    page = verify(client, code=signed(receipt).code)
    said = said_of(page)
    assert page.status_code == 200
    for part in ("Genuine", "24 June 2026 at 4:00:00pm (BST)", "A bid was received", receipt.content_sha256):
        assert part in said
    assert scene.framework.title in said
    assert "ALB" not in said
    assert "in the box now" not in said


def test_the_answer_is_the_same_once_the_bid_is_withdrawn(client, scene, receipt):
    before = said_of(verify(client, code=signed(receipt).code))
    scene.withdraw("ALB")
    assert said_of(verify(client, code=signed(receipt).code)) == before


def test_a_code_broken_over_lines_is_as_good(client, receipt):
    code = signed(receipt).code
    broken = "\r\n".join(code[at : at + 60] for at in range(0, len(code), 60))
    assert "Genuine" in said_of(verify(client, code=f"  {broken} \n"))


@pytest.mark.parametrize("what", ["statement", "signature", "key"])
def test_a_changed_receipt_is_not_genuine(client, receipt, what):
    real = signed(receipt)
    facts = json.loads(real.statement)
    forged = {
        "statement": Signed(real.statement.replace('"lot":"1"', '"lot":"2"'), real.signature),
        "signature": Signed(real.statement, bytes(64)),
        "key": receipts.sign(keys.KeyRing(["a secret of somebody else, just as long"]), facts),
    }[what]
    assert "Not genuine" in said_of(verify(client, code=forged.code))


def test_nothing_sent_is_asked_for(client, app):
    page = verify(client)
    assert page.status_code == 422
    assert "Paste the code of a receipt, or choose its file" in page.text


def test_the_pdf_and_the_json_are_verified_as_they_were_downloaded(client, scene, bidder, receipt):
    for ending in ("pdf", "json"):
        content = bidder.get(receipt_url(scene, receipt) + f"/receipt.{ending}").data
        assert "Genuine" in said_of(verify(client, receipt=upload(content, f"receipt.{ending}")))


def test_the_pdf_names_no_bidder_and_holds_the_code_as_text(scene, bidder, receipt):
    content = bidder.get(receipt_url(scene, receipt) + "/receipt.pdf").data
    checked = validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, [failure.message for failure in checked.failures]
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert signed(receipt).code in "".join(text.split())
    assert "ALB" not in text
    assert "Question Q1" in text


def test_a_file_is_checked_against_a_receipt(client, scene, bidder, receipt):
    content = bidder.get(receipt_url(scene, receipt) + "/content.json").data
    prices = bidder.get(receipt_url(scene, receipt) + "/prices.json").data
    code = signed(receipt).code
    assert (
        "It is: The content of the bid." in verify(client, code=code, file=upload(content, "bid.json")).text
    )
    assert "It is: The prices." in verify(client, code=code, file=upload(prices, "prices.json")).text
    assert "The file is not on this receipt" in verify(client, code=code, file=upload(b"other", "x")).text
    typed = sha256(prices).hexdigest().upper()
    assert "It is: The prices." in verify(client, code=code, digest=typed).text


def test_a_hash_that_is_none_is_asked_for_again(client, receipt):
    page = verify(client, code=signed(receipt).code, digest="abc")
    assert page.status_code == 422
    assert "A SHA-256 is 64 characters" in page.text


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_garbage_is_no_receipt(content):
    for sent in (content, b"%PDF-1.7 " + content, b"{" + content, b'{"code": "' + content + b'"}'):
        assert receipts.facts_in({}, Signed.from_file(sent)) is None


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
@settings(max_examples=200)
def test_a_statement_of_anything_unsigned_is_no_receipt(said):
    assert receipts.facts_in({}, Signed(json.dumps(said), b"")) is None


def test_a_deeply_nested_statement_is_no_receipt():
    deep = Signed("[" * 100_000, b"")
    assert receipts.facts_in({}, deep) is None
    assert Signed.from_file(b'{"code":' + b"[" * 100_000) is None


@given(st.text(max_size=200))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_page_answers_garbage_with_a_sentence(client, typed):
    page = verify(client, code=typed)
    assert page.status_code in (200, 422)
    assert "Not genuine" in page.text or "Paste the code" in page.text


# --- keys -----------------------------------------------------------------------------------------


def test_openssl_verifies_a_receipt_with_the_published_key(client, receipt, tmp_path):
    real = signed(receipt)
    listed = client.get("/tenders/receipts/keys.json").get_json()
    key = next(key for key in listed["keys"] if key["id"] == json.loads(real.statement)["key"])
    assert key["pem"] in client.get("/tenders/receipts/keys").text
    assert client.get(f"/tenders/receipts/keys/{key['id']}.pem").text == key["pem"]
    (tmp_path / "key.pem").write_text(key["pem"])
    (tmp_path / "code.txt").write_text(real.code)
    script = """
        cut -d. -f1 code.txt | tr '_-' '/+' | base64 -d > statement.json
        cut -d. -f2 code.txt | tr '_-' '/+' | base64 -d > signature.bin
        openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in statement.json -sigfile signature.bin
    """
    done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, capture_output=True, text=True)
    assert "Signature Verified Successfully" in done.stdout, done.stderr
    assert (tmp_path / "statement.json").read_text() == real.statement


def test_there_is_no_key_of_another_name(client, app):
    assert client.get("/tenders/receipts/keys/0000.pem").status_code == 404


# --- the supplier's pages -------------------------------------------------------------------------


def test_the_receipt_page_has_each_hash_with_its_question_and_the_code(scene, bidder, receipt):
    page = bidder.get(receipt_url(scene, receipt)).text
    facts = json.loads(receipt.statement)
    assert signed(receipt).code in page
    assert facts["answers"]["Q1"] in page
    assert "Question Q1" in page
    assert facts["prices"] in page


def test_a_withdrawal_has_a_receipt_with_a_code_too(client, scene, bidder, receipt):
    withdrawn = scene.withdraw("ALB", now=IN_TIME + timedelta(minutes=1))
    assert signed(withdrawn).code in bidder.get(receipt_url(scene, withdrawn)).text
    assert "A bid was withdrawn" in verify(client, code=signed(withdrawn).code).text


def versions(scene, count):
    """A bid that stands as submitted, through so many versions a minute apart."""
    scene.save("ALB", "Q1", "One", done=True)
    scene.save("ALB", "Q2", "Two", done=True)
    scene.price("ALB")
    scene.stand("ALB")
    for number in range(1, count):
        at = IN_TIME + timedelta(minutes=number)
        scene.save("ALB", "Q1", f"One, {number}", version=number, done=True, now=at)


def test_dozens_of_receipts_stay_readable(scene, bidder, monkeypatch):
    versions(scene, 8)
    listed = bidder.get("/tenders/my-bids").text
    assert listed.count("/receipts/submitted/") == 3
    assert "All 8 receipts" in listed
    monkeypatch.setitem(receipt_page.__kwdefaults__, "size", 5)
    first = bidder.get(lot_url(scene, "/receipts")).text
    assert first.count("/receipts/submitted/") == 5
    older = first.partition("before=")[2].partition('"')[0]
    rest = bidder.get(lot_url(scene, f"/receipts?before={older}")).text
    assert rest.count("/receipts/submitted/") == 3
    assert bidder.get(lot_url(scene, "/receipts?before=rubbish")).status_code == 200


# --- mail -----------------------------------------------------------------------------------------


@pytest.fixture
def people(scene):
    """ALB has a bidder with an account, and somebody who may not bid."""
    region = scene.region
    with transaction():
        for code, role in (("ALB", "bidder"), ("EV1", "auditor")):
            db.session.add(
                Membership(
                    person_id=region.people[code].id,
                    organisation_id=region.organisations["ALB"].id,
                    held_roles=[MembershipRole(role=role)],
                )
            )


def letters() -> list[dict]:
    """What waits to be mailed under seal."""
    waiting = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "sealed_mail").order_by(OutboxMessage.id)
    )
    return [json.loads(unseal(b64decode(each.payload), b"outbox sealed_mail")) for each in waiting]


def do_mail(app, monkeypatch, now=IN_TIME):
    """Do what waits, but leave the letters themselves."""
    monkeypatch.setattr("procurement_hub.web.jobs.utcnow", lambda: now)
    monkeypatch.setitem(app.extensions["work"], "sealed_mail", _keep)
    sweep()


def _keep(payload):
    raise RuntimeError("kept for the test")


def test_a_submission_and_a_withdrawal_are_mailed_under_seal_to_the_bidders(app, scene, people, monkeypatch):
    scene.submit("ALB")
    scene.withdraw("ALB")
    do_mail(app, monkeypatch)
    sent = letters()
    assert [(each["to"], each["subject"].partition(":")[0]) for each in sent] == [
        ("person@alb.example", "Bid received"),
        ("person@alb.example", "Bid withdrawn"),
    ]
    receipt = db.session.scalars(db.select(BidReceipt).order_by(BidReceipt.id)).first()
    text = sent[0]["text"]
    assert signed(receipt).code in text
    assert "24 June 2026 at 4:00:00pm (BST)" in text
    assert "By when: 30 June 2026 at 12 noon (BST), UK time" in text
    assert f"/receipts/submitted/{receipt.content_sha256}" in text


def test_no_row_about_the_mail_says_who_bids(app, scene, people, monkeypatch):
    scene.submit("ALB")
    do_mail(app, monkeypatch)
    supplier = scene.region.organisations["ALB"]
    for message in db.session.scalars(db.select(OutboxMessage)):
        row = f"{message.payload} {message.last_error}"
        assert "alb" not in row.lower() or message.kind == "sealed_mail"
        assert supplier.name not in row
        if message.kind == "mail_receipt":
            assert set(json.loads(message.payload)) == {"receipt_id"}


def test_a_standing_bid_is_mailed_once_after_the_deadline_with_its_last_receipt(
    app, scene, people, monkeypatch
):
    versions(scene, 3)
    do_mail(app, monkeypatch)
    mail_final_receipts(DEADLINE - timedelta(seconds=1))
    assert letters() == []
    for minutes in (0, 1):
        mail_final_receipts(DEADLINE + timedelta(minutes=minutes))
    (sent,) = letters()
    bid = db.session.scalars(db.select(Bid)).one()
    assert sent["subject"].startswith("Your bid is in the box")
    assert bid.content_sha256 in sent["text"]


def test_what_was_mailed_at_submission_is_not_mailed_again(app, scene, people, monkeypatch):
    scene.submit("ALB")
    do_mail(app, monkeypatch)
    mail_final_receipts(DEADLINE)
    assert len(letters()) == 1


def test_after_the_opening_a_late_sweep_still_finds_the_bidder(app, scene, people, monkeypatch):
    versions(scene, 1)
    scene.open()
    mail_final_receipts(DEADLINE + timedelta(days=1))
    assert [each["to"] for each in letters()] == ["person@alb.example"]
