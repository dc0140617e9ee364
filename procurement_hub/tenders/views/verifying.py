"""Anybody verifies a receipt, and learns nothing but what it says: not who bid, nor what is in the box.

Only public keys are read from the database; what is sent here is neither kept nor logged."""

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import jsonify, render_template

from procurement_hub.core.errors import NotFound
from procurement_hub.tenders.forms.verifying import VerifyForm
from procurement_hub.tenders.queries.verifying import receipt_keys
from procurement_hub.tenders.receipts import facts_in
from procurement_hub.tenders.statement import Statement
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form

ALGORITHM = "Ed25519 (RFC 8032)"


@blueprint.route("/receipts/verify", methods=["GET", "POST"])
@access.public
def verify_receipt():
    form = VerifyForm()
    if not form.validate_on_submit():
        return render_form("tenders/verify.html", form=form, asked=False)
    facts = facts_in(receipt_keys(), form.signed())
    statement = Statement.of(facts) if facts else None
    digest = form.asked_digest() if statement else None
    return render_form(
        "tenders/verify.html",
        form=form,
        asked=True,
        statement=statement,
        digest=digest,
        matches=statement.with_digest(digest) if digest else [],
    )


@blueprint.route("/receipts/keys")
@access.public
def verifying_keys():
    """The public keys, and how to verify a receipt without this service."""
    return render_template("tenders/verify_keys.html", keys=_keys(), algorithm=ALGORITHM)


@blueprint.route("/receipts/keys.json")
@access.public
def verifying_keys_json():
    return jsonify({"algorithm": ALGORITHM, "keys": _keys()})


@blueprint.route("/receipts/keys/<key_id>.pem")
@access.public
def verifying_key(key_id: str):
    for key in _keys():
        if key["id"] == key_id:
            return send_bytes(key["pem"].encode(), f"receipts-{key_id}.pem", "application/x-pem-file")
    raise NotFound()


def _keys() -> list[dict[str, str]]:
    return [
        {
            "id": key_id,
            "hex": key.public_bytes_raw().hex(),
            "pem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        }
        for key_id, key in receipt_keys().items()
    ]
