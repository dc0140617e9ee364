"""A year that is signed off and filed, and the pack of it, checked and forged."""

import hashlib
import io
import json
import pathlib
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import AvoidanceKind, LineGain
from procurement_hub.savings.models import Decision, EntryKind, GainEntry
from procurement_hub.statements import services
from procurement_hub.statements.models import Signatory, Signature, Submission
from procurement_hub.statements.pack import make_pack, scope_as_it_stands, scope_of_version
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.sheets import Sheet, canonical
from tests.market import DECEMBER, NEXT_APRIL, Market
from tests.savings.gallery import charge, record_check, record_rebate, record_release

FORWARD, MID_YEAR, BACKWARD = "aes-forward-look", "aes-mid-year", "aes-backward-look"
AFTER = datetime.fromisoformat("2027-04-20T09:00:00+00:00")
D = Decimal


def sign_off(market: Market, code: str = "WOK") -> None:
    with transaction():
        savings.sign_off_gains(
            actor=market.actor(code, "s151"),
            now=NEXT_APRIL,
            financial_year=2026,
            decision=Decision.ACCEPT,
            reason="",
        )


def signed_off(market: Market) -> None:
    """A year with a gain of £68 whose finance officer has accepted it."""
    market.buy("WOK", 100, at=DECEMBER)
    record_check(market)
    record_release(market, "68.00")
    sign_off(market)


def submit(market: Market, layout: str = BACKWARD, *, at=NEXT_APRIL, year: int = 2026, **more) -> Submission:
    officer = market.actor("WOK", "s151")
    with transaction():
        return services.submit_statement(
            actor=officer, now=at, layout_code=layout, financial_year=year, **more
        )


def sign(
    market: Market, submission: Submission, role: str, *, actor: Actor | None = None, sha256: str = ""
) -> Signature:
    who = actor or market.actor("WOK", role)
    with transaction():
        return services.sign_statement(
            actor=who,
            now=NEXT_APRIL,
            layout_code=submission.layout_code,
            financial_year=submission.financial_year,
            sha256=sha256 or submission.sha256,
            signatory=Signatory(role),
        )


def sheet_of(
    market: Market, layout: str, year: int = 2026, code: str = "WOK", on: date | None = None
) -> Sheet:
    return prepare(
        council_id=market.council_id(code),
        layout_code=layout,
        financial_year=year,
        today=NEXT_APRIL.date(),
        on=on,
    ).sheet


def pack_of(app, council_id: int, year: int = 2026, layout: str = BACKWARD, now: datetime = AFTER) -> bytes:
    sheet = prepare(
        council_id=council_id,
        layout_code=layout,
        financial_year=year,
        today=now.date(),
    ).sheet
    scope = scope_as_it_stands(council_id=council_id, sheet=sheet, content=canonical(sheet), now=now)
    with make_pack(scope, app.extensions["files"]).file as file:
        return file.read()


def verified(folder: pathlib.Path, data: bytes) -> tuple[int, str]:
    """What the pack's own program says of it, run as its reader runs it: by any Python, without us."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        pack.extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, cwd="/"
    )
    return done.returncode, done.stdout + done.stderr


def altered(data: bytes, path: str, change, *, forge: bool) -> bytes:
    """The pack with one file changed. A careful forger writes the new hash into the manifest too."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    changed = change(files[path])
    assert changed != files[path]
    files[path] = changed
    if forge:
        manifest = json.loads(files["manifest.json"])
        for file in manifest["files"]:
            if file["path"] == path:
                file |= {"sha256": hashlib.sha256(changed).hexdigest(), "size": len(changed)}
        if path == "statement/sheet.json":
            manifest["statement"]["sha256"] = hashlib.sha256(changed).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return written.getvalue()


def busy_year(app, market: Market) -> int:
    """A year with an entry of nearly every kind, and a file of evidence."""
    order = market.accepted("WOK", 12100)
    market.receive(order, "WOK", 12100)
    market.credit(market.invoice(order, 12100), returned=300, at=DECEMBER)
    market.buy("WOK", 50, at=DECEMBER)
    charge(market, "5.00", DECEMBER, item=market.item)
    charge(market, "12.00", DECEMBER, kind=EntryKind.RECURRING_COST, item=market.item)
    buyer = market.actor("WOK", "buyer")
    common = {
        "actor": buyer,
        "now": DECEMBER,
        "council_id": buyer.organisation_id,
        "financial_year": 2026,
        "item_id": market.item.id,
        "framework_id": market.framework.id,
    }
    with transaction():
        ledger.post_avoidance(**common, avoidance=AvoidanceKind.PRICE_HELD, amount=D("50.00"), reason="Held")
        ledger.post_one_off_gain(**common, amount=D("12.00"), reason="Old stock sold")
        gain = LineGain(D("20.60"), D("15.30"), D("5.30"), D(0))
        ledger.post_substitution(**common, gain=gain, working={"instead": "Digital"}, reason="Fewer letters")
    record_rebate(app, market, name="rebate/2026.pdf")
    one_off = db.session.scalars(
        db.select(GainEntry).where(GainEntry.kind == EntryKind.ONE_OFF_COST).limit(1)
    ).one()
    officer = market.actor("WOK", "s151")
    with transaction():
        savings.reverse_entry(actor=officer, now=NEXT_APRIL, entry=one_off, reason="Wrong year")
    record_check(market)
    return market.council_id("WOK")


def version_pack(app, version: int = 1) -> bytes:
    submission = db.session.scalars(
        db.select(Submission)
        .options(
            joinedload(Submission.submitted_by),
            selectinload(Submission.signatures).joinedload(Signature.person),
        )
        .where(Submission.version == version)
    ).one()
    with make_pack(scope_of_version(submission), app.extensions["files"]).file as file:
        return file.read()
