"""An evidence pack proves its statement without the service, and a forged one is found out."""

import hashlib
import io
import json
import pathlib
import random
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs import services as calloffs
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import AvoidanceKind
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.scenario.player import play, read
from procurement_hub.statements.models import Layout, Submission
from procurement_hub.statements.pack import make_pack, scope_as_it_stands, scope_of_version
from procurement_hub.statements.pack.archive import IN_MEMORY, Archive
from procurement_hub.statements.pack.heads import heads_in
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.sheets import canonical, digest
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import charge, move_clock, record_check, visit

BERKSHIRE = pathlib.Path(__file__).parent.parent / "examples" / "berkshire"
BACKWARD = "aes-backward-look"
AFTER = datetime.fromisoformat("2027-04-20T09:00:00+00:00")
LATER = datetime.fromisoformat("2027-04-21T09:00:00+00:00")
PACK = f"/statements/2026/{BACKWARD}/pack"
D = Decimal


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()


def pack_of(app, council_id: int, year: int = 2026, layout: str = BACKWARD) -> bytes:
    sheet = prepare(council_id=council_id, layout_code=layout, financial_year=year, this_year=2027).sheet
    scope = scope_as_it_stands(council_id=council_id, sheet=sheet, content=canonical(sheet), now=AFTER)
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
    statement = app.extensions["files"].put(b"%PDF-1.4 rebate", media_type="application/pdf")
    with transaction():
        calloffs.record_rebate(
            actor=market.region.lead,
            now=NEXT_APRIL,
            framework=market.framework,
            lot=None,
            supplier_id=market.region.organisations["PEN"].id,
            reference="REB-1",
            from_on=date(2026, 8, 1),
            to_on=date(2027, 3, 31),
            retained_percent=D("25"),
            statement=statement,
            statement_name="rebate/2026.pdf",
            amount=D("34.20"),
        )
    one_off = db.session.scalars(
        db.select(GainEntry).where(GainEntry.kind == EntryKind.ONE_OFF_COST).limit(1)
    ).one()
    officer = market.actor("WOK", "s151")
    with transaction():
        savings.reverse_entry(actor=officer, now=NEXT_APRIL, entry=one_off, reason="Wrong year")
    record_check(market)
    return market.council_id("WOK")


# --- what it proves -------------------------------------------------------------------------------


def test_the_packs_of_the_published_example_verify(app, tmp_path):
    cast, events = read(BERKSHIRE)
    assert play(cast, events, opening=datetime.fromisoformat(events[0]["at"])) == []
    councils = db.session.scalars(
        db.select(Organisation).where(Organisation.id.in_(db.select(GainEntry.council_id)))
    ).all()
    assert len(councils) == 6
    for council in councils:
        code, said = verified(tmp_path / council.code, pack_of(app, council.id))
        assert code == 0, said
        for words in (
            "ledger entries follow from their workings",
            "sums by item and framework are those of the entries",
            "adds up: items to headings, headings to totals",
            "whole pounds come out of what is allowed",
            "every ledger entry is among them",
            "Everything in the pack agrees.",
        ):
            assert words in said


def test_a_year_with_entries_of_every_kind_verifies(app, market, tmp_path):
    code, said = verified(tmp_path / "pack", pack_of(app, busy_year(app, market)))
    assert code == 0, said
    for kind in ("avoidance", "correction", "gain", "one off cost", "one off gain", "rebate", "reversal"):
        assert f"1 {kind}" in said or f"2 {kind}" in said, said
    assert "1 files of evidence have the hashes" in said


@pytest.mark.parametrize("layout", ["aes-forward-look", "aes-mid-year", "ni179", "gef"])
def test_a_pack_can_be_made_of_every_form(app, market, tmp_path, layout):
    code, said = verified(tmp_path / "pack", pack_of(app, busy_year(app, market), layout=layout))
    assert code == 0, said


def test_a_zipped_pack_verifies_as_it_is(app, market, tmp_path):
    data = pack_of(app, busy_year(app, market))
    verified(tmp_path / "unpacked", data)
    (tmp_path / "pack.zip").write_bytes(data)
    command = [sys.executable, "-I", str(tmp_path / "unpacked" / "verify.py"), str(tmp_path / "pack.zip")]
    assert subprocess.run(command, capture_output=True).returncode == 0


# --- what it notices ------------------------------------------------------------------------------

