"""An evidence pack proves its statement without the service."""

import hashlib
import io
import json
import pathlib
import random
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement_hub import demonstration
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import GainEntry, GainTotal, Outcome
from procurement_hub.scenario.player import play, read
from procurement_hub.statements.models import Submission
from procurement_hub.statements.pack.archive import IN_MEMORY, Archive
from procurement_hub.statements.pack.heads import heads_in
from procurement_hub.statements.sheets import digest
from procurement_hub.statements.versions import sheet_of
from tests.market import AUGUST, NEXT_APRIL
from tests.savings import written
from tests.savings.desk import decide
from tests.savings.gallery import visit
from tests.statements.scene import (
    BACKWARD,
    altered,
    busy_year,
    pack_of,
    sign,
    signed_off,
    submit,
    verified,
    version_pack,
)

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
LATER = datetime.fromisoformat("2027-04-21T09:00:00+00:00")
PACK = f"/statements/2026/{BACKWARD}/pack"


# --- what it proves -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "councils", "years"), [("berkshire", 6, {2026}), ("west-of-england", 5, {2027, 2028})]
)
def test_the_packs_of_the_published_examples_verify(app, tmp_path, folder, councils, years):
    cast, events = read(EXAMPLES / folder)
    assert play(cast, events, opening=datetime.fromisoformat(events[0]["at"])) == []
    books = all_books()
    assert (len({council for council, _ in books}), {year for _, year in books}) == (councils, years)
    for council, year in books:
        after = datetime(year + 1, 7, 31, 9, tzinfo=UTC)
        code, said = verified(tmp_path / f"{council}-{year}", pack_of(app, council, year, now=after))
        assert code == 0, said
        for words in (
            "ledger entries follow from their workings",
            "sums by item and framework are those of the entries",
            "adds up: items to headings, headings to totals",
            "whole pounds come out of what is allowed",
            "gains are claimed as the ledger has them",
            "say cell by cell what they are copies of",
            "are those of the entries, with their prices, quantities and days",
            "every ledger entry is among them",
            "Everything in the pack agrees.",
        ):
            assert words in said


def test_the_packs_of_the_demonstration_verify(app, tmp_path):
    demonstration.make(now=datetime(2026, 11, 20, 9, tzinfo=UTC))
    packs = [pack_of(app, council, year) for council, year in all_books() if year == 2026]
    for number, data in enumerate([*packs, version_pack(app)]):
        code, said = verified(tmp_path / str(number), data)
        assert code == 0, said


def all_books() -> list[tuple[int, int]]:
    """Each council and year with entries in the ledger."""
    entries = db.select(GainEntry.council_id, GainEntry.financial_year).distinct()
    return [tuple(row) for row in db.session.execute(entries.order_by(*entries.selected_columns))]


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
    signed_off(market)
    sign(market, submit(market), "leader")
    before = version_pack(app)
    code, said = verified(tmp_path / "pack", before)
    assert code == 0, said
    assert "1 gains are claimed as the ledger has them and allowed, held or disallowed in full" in said
    assert "version 1 is what was filed, by its SHA-256 in the audit trail" in said
    market.buy("WOK", 20, at=LATER)
    assert version_pack(app) == before
    reader = visit(app, market, "WOK", "auditor")
    path = f"/statements/2026/{BACKWARD}/versions/1/pack"
    assert "It is the same file whenever it is made." in reader.get(path)
    assert reader.client.post(path).data == before
    visit(app, market, "WAM", "auditor").get(path, 404)


def test_a_version_keeps_what_was_allowed_when_it_was_filed(app, market, tmp_path):
    signed_off(market)
    submit(market)
    officer = market.actor("WOK", "s151")
    with transaction():
        savings.withdraw_sign_off(actor=officer, now=LATER, financial_year=2026, reason="A cut after all")
    decide(market, Outcome.REJECTED, under=Disallowance.SERVICE_CUT, now=LATER)
    [gain] = sheet_of(db.session.scalars(db.select(Submission)).one()).standings
    assert (gain.outcome, gain.claimed, gain.allowed, gain.disallowed) == ("undecided", 68, 68, 0)
    code, said = verified(tmp_path / "pack", version_pack(app))
    assert (code, "gains are claimed as the ledger has them" in said) == (0, True), said
    data = pack_of(app, market.council_id("WOK"))
    code, said = verified(tmp_path / "now", data)
    assert (code, "gains are claimed as the ledger has them" in said) == (0, True), said
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        assert b",rejected,D01," in pack.read("judgements/standings.csv")


def test_a_version_without_standings_verifies_and_says_what_it_cannot_show(app, market, tmp_path):
    """As versions were filed before what was allowed was kept in them."""
    signed_off(market)
    filed = submit(market)
    kept = json.loads(filed.content)
    del kept["standings"]
    content = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    columns = {column.name: getattr(filed, column.name) for column in Submission.__table__.columns}
    columns |= {"id": None, "version": 2, "content": content, "sha256": digest(content)}
    officer = market.actor("WOK", "s151")
    with transaction():
        old = Submission(**columns)
        db.session.add(old)
        audit.record(officer, "submit_statement", old, now=NEXT_APRIL, detail={"sha256": old.sha256})
    code, said = verified(tmp_path / "pack", version_pack(app, 2))
    assert code == 0, said
    assert "not checked: what of each gain was allowed, held and disallowed" in said
    assert "gains are claimed as the ledger has them" not in said
    assert "Moved since" not in visit(app, market, "WOK", "auditor").get(f"/statements/2026/{BACKWARD}")


def draw_the_year_before(council: int) -> None:
    """Gains of which a part was lost and more was gained since."""
    drawn = random.Random(7)
    with transaction():
        for total in db.session.scalars(db.select(GainTotal).where(GainTotal.council_id == council)).all():
            sums = {column.name: getattr(total, column.name) for column in GainTotal.__table__.columns}
            moved = Decimal(drawn.randrange(-(10**12), 10**12)).scaleb(-9)
            sums |= {name: sums[name] + moved for name in ("gross", "cashable")}
            db.session.add(GainTotal(**sums | {"financial_year": written.YEAR - 1}))


@pytest.mark.parametrize("layout", [BACKWARD, "ni179", "gef"])
def test_many_gains_of_every_outcome_are_shown_as_they_are_allowed(
    app, market, tmp_path, monkeypatch, layout
):
    """A drawn book: no delivery or decision was recorded, but its gains and roundings are real."""
    monkeypatch.setattr(written, "EDITIONS", ("2026.1", "2026.2"))
    written.write_book(market, seed=20270401)
    draw_the_year_before(market.council_id("WAM"))
    _, said = verified(tmp_path / "pack", pack_of(app, market.council_id("WAM"), written.YEAR, layout))
    assert "gains are claimed as the ledger has them" in said, said
    assert "FAULT statement/" not in said
    assert "FAULT judgements/standings.csv" not in said


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
