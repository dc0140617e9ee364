"""A pack that was forged is found out, and the file that was changed is named."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

import pytest

from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Outcome
from procurement_hub.statements.pack import verify
from tests.market import DECEMBER, NEXT_APRIL
from tests.savings.desk import challenge, choose, decide
from tests.statements.scene import (
    altered,
    busy_year,
    pack_of,
    sign,
    signed_off,
    submit,
    verified,
    version_pack,
)

SHEET = "statement/sheet.json"


TAMPERED = {
    "ledger/entries.jsonl": ('"cashable": "8', '"cashable": "9'),
    "ledger/totals.csv": ("12.000000000", "13.000000000"),
    "statement/sheet.json": ('"penny":[{"cashable":{"£":"', '"penny":[{"cashable":{"£":"1'),
    "baselines/baselines.csv": ("4.100000", "4.200000"),
    "purchases/invoice-lines.csv": ("3.420000", "3.320000"),
    "audit/events.jsonl": ('"person_name": "buyer@wok"', '"person_name": "nobody"'),
    "judgements/standings.csv": (",undecided,", ",cashable,"),
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


# --- the statement and what the gates let through -------------------------------------------------


def rewritten(change):
    """A careful forger writes the statement anew, in the same form."""

    def content(found: bytes) -> bytes:
        sheet = json.loads(found)
        change(sheet)
        return json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    return content


def raised(place, *names, by=1) -> None:
    for name in names:
        place[name]["£"] = str(Decimal(place[name]["£"]) + by)


def bought(sheet) -> dict:
    return next(gain for gain in sheet["standings"] if gain["framework_id"])


def a_larger_claim(sheet):
    raised(bought(sheet), "claimed", "allowed")


def cash_that_was_disallowed(sheet):
    raised(bought(sheet), "allowed_cashable")
    raised(bought(sheet), "disallowed_cashable", by=-1)


def a_split_that_does_not_add_up(sheet):
    raised(bought(sheet), "held")


def more_that_lasts(sheet):
    raised(bought(sheet), "recurring")


def a_decision_that_nobody_took(sheet):
    gain = bought(sheet)
    gain["outcome"], gain["code"] = "cashable", ""
    cash = Decimal(gain["disallowed_cashable"]["£"])
    raised(gain, "allowed_cashable", "recurring_cashable", by=cash)
    raised(gain, "disallowed_cashable", by=-cash)


def another_code(sheet):
    bought(sheet)["code"] = "D01"


def a_gain_left_out(sheet):
    sheet["standings"] = []


def a_pound_more_in_every_sum(sheet):
    [row] = sheet["rows"]
    [line] = row["lines"]
    place = [column["measure"] for column in sheet["columns"]].index("cumulative")
    for values in (sheet["totals"], row["values"], line["values"]):
        raised(values, place)


def a_penny_more(sheet):
    raised(sheet["penny"][0], "gross", "net")


def fewer_units(sheet):
    raised(sheet["penny"][0], "quantity", by=-1)


def nothing_disallowed(sheet):
    next(line for line in sheet["below"] if line["measure"] == "disallowed")["value"]["£"] = "7"


FORGED = {
    a_larger_claim: "claimed is",
    cash_that_was_disallowed: "allowed_cashable is",
    a_split_that_does_not_add_up: "claimed is not allowed, held and disallowed together",
    more_that_lasts: "recurring is",
    a_decision_that_nobody_took: "cashable, but the officer's decision is non_cashable",
    another_code: "code D01, the officer's is D11",
    a_gain_left_out: "its gains are not those of the ledger",
    a_pound_more_in_every_sum: "worked out",
    a_penny_more: "gross to the penny: the ledger gives",
    fewer_units: "quantity to the penny: the ledger gives",
    nothing_disallowed: "Disallowed (£): 7, worked out",
}


@pytest.mark.parametrize("change", FORGED, ids=lambda change: change.__name__)
def test_a_forged_statement_is_found_and_the_figure_named(app, market, tmp_path, change):
    council = busy_year(app, market)
    decide(market, Outcome.NON_CASHABLE, under=Disallowance.BASELINE_REFUSED)
    data = pack_of(app, council)
    forged = altered(data, SHEET, rewritten(change), forge=True)
    code, said = verified(tmp_path / "pack", forged)
    assert code == 1
    named = [line for line in said.splitlines() if f"FAULT {SHEET}" in line]
    assert any(FORGED[change] in line for line in named), said


def test_no_version_is_forged_without_its_filing_and_signatures(app, market, tmp_path):
    signed_off(market)
    sign(market, submit(market), "leader")
    forged = altered(version_pack(app), SHEET, rewritten(a_larger_claim), forge=True)
    code, said = verified(tmp_path / "pack", forged)
    assert code == 1
    assert f"FAULT {SHEET}: is not the statement that the leader signed" in said
    assert f"FAULT {SHEET}: is not the statement of event" in said


def test_a_filing_that_is_not_in_the_audit_trail_is_missed(app, market, tmp_path):
    signed_off(market)
    submit(market)

    def without_the_filing(content: bytes) -> bytes:
        return b"".join(line for line in content.splitlines(True) if b'"submit_statement"' not in line)

    forged = altered(version_pack(app), "audit/events.jsonl", without_the_filing, forge=True)
    code, said = verified(tmp_path / "pack", forged)
    assert (code, "the filing of the statement is not in the audit trail" in said) == (1, True), said


# --- readable copies, papers and judgements --------------------------------------------------------


def everything_happened(app, market) -> bytes:
    """A busy year in which gains were also decided on, challenged and measured, and bought beside."""
    council = busy_year(app, market)
    choose(market)
    challenge(market)
    decide(market, Outcome.NON_CASHABLE, under=Disallowance.BASELINE_REFUSED)
    with transaction():
        savings.record_off_framework(
            actor=market.actor("WOK", "buyer"),
            now=NEXT_APRIL,
            item=market.item,
            quantity=Decimal("1200"),
            unit_price=Decimal("4.50"),
            supplied_on=DECEMBER.date(),
            supplier_name="Corner shop",
            reason="Ran out",
        )
    return pack_of(app, council)


def filed_and_signed(app, market) -> bytes:
    signed_off(market)
    sign(market, submit(market), "leader")
    return version_pack(app)


def table_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def with_cell(column: str, value: str):
    """The first row says something else in that column."""

    def change(content: bytes) -> bytes:
        rows = table_of(content)
        rows[1][rows[0].index(column)] = value
        return as_table(rows)

    return change


def without_a_row(content: bytes) -> bytes:
    rows = table_of(content)
    return as_table(rows[:1] + rows[2:])


def with_a_row_more(content: bytes) -> bytes:
    """A row that nobody wrote, under a number of its own."""
    rows = table_of(content)
    return as_table([*rows, ["999", *rows[-1][1:]]])


COPIES = {"ledger/entries.csv", "statement/statement.csv", "judgements/standings.csv"}
CELLS = {
    "ledger/entries.csv": {"quantity": "12.000", "supplied_on": "2026-08-06", "reason": "Another"},
    "statement/statement.csv": {"cumulative_total": "9154", "gross": "9166.25", "quality_checks": ""},
    "judgements/standings.csv": {"claimed": "1", "grade": "A", "reason": "Another"},
    "baselines/baselines.csv": {
        "type": "B3",
        "unit_price": "4.2",
        "annual_quantity": "13000.000",
        "price_date": "2026-03-15",
        "frozen_at": "2026-01-01T09:00:00+00:00",
        "frozen_by_id": "2",
    },
    "purchases/orders.csv": {
        "number": "PO-9",
        "net": "41383.00",
        "gross": "49659.00",
        "placed_at": "2026-08-04T09:00:00+00:00",
        "approved_by_id": "99",
        "council_id": "1",
    },
    "purchases/order-lines.csv": {"quantity": "12200.000", "unit_price": "3.43", "net": "1", "item_id": "9"},
    "purchases/receipts.csv": {"received_at": "2026-08-04T09:00:00+00:00", "received_by_id": "99"},
    "purchases/receipt-lines.csv": {"quantity": "12200.000", "received_on": "2026-08-06"},
    "purchases/invoices.csv": {"number": "INV-9", "net": "41383.00", "gross": "49659.00"},
    "purchases/invoice-lines.csv": {"quantity": "12200.000", "unit_price": "3.43", "net": "41383.00"},
    "purchases/credit-notes.csv": {"number": "CN-9", "net": "1027.00", "gross": "1300.00"},
    "purchases/credit-note-lines.csv": {"returned": "200.000", "price_before": "3.43", "reason": "Late"},
    "purchases/rebates.csv": {"amount": "35.20", "retained": "9.55", "from_on": "2026-09-01"},
    "purchases/off-framework.csv": {"quantity": "12.000", "unit_price": "1", "supplier_name": "Nobody"},
    "judgements/quality-checks.csv": {"before": "95", "after": "97", "met": "False", "nature": "cut"},
    "judgements/decisions.csv": {"outcome": "cashable", "code": "D01", "gross": "9", "reason": "Because"},
    "judgements/challenges.csv": {"item_id": "9", "raised_by_id": "99"},
    "judgements/challenge-remarks.csv": {"text": "Never mind", "kind": "closing", "said_by_id": "99"},
    "evidence/files.csv": {"name": "another.pdf", "size": "1", "sha256": "0"},
    "judgements/budget-releases.csv": {"amount": "69.00", "item_id": "9", "released_by_id": "99"},
    "judgements/sign-offs.csv": {"decision": "reject", "net": "69.00", "gross": "69.00", "reason": "No"},
    "statement/signatures.csv": {"signatory": "s151", "person_id": "99", "sha256": "0"},
}
OF_A_VERSION = {"judgements/budget-releases.csv", "judgements/sign-offs.csv", "statement/signatures.csv"}


@pytest.mark.parametrize("path", CELLS)
def test_a_forged_row_is_found_and_its_file_and_row_named(app, market, capsys, tmp_path, path):
    data = filed_and_signed(app, market) if path in OF_A_VERSION else everything_happened(app, market)
    forgeries = {column: with_cell(column, value) for column, value in CELLS[path].items()}
    for kind, change in {**forgeries, "less": without_a_row, "more": with_a_row_more}.items():
        code, said = judged(tmp_path, capsys, altered(data, path, change, forge=True))
        named = [line for line in said.splitlines() if "FAULT" in line and path in line]
        assert code == 1, f"{kind}: {said}"
        assert any(("row" if path in COPIES else "number") in line for line in named), f"{kind}: {said}"


def judged(tmp_path, capsys, data: bytes) -> tuple[int, str]:
    """What the program says of a pack, without a start of Python for each."""
    (tmp_path / "forged.zip").write_bytes(data)
    code = verify.main([str(tmp_path / "forged.zip")])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("make", [everything_happened, filed_and_signed])
def test_every_cell_is_held_against_something_or_said_not_to_be(app, market, capsys, tmp_path, make):
    data = make(app, market)
    code, said = judged(tmp_path, capsys, data)
    assert code == 0, said
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        tables = {name: table_of(pack.read(name)) for name in pack.namelist() if name.endswith(".csv")}
    for name, (header, *rows) in tables.items():
        for place, column in enumerate(header if rows and not name.startswith("audit/") else ()):
            was = rows[0][place]
            value = {"True": "False", "False": "True", "": "7"}.get(was) or f"{was}7"
            value = str(Decimal(was) + 1) if was.replace(".", "").isdigit() else value
            code, found = judged(tmp_path, capsys, altered(data, name, with_cell(column, value), forge=True))
            told = re.search(rf"{re.escape(name)} \(([^)]*)\)", said)
            assert code == 1 or (told and column in told[1].split()), f"{name}, {column}: {found}"


def test_a_receipt_that_was_recorded_is_missed(app, market, tmp_path):
    """Even if every row that rests on it is taken out with it."""
    data = everything_happened(app, market)
    for path in ("purchases/receipts.csv", "purchases/receipt-lines.csv"):
        data = altered(data, path, without_a_row, forge=True)
    code, said = verified(tmp_path / "pack", data)
    assert code == 1
    assert "FAULT purchases/receipt-lines.csv: number 1 is missing, on which ledger/entries.jsonl" in said
    assert "FAULT purchases/receipts.csv: event" in said


@pytest.mark.parametrize("path", ["ledger/entries.jsonl", "audit/heads.json", "judgements/decisions.csv"])
def test_a_file_left_out_of_the_pack_and_its_manifest_is_missed(app, market, tmp_path, path):
    with zipfile.ZipFile(io.BytesIO(everything_happened(app, market))) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if name != path}
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [file for file in manifest["files"] if file["path"] != path]
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(tmp_path / "less.zip", "w") as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    code, said = verified(tmp_path / "pack", (tmp_path / "less.zip").read_bytes())
    assert (code, f"FAULT {path}" in said) == (1, True), said


def test_a_cell_that_cannot_be_read_keeps_no_other_fault_from_being_found(app, market, tmp_path):
    data = everything_happened(app, market)
    data = altered(data, "purchases/order-lines.csv", with_cell("quantity", "many"), forge=True)
    data = altered(data, "judgements/decisions.csv", with_cell("outcome", "held"), forge=True)
    code, said = verified(tmp_path / "pack", data)
    assert code == 1
    assert "FAULT the pack: cannot be read, check_papers" in said
    assert "FAULT judgements/decisions.csv: number 1: outcome is held" in said