TAMPERED = {
    "ledger/entries.jsonl": ('"cashable": "8', '"cashable": "9'),
    "ledger/totals.csv": ("12.000000000", "13.000000000"),
    "statement/sheet.json": ('"penny":[{"cashable":{"£":"', '"penny":[{"cashable":{"£":"1'),
    "baselines/baselines.csv": ("4.100000", "4.200000"),
    "purchases/invoice-lines.csv": ("3.420000", "3.320000"),
    "audit/events.jsonl": ('"person_name": "buyer@wok"', '"person_name": "nobody"'),
    "judgements/standings.json": ('"held": {\n    "cashable": "0', '"held": {\n    "cashable": "7'),
}


def swapped(path: str):
    old, new = (words.encode() for words in TAMPERED[path])
    return lambda content: content.replace(old, new, 1)


def without_a_line(content: bytes) -> bytes:
    lines = content.split(b"\r\n")
    return b"\r\n".join(lines[:2] + lines[3:])


@pytest.mark.parametrize("path", TAMPERED)
@pytest.mark.parametrize("forge", [False, True], ids=["plainly", "with the manifest's hash forged"])
def test_a_changed_file_is_found_and_named(app, market, tmp_path, path, forge):
    data = pack_of(app, busy_year(app, market))
    code, said = verified(tmp_path / "pack", altered(data, path, swapped(path), forge=forge))
    assert code == 1
    assert f"FAULT {path}" in said, said


def test_a_forged_file_of_evidence_is_found(app, market, tmp_path):
    data = pack_of(app, busy_year(app, market))
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        path = next(name for name in pack.namelist() if name.endswith("rebate_2026.pdf"))
    forged = altered(data, path, lambda _content: b"%PDF-1.4 another", forge=True)
    code, said = verified(tmp_path / "pack", forged)
    assert (code, "FAULT evidence/files.csv" in said) == (1, True), said


def test_an_event_left_out_of_the_chain_is_found(app, market, tmp_path):
    data = pack_of(app, council := busy_year(app, market))
    path = f"audit/chain-{council}.csv"
    without = altered(data, path, without_a_line, forge=True)
    code, said = verified(tmp_path / "pack", without)
    assert (code, f"FAULT {path}" in said) == (1, True), said


def test_a_file_that_is_missing_or_too_many_is_found(app, market, tmp_path):
    data = pack_of(app, busy_year(app, market))
    folder = tmp_path / "pack"
    verified(folder, data)
    (folder / "statement" / "statement.pdf").unlink()
    (folder / "extra.txt").write_text("not listed")
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 1
    assert "FAULT statement/statement.pdf: is missing" in done.stdout
    assert "FAULT extra.txt: is not in the manifest" in done.stdout


# --- the file itself ------------------------------------------------------------------------------


def test_the_same_books_give_the_same_bytes(app, market):
    council = busy_year(app, market)
    assert pack_of(app, council) == pack_of(app, council)


def test_a_pack_holds_nothing_of_another_council(app, market):
    council = busy_year(app, market)
    market.buy("WAM", 777, at=AUGUST)
    with zipfile.ZipFile(io.BytesIO(pack_of(app, council))) as pack:
        ledger_lines = pack.read("ledger/entries.jsonl").decode().splitlines()
        assert {json.loads(line)["council_id"] for line in ledger_lines} == {council}
        everything = b"".join(pack.read(name) for name in pack.namelist())
    assert b"WAM organisation" not in everything
    assert b"buyer@wam" not in everything


def test_a_large_pack_lies_on_the_disk_and_not_in_memory():
    archive = Archive()
    pieces = (random.Random(n).randbytes(1 << 16) for n in range(IN_MEMORY // (1 << 16) + 1))
    archive.add("large.bin", pieces, "application/octet-stream", "")
    file, size, sha256 = archive.close({"format": "a test"})
    with file:
        assert file._rolled
        data = file.read()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (size, sha256)


# --- who makes one --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["auditor", "reviewer", "s151", "buyer", "leader"])
def test_whoever_reads_the_gains_makes_the_pack_and_the_audit_has_its_hash(app, market, role):
    market.buy("WOK", 100)
    reader = visit(app, market, "WOK", role)
    assert "Make the pack" in reader.get(PACK)
    response = reader.client.post(PACK)
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    assert "wok-aes-backward-look-2026-2027-evidence.zip" in response.headers["Content-Disposition"]
    noted = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "make_pack")).one()
    assert json.loads(noted.detail)["sha256"] == hashlib.sha256(response.data).hexdigest()
    assert noted.organisation_id == market.council_id("WOK")


