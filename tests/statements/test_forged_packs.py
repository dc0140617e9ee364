"""A pack that was forged is found out, and the file that was changed is named."""

import io
import json
import subprocess
import sys
import zipfile
from decimal import Decimal

import pytest

from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Outcome
from tests.savings.desk import decide
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
