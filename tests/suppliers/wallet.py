"""A supplier with people, and evidence put into its wallet, each in one line."""

import io
from datetime import date
from decimal import Decimal

from procurement_hub.core.files import StoredFile
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import services
from procurement_hub.suppliers.models import Evidence, EvidenceKind
from procurement_hub.suppliers.services import Proof
from tests.region import MARCH

PDF = b"%PDF-1.7 a certificate"
FILE = StoredFile(key="ab/abcd", sha256="ab" * 32, size=10, media_type="application/pdf")


def proof(**changes) -> Proof:
    said = {
        "title": "Public liability",
        "issuer": "Calder Mutual",
        "amount": Decimal(5_000_000),
        "expires_on": date(2027, 3, 1),
    }
    return Proof(**(said | changes))


def put(
    region, code="PEN", *, kind=EvidenceKind.PUBLIC_LIABILITY, now=MARCH, actor=None, **changes
) -> Evidence:
    """Evidence of the supplier `code`, good until 1 March 2027 unless told otherwise."""
    with transaction():
        return services.add_evidence(
            actor=actor or region.bidder(code),
            now=now,
            organisation=region.organisations[code],
            kind=kind,
            proof=proof(**changes),
            file=FILE,
            file_name="cover.pdf",
        )


def replace(region, evidence, code="PEN", *, now=MARCH, **changes) -> Evidence:
    with transaction():
        return services.replace_evidence(
            actor=region.bidder(code),
            now=now,
            evidence_id=evidence.id,
            proof=proof(**changes),
            file=FILE,
            file_name="newer.pdf",
        )


def sent(name="cover.pdf", content=PDF, **changes):
    """The form that puts evidence in, as a browser sends it."""
    return {
        "kind": "public_liability",
        "title": "Public liability",
        "issuer": "Calder Mutual",
        "reference": "CM-1",
        "amount": "5,000,000",
        "expires_on-day": "1",
        "expires_on-month": "3",
        "expires_on-year": "2099",
        "file": (io.BytesIO(content), name),
    } | changes