def test_others_do_not(app, market):
    market.buy("WOK", 100)
    visit(app, market, "SECE", "procurement_lead").get(PACK, 403)
    visit(app, market, "PEN", "bidder").get(PACK, 403)
    other = visit(app, market, "WAM", "auditor").client.post(PACK)
    with zipfile.ZipFile(io.BytesIO(other.data)) as pack:
        assert pack.read("ledger/entries.jsonl") == b""


def test_the_auditor_finds_the_pack_on_the_statement(app, market):
    market.buy("WOK", 100)
    reader = visit(app, market, "WOK", "auditor")
    assert f'href="{PACK}"' in reader.get(f"/statements/2026/{BACKWARD}")
    assert isinstance(market.actor("WOK", "auditor"), Actor)


# --- a version, and the audit trail ---------------------------------------------------------------


def test_a_versions_pack_stays_the_same_file_however_the_books_go_on(app, market, tmp_path):
    council = busy_year(app, market)
    sheet = prepare(council_id=council, layout_code=BACKWARD, financial_year=2026, this_year=2027).sheet
    content = canonical(sheet)
    with transaction():
        submission = Submission(
            council_id=council,
            financial_year=2026,
            layout_id=db.session.scalars(db.select(Layout.id).where(Layout.code == BACKWARD)).first(),
            layout_code=BACKWARD,
            look=sheet.look,
            version=1,
            content=content,
            sha256=digest(content),
            method_version=sheet.method,
            last_entry_id=sheet.last_entry_id,
            submitted_at=NEXT_APRIL,
            submitted_by_id=market.actor("WOK", "s151").person_id,
        )
        db.session.add(submission)
    before = version_pack(app)
    assert verified(tmp_path / "pack", before)[0] == 0, verified(tmp_path / "pack", before)[1]
    market.buy("WOK", 20, at=LATER)
    assert version_pack(app) == before
    reader = visit(app, market, "WOK", "auditor")
    path = f"/statements/2026/{BACKWARD}/versions/1/pack"
    assert "It is the same file whenever it is made." in reader.get(path)
    assert reader.client.post(path).data == before
    visit(app, market, "WAM", "auditor").get(path, 404)


def version_pack(app) -> bytes:
    submission = db.session.scalars(
        db.select(Submission).options(
            joinedload(Submission.submitted_by), selectinload(Submission.signatures)
        )
    ).one()
    with make_pack(scope_of_version(submission), app.extensions["files"]).file as file:
        return file.read()


def test_a_pack_kept_outside_finds_a_chain_that_was_taken_out_with_its_head(app, market, tmp_path):
    pack = tmp_path / "pack.zip"
    pack.write_bytes(pack_of(app, busy_year(app, market)))
    heads = heads_in(pack)
    assert market.council_id("WOK") in {chain for chain, _, _ in heads}
    assert list(audit.not_as_it_stood(db.session, heads)) == []
    chain, position, _ = next(head for head in heads if head[0] == market.council_id("WOK"))
    gone = list(audit.not_as_it_stood(db.session, [(chain + 1000, position, "f" * 64)]))
    assert [(event.chain, event.why) for event in gone] == [
        (chain + 1000, "an event that was noted outside is not there any more")
    ]
    rewritten = list(audit.not_as_it_stood(db.session, [(chain, position, "f" * 64)]))
    assert rewritten[0].why == "it is not the event that was noted outside"


def test_the_command_holds_the_database_against_a_pack(app, market, tmp_path):
    market.buy("WOK", 100)
    pack = tmp_path / "pack.zip"
    pack.write_bytes(pack_of(app, market.council_id("WOK")))
    run = app.test_cli_runner().invoke
    assert run(args=["verify-audit", "--pack", str(pack)]).exit_code == 0
    data = altered(
        pack.read_bytes(),
        "audit/heads.json",
        lambda content: content.replace(b'"hash": "', b'"hash": "0'),
        forge=True,
    )
    pack.write_bytes(data)
    answer = run(args=["verify-audit", "--pack", str(pack)])
    assert (answer.exit_code, "noted outside" in answer.output) == (1, True)
    pack.write_bytes(b"no pack")
    answer = run(args=["verify-audit", "--pack", str(pack)])
    assert (answer.exit_code, "no evidence pack" in answer.output) == (1, True)
