#!/usr/bin/env python3
"""Check an evidence pack: python3 verify.py [PACK.zip or the folder it was unpacked into]

Needs Python 3.10 or later and nothing else. It has its own small implementation of the method and
shares no code with the system that made the pack. It prints what it proved, what the pack does not let
it check, and every fault with the file that it is in; the exit code is 1 when there is a fault.
"""

import csv
import datetime
import hashlib
import io
import json
import os
import re
import sys
import zipfile
from collections import defaultdict
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, getcontext
from itertools import zip_longest

getcontext().prec = 100
D = Decimal
ZERO = D(0)
PARTS = ("gross", "cashable", "nc_inflation", "nc_volume", "nc_baseline", "nc_avoided")
OWN_PRICES = ("B1", "B2", "B3")
NO_GAIN = dict.fromkeys(PARTS, ZERO)
ENTRIES = "ledger/entries.jsonl"
ENTRY_ROWS = "ledger/entries.csv"
TOTALS = "ledger/totals.csv"
SHEET = "statement/sheet.json"
SHEET_ROWS = "statement/statement.csv"
SIGNATURES = "statement/signatures.csv"
BASELINES = "baselines/baselines.csv"
EVIDENCE = "evidence/files.csv"
ORDERS, ORDER_LINES = "purchases/orders.csv", "purchases/order-lines.csv"
RECEIPTS, RECEIPT_LINES = "purchases/receipts.csv", "purchases/receipt-lines.csv"
INVOICES, INVOICE_LINES = "purchases/invoices.csv", "purchases/invoice-lines.csv"
CREDIT_NOTES, CREDIT_LINES = "purchases/credit-notes.csv", "purchases/credit-note-lines.csv"
REBATES, SHARED_COSTS = "purchases/rebates.csv", "purchases/shared-costs.csv"
PRICE_CHANGES, OUTSIDE = "purchases/price-changes.csv", "purchases/off-framework.csv"
STANDINGS = "judgements/standings.csv"
CHECKS, CHOICES = "judgements/quality-checks.csv", "judgements/quality-choices.csv"
DECISIONS, RELEASES = "judgements/decisions.csv", "judgements/budget-releases.csv"
CHALLENGES, REMARKS = "judgements/challenges.csv", "judgements/challenge-remarks.csv"
SIGN_OFFS = "judgements/sign-offs.csv"
ITEMS = "names/items.csv"
SERIES, INDEX_RELEASES, VALUES = "indices/series.csv", "indices/releases.csv", "indices/values.csv"
EVENTS = "audit/events.jsonl"
HEADS = "audit/heads.json"
ACHIEVED = ("backward", "ni179", "gef")
CUTS = ("D01", "D09")
MADE_OF = (
    ("further", "cumulative", -1, "sustained"),
    ("ongoing", "further", -1, "one_off"),
    ("technical", "cumulative", -1, "allocative"),
    ("efficiency", "technical", 1, "allocative"),
)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(E[+-]?\d+)?")

# The table that a number in one of these columns is of.
OF = {
    "baseline_id": BASELINES,
    "invoice_line_id": INVOICE_LINES,
    "receipt_line_id": RECEIPT_LINES,
    "credit_note_line_id": CREDIT_LINES,
    "rebate_id": REBATES,
    "shared_cost_id": SHARED_COSTS,
    "invoice_id": INVOICES,
    "receipt_id": RECEIPTS,
    "credit_note_id": CREDIT_NOTES,
    "order_id": ORDERS,
    "order_line_id": ORDER_LINES,
    "choice_id": CHOICES,
    "challenge_id": CHALLENGES,
    "evidence_id": EVIDENCE,
    "statement_id": EVIDENCE,
    "item_id": ITEMS,
}
# Every row of the first is what a row of the others rests on by that column, and nothing else is there.
RESTED_ON = (
    (BASELINES, "baseline_id", ENTRIES),
    (INVOICE_LINES, "invoice_line_id", ENTRIES),
    (RECEIPT_LINES, "receipt_line_id", ENTRIES),
    (CREDIT_LINES, "credit_note_line_id", ENTRIES),
    (REBATES, "rebate_id", ENTRIES),
    (SHARED_COSTS, "shared_cost_id", ENTRIES),
    (INVOICES, "invoice_id", INVOICE_LINES),
    (RECEIPTS, "receipt_id", RECEIPT_LINES),
    (CREDIT_NOTES, "credit_note_id", CREDIT_LINES),
    (ORDERS, "order_id", INVOICES),
    (ORDERS, "order_id", ORDER_LINES),
    (ORDER_LINES, "order_line_id", INVOICE_LINES),
    (CHOICES, "choice_id", CHECKS),
    (CHALLENGES, "challenge_id", REMARKS),
    (EVIDENCE, "evidence_id", BASELINES),
    (EVIDENCE, "statement_id", REBATES),
)
# An order has lines that were not invoiced; its net is the sum of all.
MORE_MAY_BE_THERE = (ORDER_LINES,)
# In each row of a table both ways lead to the same value.
SAME = (
    (ENTRIES, "receipt_line_id.order_line_id", "invoice_line_id.order_line_id"),
    (ENTRIES, "item_id", "invoice_line_id.order_line_id.item_id"),
    (ENTRIES, "council_id", "invoice_line_id.invoice_id.order_id.council_id"),
    (ENTRIES, "framework_id", "invoice_line_id.invoice_id.order_id.framework_id"),
    (ENTRIES, "supplied_on", "receipt_line_id.received_on"),
    (ENTRIES, "invoice_line_id", "credit_note_line_id.invoice_line_id"),
    (ENTRIES, "framework_id", "rebate_id.framework_id"),
    (ENTRIES, "framework_id", "shared_cost_id.framework_id"),
    (ENTRIES, "council_id", "baseline_id.council_id"),
    (ENTRIES, "item_id", "baseline_id.item_id"),
    (ENTRIES, "unit_price_before", "baseline_id.unit_price"),
    (INVOICE_LINES, "unit_price", "order_line_id.unit_price"),
    (INVOICE_LINES, "invoice_id.order_id", "order_line_id.order_id"),
    (RECEIPT_LINES, "receipt_id.order_id", "order_line_id.order_id"),
    (INVOICES, "supplier_id", "order_id.supplier_id"),
    (CREDIT_NOTES, "supplier_id", "invoice_id.supplier_id"),
    (CREDIT_LINES, "credit_note_id.invoice_id", "invoice_line_id.invoice_id"),
    (CHECKS, "council_id", "choice_id.council_id"),
    (CHECKS, "item_id", "choice_id.item_id"),
    (CHECKS, "indicator", "choice_id.indicator"),
)
# The rows of the first add up to the row that they name: all of it, or a part when the rest is of
# another year or was not invoiced.
ADDED_UP = (
    (ORDER_LINES, "order_id", "net", True),
    (INVOICE_LINES, "invoice_id", "net", False),
    (CREDIT_LINES, "credit_note_id", "net", False),
    (ENTRIES, "invoice_line_id", "quantity", False),
    (ENTRIES, "receipt_line_id", "quantity", False),
)
# Each row has its event and each event its row: the table, the kind of record and the acts, the moment
# and the column of the reason, and what the event says of the other columns.
GAIN = "financial_year item_id.code=item"
TERMS = "agreement_id=agreement item_id=item price_before unit_price starts_on=from ground"
FROZEN = "council_id=council item_id=item round_id=round version type unit_price price_date"
POSTED = "council_id=council financial_year item_id=item gross cashable cost"
RECORDED = (
    (ENTRIES, "gain_entry", "recorded reason", POSTED),
    (BASELINES, "baseline freeze_baseline revise_baseline", "frozen reason", FROZEN),
    (
        ORDERS,
        "call_off_order place_order",
        "placed route",
        "number lot_id=lot supplier_id=supplier net gross",
    ),
    (ORDERS, "call_off_order approve_order", "approved", "number net gross"),
    (ORDERS, "call_off_order accept_order", "accepted", "number net gross"),
    (RECEIPTS, "receipt receive_order", "received", "order_id.number=order"),
    (INVOICES, "invoice invoice_order", "invoiced", "number=invoice net order_id.number=order"),
    (CREDIT_NOTES, "credit_note credit_invoice", "credited", "number=credit_note net"),
    (REBATES, "rebate record_rebate", "confirmed", "reference spend amount retained"),
    (SHARED_COSTS, "shared_cost share_cost", "shared reason", "amount"),
    (PRICE_CHANGES, "price_change propose_price", "proposed reason", TERMS),
    (PRICE_CHANGES, "price_change agree_price", "answered", TERMS),
    (
        OUTSIDE,
        "off_framework_purchase record_off_framework",
        "recorded reason",
        "item_id.code=item quantity unit_price supplier_name=supplier",
    ),
    (CHOICES, "quality_choice choose_quality_check", "chosen explanation", "item_id.code=item indicator"),
    (CHECKS, "quality_check record_quality", "recorded", f"{GAIN} met nature"),
    (DECISIONS, "gain_decision decide_gain", "decided reason", f"{GAIN} framework_id=framework outcome code"),
    (CHALLENGES, "challenge challenge_gain", "raised", "financial_year item_id=item"),
    (REMARKS, "challenge challenge_gain ask_again answer_challenge close_challenge", "said text", "kind"),
    (RELEASES, "budget_release release_budget", "released purpose", f"{GAIN} amount"),
    (SIGN_OFFS, "sign_off sign_off_gains", "signed reason", "financial_year decision net"),
    (SIGNATURES, "statement_submission sign_statement", "signed", "signatory sha256"),
)
SUBJECT = {REMARKS: "challenge_id", SIGNATURES: "submission_id"}
# What is in one place only, so that nothing in the pack can be held against it.
ONCE_ONLY = {
    BASELINES: "supplier_name evidence_note clause_percent clause_series_id compared_price factor "
    "sample_size basis figures",
    EVIDENCE: "organisation_id added_at added_by_id",
    ORDERS: "agreement_id budget_code levy instead_of_id",
    REBATES: "lot_id supplier_id tiers",
    SHARED_COSTS: "basis",
    PRICE_CHANGES: "status answer",
    OUTSIDE: "supplied_on",
    "purchases/price-schedules.csv": "agreement_id item_id from_quantity unit_price",
    CHOICES: "framework_id indicator_code before_award",
    DECISIONS: "grade",
    CHALLENGES: "framework_id",
    REMARKS: "id",
    RELEASES: "framework_id use reference uplift inflation",
    SIGN_OFFS: "gross cashable costs last_entry_id",
    SIGNATURES: "id",
    SERIES: "title unit added_at added_by_id",
    INDEX_RELEASES: "source evidence_id organisation_id published_at published_by_id",
    ITEMS: "id code title unit_code cpv_code",
    "names/frameworks.csv": "id code title starts_on ends_on award_notice_reference award_notice_at",
    "names/organisations.csv": "id code name",
    "names/persons.csv": "id name",
}
OF_THE_COUNCIL = (BASELINES, ORDERS, OUTSIDE, CHOICES, CHECKS, DECISIONS, CHALLENGES, RELEASES, SIGN_OFFS)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
MONTHS += ("October", "November", "December")
SAID = {
    "challenge_gain": "question",
    "ask_again": "question",
    "answer_challenge": "answer",
    "close_challenge": "closing",
}


class Pack:
    """The files of a pack, zipped or unpacked, and what was found wrong with them."""

    def __init__(self, where):
        self.where, self.faults, self.proved, self.left, self.tables = where, [], [], [], {}
        self.zip = None if os.path.isdir(where) else zipfile.ZipFile(where)

    def names(self):
        if self.zip:
            return [name for name in self.zip.namelist() if not name.endswith("/")]
        return [
            os.path.relpath(os.path.join(folder, file), self.where).replace(os.sep, "/")
            for folder, _, files in os.walk(self.where)
            for file in files
            if "__pycache__" not in folder
        ]

    def open(self, name):
        if self.zip:
            return self.zip.open(name)
        return open(os.path.join(self.where, *name.split("/")), "rb")

    def has(self, name):
        return name in self.listed

    def text(self, name):
        return io.TextIOWrapper(self.open(name), "utf-8-sig", newline="")

    def json(self, name):
        with self.text(name) as file:
            return json.load(file)

    def lines(self, name):
        with self.text(name) as file:
            for line in file:
                yield json.loads(line)

    def rows(self, name):
        if not self.has(name):
            return
        with self.text(name) as file:
            yield from csv.DictReader(file)

    def table(self, name):
        """The rows of a table by their number, each of which is there once."""
        if name not in self.tables:
            found = self.tables[name] = {}
            for row in self.lines(name) if name == ENTRIES else self.rows(name):
                if str(row["id"]) in found:
                    self.fault(name, f"number {row['id']} is there twice")
                found[str(row["id"])] = row
        return self.tables[name]

    def fault(self, name, words):
        self.faults.append(f"{name}: {words}")

    def prove(self, words):
        self.proved.append(words)

    def leave(self, words):
        self.left.append(words)


# --- files ----------------------------------------------------------------------------------------


def check_files(pack):
    """Every file is the one that the manifest lists, and there is no other."""
    manifest = pack.json("manifest.json")
    listed = {file["path"]: file for file in manifest["files"]}
    pack.listed = set(listed)
    there = pack.names()
    for name in sorted(set(there) - set(listed) - {"manifest.json"}):
        pack.fault(name, "is not in the manifest")
    if len(there) != len(set(there)):
        pack.fault("manifest.json", "a file is in the pack twice")
    for name, file in sorted(listed.items()):
        if name not in there:
            pack.fault(name, "is missing")
            pack.listed.discard(name)
            continue
        digest, size = hashlib.sha256(), 0
        with pack.open(name) as content:
            for piece in iter(lambda c=content: c.read(1 << 16), b""):
                digest.update(piece)
                size += len(piece)
        if (digest.hexdigest(), size) != (file["sha256"], file["size"]):
            pack.fault(name, "is not the file that the manifest lists")
    if not pack.faults:
        pack.prove(f"{len(listed)} files are those that the manifest lists, byte for byte")
    return manifest


def leave_what_is_there_once(pack):
    """Say of what this program checks no more than that it is the file that the manifest lists."""
    found = [
        f"{name} ({columns})" for name, columns in ONCE_ONLY.items() if any(True for _ in pack.rows(name))
    ]
    pack.leave(f"cells that nothing else in the pack repeats: {'; '.join(found)}")
    pack.leave("statement.pdf and statement.xlsx, which are sheet.json on paper and in a workbook, and words")
    pack.leave(
        "whether a record was left out together with its own event: a link of the chain says that there "
        "was an event, and not what it was about"
    )


def check_evidence(pack):
    """Each file kept as evidence has the hash that was recorded when it was handed in."""
    count = 0
    manifest = {file["path"]: file for file in pack.json("manifest.json")["files"]}
    for row in pack.table(EVIDENCE).values():
        count += 1
        paths = [path for path in manifest if path.startswith(f"evidence/{row['id']}/")]
        if [manifest[path]["sha256"] for path in paths] != [row["sha256"]]:
            pack.fault(EVIDENCE, f"number {row['id']} is not the file that was handed in")
            continue
        file, name = manifest[paths[0]], re.sub(r"[^-A-Za-z0-9_. ]", "_", row["name"]).strip(". ")
        hold(pack, EVIDENCE, row, "the manifest", size=file["size"], media_type=file["media_type"])
        if paths[0].split("/", 2)[2] != (name[:120] or "file"):
            pack.fault(EVIDENCE, f"number {row['id']}: name is {row['name']}, the file is {paths[0]}")
    if count:
        pack.prove(f"{count} files of evidence have the hashes that were recorded when they came")


# --- readable copies ------------------------------------------------------------------------------


def check_copies(pack, sheet):
    """The tables for a spreadsheet say, cell by cell, what the file says that they are copies of."""
    faults = len(pack.faults)
    entries = [{**entry} for entry in pack.table(ENTRIES).values()]
    for entry in entries:
        del entry["working"]
    check_copy(pack, ENTRY_ROWS, listed(pack, ENTRY_ROWS, entries), ENTRIES)
    check_copy(pack, STANDINGS, listed(pack, STANDINGS, sheet.get("standings") or []), SHEET)
    check_copy(pack, SHEET_ROWS, sheet_rows(sheet), SHEET)
    if len(pack.faults) == faults:
        pack.prove("the ledger, the gains and the statement as rows say cell by cell what they are copies of")


def listed(pack, name, records):
    """The records as rows, in the order of the table's own columns if it has just theirs."""
    header = next(csv.reader(pack.text(name)), []) if pack.has(name) else []
    if records and sorted(header) != sorted(records[0]):
        header = sorted(records[0])
    return [header, *([record[column] for column in header] for record in records)]


def sheet_rows(sheet):
    header = ["council", "financial_year", "layout", "layout_version", "heading", "item", "title"]
    header += [f"{column['measure']}_{column['part']}" for column in sheet["columns"]]
    figures = ("gross", "cashable", "non_cashable", "costs", "net")
    rows = [[*header, "quantity", *figures, "quality_checks"]]
    penny = {row["item_id"]: row for row in sheet["penny"]}
    year = f"{sheet['financial_year']} to {sheet['financial_year'] + 1}"
    for heading in sheet["rows"]:
        for line in heading["lines"]:
            exact = penny.get(line["item_id"]) or {"quantity": "", **dict.fromkeys(figures, "0")}
            checks = [check for check in heading["checks"] if check["item"] == line["title"]]
            row = [sheet["council_code"], year, sheet["layout"], sheet["layout_version"], heading["title"]]
            row += [line["item_id"] or "", line["title"], *line["values"]]
            row += [exact[name] for name in ("quantity", *figures)]
            rows.append([*row, "; ".join(f"{each['indicator']}: {each['met'].lower()}" for each in checks)])
    return rows


def check_copy(pack, name, wanted, source):
    if not pack.has(name):
        pack.fault(name, "is missing")
        return
    with pack.text(name) as file:
        found = list(csv.reader(file))
    if len(found) != len(wanted):
        pack.fault(name, f"has {len(found) - 1} rows, {source} has {len(wanted) - 1}")
    for number, (cells, values) in enumerate(zip_longest(found, wanted, fillvalue=()), 1):
        for column, cell, value in zip_longest(wanted[0], cells, values):
            if cell is None or not says(cell, value):
                value = value["£"] if isinstance(value, dict) else value
                pack.fault(name, f"row {number}: {column} is {cell or 'empty'}, {source} has {value}")
                if len(found) != len(wanted):
                    return


def says(cell, value):
    """Whether a cell is what was written there; words like a formula have a ' in front."""
    if isinstance(value, dict):
        return plain(cell) == D(value["£"])
    words = "" if value is None else str(value)
    return cell == words or (words.startswith(STARTS_A_FORMULA) and cell == f"'{words}")


def plain(value):
    """A value as it is compared with another: an amount as a number, words as they are."""
    words = "" if value is None else str(value)
    if words[:1] == "'" and words[1:].startswith(STARTS_A_FORMULA):
        words = words[1:]
    amount = words.replace("\u2212", "-").replace("£", "").replace(",", "")
    return D(amount) if NUMBER.fullmatch(amount) else words


# --- papers ---------------------------------------------------------------------------------------


def check_papers(pack, manifest):
    """Every entry has its papers and every paper its entry, and what they say is the same."""
    faults = len(pack.faults)
    check_rested_on(pack)
    for name, here, there in SAME:
        for row in pack.table(name).values():
            check_same(pack, reached(pack, name, row, here), reached(pack, name, row, there))
    for entry in pack.table(ENTRIES).values():
        check_terms(pack, entry)
    check_added_up(pack)
    year = manifest["financial_year"]
    for name, row, column, value in (*worked_out(pack, year), *judged(pack, year)):
        hold(pack, name, row, "worked out of the pack it", **{column: value})
    if len(pack.faults) == faults:
        counts = (len(pack.table(name)) for name in (BASELINES, ORDERS, RECEIPTS, INVOICES, CREDIT_NOTES))
        pack.prove(
            "{} baselines, {} orders, {} receipts, {} invoices and {} credit notes are those of the entries, "
            "with their prices, quantities and days".format(*counts)
        )


def check_rested_on(pack):
    needed = defaultdict(dict)
    for name, column, by in RESTED_ON:
        for row in pack.table(by).values():
            if row[column] not in (None, ""):
                needed[name][str(row[column])] = f"{by} number {row['id']}"
    for name in dict.fromkeys(name for name, _, _ in RESTED_ON):
        for number in needed[name].keys() - pack.table(name).keys():
            pack.fault(name, f"number {number} is missing, on which {needed[name][number]} rests")
        for number in pack.table(name).keys() - needed[name].keys() if name not in MORE_MAY_BE_THERE else ():
            pack.fault(name, f"number {number} is there, but nothing in the pack rests on it")


def reached(pack, name, row, path):
    """Where a path of columns leads: the table, the row and the last column; None if it leads nowhere."""
    *steps, column = path.split(".")
    for step in steps:
        name, row = OF[step], pack.table(OF[step]).get(str(row[step]))
        if row is None:
            return None
    return name, row, column


def check_same(pack, here, there):
    if here and there:
        name, row, column = here
        hold(pack, there[0], there[1], f"{name} number {row['id']}", **{there[2]: row[column]})


def hold(pack, name, row, source, **cells):
    """Each of these cells of a row is what its source says."""
    for column, value in cells.items():
        if plain(row[column]) != plain(value):
            found, value = ("empty" if each in (None, "") else each for each in (row[column], value))
            pack.fault(name, f"number {row['id']}: {column} is {found}, {source} says {value}")


def check_terms(pack, entry):
    """What the entry was worked out from is what its baseline, invoice, credit note or rebate says."""
    working, source = json.loads(entry["working"]), f"{ENTRIES} number {entry['id']}"
    kinds = {"gain": (working,), "correction": (working.get("before"), working.get("after"))}
    baseline = pack.table(BASELINES).get(str(entry["baseline_id"]))
    for terms in kinds.get(entry["kind"], ()):
        if baseline:
            hold(pack, BASELINES, baseline, source, unit_price=terms["price_before"])
            hold(pack, BASELINES, baseline, source, type=terms["baseline_type"])
            hold(pack, BASELINES, baseline, source, price_date=terms["price_date"])
            hold(pack, BASELINES, baseline, source, annual_quantity=terms.get("yearly_quantity_before"))
        elif terms.get("price_before") is not None:
            pack.fault(BASELINES, f"the baseline of {source} is not there")
    line = pack.table(INVOICE_LINES).get(str(entry["invoice_line_id"]))
    if entry["kind"] == "gain" and line:
        hold(pack, INVOICE_LINES, line, source, unit_price=working["price_paid"])
    credit = pack.table(CREDIT_LINES).get(str(entry["credit_note_line_id"]))
    if entry["kind"] == "correction" and credit:
        after = None if credit["returned"] else working["after"]["price_paid"]
        note = pack.table(CREDIT_NOTES).get(credit["credit_note_id"], {"number": "?"})
        words = entry["reason"].removeprefix(f"Credit note {note['number']}: ")
        cells = {"price_before": working["before"]["price_paid"], "price_after": after, "reason": words}
        hold(pack, CREDIT_LINES, credit, source, **cells)
    rebate = pack.table(REBATES).get(str(entry["rebate_id"]))
    if entry["kind"] == "rebate" and rebate:
        days = " to ".join(in_words(rebate[name]) for name in ("from_on", "to_on"))
        if entry["reason"] != f"Rebate {rebate['reference']}, {days}":
            pack.fault(REBATES, f"number {rebate['id']}: it is of {days}, {source} says {entry['reason']}")


def in_words(day):
    year, month, number = (int(part) for part in day.split("-"))
    return f"{number} {MONTHS[(month - 1) % 12]} {year}"


def check_added_up(pack):
    for name, column, amount, whole in ADDED_UP:
        sums, parts = defaultdict(Decimal), []
        for row in pack.table(name).values():
            if row[column] not in (None, "") and row.get("kind", "gain") == "gain":
                sums[str(row[column])] += D(row[amount])
        for number, total in sums.items():
            row = pack.table(OF[column]).get(number)
            value = total if row is None else D(row[amount])
            if total > value or (whole and total != value):
                words = f"number {number}: {amount} is {value}, {name} adds up to {total}"
                pack.fault(OF[column], words)
            elif total < value:
                parts.append(number)
        if parts:
            pack.leave(
                f"the rest of the {amount} in {OF[column]} number {', '.join(parts)}, of which {name} "
                "has a part: it is of another year, or was not invoiced"
            )


def worked_out(pack, year):
    """What follows of a paper from the rest of it: the table, the row, the column and its value."""
    for name in (ORDER_LINES, INVOICE_LINES):
        for row in pack.table(name).values():
            yield name, row, "net", half_up(D(row["unit_price"]) * D(row["quantity"]), 2)
    orders = pack.table(ORDERS)
    for name, invoices in ((ORDERS, orders.values()), (INVOICES, pack.table(INVOICES).values())):
        for row in invoices:
            order = orders.get(row.get("order_id", row["id"]))
            if order:
                yield name, row, "gross", half_up(D(row["net"]) * (100 + D(order["vat_rate"])) / 100, 2)
    for row in pack.table(CREDIT_NOTES).values():
        order = reached(pack, CREDIT_NOTES, row, "invoice_id.order_id.vat_rate")
        if order:
            gross = D(row["net"]) * (100 + D(order[1]["vat_rate"])) / 100
            yield CREDIT_NOTES, row, "gross", to_a_penny(D(row["gross"]), gross)
    for row in pack.table(CREDIT_LINES).values():
        if row["returned"]:
            net = D(row["price_before"]) * D(row["returned"])
            yield CREDIT_LINES, row, "net", to_a_penny(D(row["net"]), net)
    for row in pack.table(REBATES).values():
        yield REBATES, row, "retained", half_up(D(row["amount"]) * D(row["retained_percent"]) / 100, 2)
    for row in pack.table(SHARED_COSTS).values():
        day = row["incurred_on"]
        in_year = year_of(datetime.date.fromisoformat(day)) == year
        yield SHARED_COSTS, row, "incurred_on", day if in_year else f"a day of the year {year}"


def judged(pack, year):
    """The same of checks, sign-offs and decisions, and whose and of which year every record is."""
    councils = {entry["council_id"] for entry in pack.table(ENTRIES).values()}
    for name in OF_THE_COUNCIL if councils else ():
        for row in pack.table(name).values():
            yield name, row, "council_id", min(councils)
            if "financial_year" in row:
                yield name, row, "financial_year", year
    for row in pack.table(CHECKS).values():
        change = D(row["after"]) - D(row["before"])
        worse = change if row["better"] == "lower" else -change
        yield CHECKS, row, "met", worse <= D(row["tolerance"])
        choice = pack.table(CHOICES).get(row["choice_id"])
        if choice and choice["before_award"] == "True":
            yield CHECKS, row, "better", choice["better"]
            yield CHECKS, row, "tolerance", choice["tolerance"]
    for row in pack.table(SIGN_OFFS).values():
        yield SIGN_OFFS, row, "non_cashable", D(row["gross"]) - D(row["cashable"])
        yield SIGN_OFFS, row, "net", D(row["gross"]) - D(row["costs"])
    entries = defaultdict(list)
    for entry in pack.table(ENTRIES).values():
        entries[key_of(entry)].append(entry)
    for row in pack.table(DECISIONS).values():
        known = [entry for entry in entries[key_of(row)] if entry["id"] <= int(row["last_entry_id"])]
        yield from ((DECISIONS, row, column, value) for column, value in decided_on(known).items())


def to_a_penny(found, value):
    """The value found, if it is the other to a penny: credits are rounded with what went before them."""
    return found if abs(found - value) <= D("0.01") else half_up(value, 2)


def year_of(day):
    return day.year if day.month > 3 else day.year - 1


def decided_on(entries):
    """What the ledger had of a gain when it was decided on, from the entries that were known."""
    columns = {"quantity": "quantity", "gross": "gross", "cashable": "cashable", "costs": "cost"}
    sums = {column: sum((D(entry[name]) for entry in entries), ZERO) for column, name in columns.items()}
    return {**sums, "last_entry_id": max((entry["id"] for entry in entries), default="none")}


# --- the method -----------------------------------------------------------------------------------


def months_between(earlier, later):
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if later.day < earlier.day else months


def baseline_may(kind, price_date, start):
    """Whether a gain on the price counts at all, whether it is good for cash, and must be indexed."""
    if kind in ("B8", "B9"):
        return False, False, False
    if kind not in OWN_PRICES:
        return True, False, False
    age = months_between(price_date, start)
    if price_date > start or age > 36:
        return True, False, False
    return True, True, age > 12


def half_up(value, places):
    return value.quantize(D(1).scaleb(-places), rounding=ROUND_HALF_UP)


def gain_of(working, edition):
    """What a quantity gained: own old price, uprated, less the price now (method 2.2, 2.3, 2.5)."""
    if edition not in ("2026.1", "2026.2"):
        raise ValueError(f"edition {edition} of the method is not known here")
    if working.get("price_before") is None:
        return dict(NO_GAIN)
    day = datetime.date.fromisoformat
    counts, cash, must_index = baseline_may(
        working["baseline_type"], day(working["price_date"]), day(working["contract_start"])
    )
    if not counts:
        return dict(NO_GAIN)
    before, paid = D(working["price_before"]), D(working["price_paid"])
    quantity, counted = D(working["quantity"]), D(working["counted_before"])
    factor, demand = D(working.get("uprating", "1")), D(working.get("demand_factor", "1"))
    budget = False
    if edition == "2026.2":
        budget = bool(working.get("budget_evidence", False))
        indexed = working.get("index_code") is not None
        if indexed:
            given = D(working["index_value"]) / D(working["index_base"])
            if half_up(given, 9) != half_up(factor, 9):
                raise ValueError("the uprating is not what the index gives")
        elif factor != 1:
            raise ValueError("there is an uprating and no index")
        cash = cash and (indexed or not must_index) and working.get("locked_before_award", True)
    nominal, real = before - paid, before * factor - paid
    within = quantity
    if real >= 0 and working.get("yearly_quantity_before") is not None:
        within = min(quantity, max(ZERO, D(working["yearly_quantity_before"]) * demand - counted))
    if real < 0 or budget:
        cashable = real * within
    else:
        cashable = max(ZERO, min(nominal, real)) * within
    gross, cashable, inflation = (
        half_up(value, 9) for value in (real * quantity, cashable, real * within - cashable)
    )
    moved = ZERO if cash else max(ZERO, cashable)
    return {
        "gross": gross,
        "cashable": cashable - moved,
        "nc_inflation": inflation,
        "nc_volume": gross - cashable - inflation,
        "nc_baseline": moved,
        "nc_avoided": ZERO,
    }


def bought(entry, *workings):
    """What was bought, paid and paid before. Without a price that counts all of it is unmatched."""
    quantity = sum(sign * D(terms["quantity"]) for sign, terms in workings)
    spend = sum(sign * D(terms["quantity"]) * D(terms["price_paid"]) for sign, terms in workings)
    before = sum(sign * D(terms["quantity"]) * D(terms.get("price_before") or 0) for sign, terms in workings)
    found = {"quantity": quantity, "spend": spend, "unit_price_paid": D(workings[-1][1]["price_paid"])}
    if D(entry["unmatched_spend"]) or workings[-1][1].get("price_before") is None:
        return {**found, "before": ZERO, "unmatched_spend": spend}
    return {**found, "before": before, "unmatched_spend": ZERO}


def expected(entry, earlier):
    """The amounts that the entry's working gives, as far as its kind says."""
    working, kind, edition = json.loads(entry["working"]), entry["kind"], entry["method_version"]
    if kind == "gain":
        return {**gain_of(working, edition), **bought(entry, (1, working))}
    if kind == "correction":
        before, after = gain_of(working["before"], edition), gain_of(working["after"], edition)
        changed = bought(entry, (-1, working["before"]), (1, working["after"]))
        return {**{name: after[name] - before[name] for name in PARTS}, **changed}
    if kind == "reversal":
        taken_back = earlier.get(entry["reverses_id"])
        if taken_back is None:
            raise ValueError("the entry that it takes back is not there")
        names = (*PARTS, "cost", "quantity", "spend", "before", "unmatched_spend")
        return {name: -D(taken_back[name]) for name in names}
    if kind == "rebate":
        return {**NO_GAIN, "gross": D(working["amount"]), "cashable": D(working["amount"])}
    if kind == "one_off_gain":
        amount = D(working["one_off_gain"])
        return {**NO_GAIN, "gross": amount, "cashable": amount}
    if kind == "avoidance":
        return {**NO_GAIN, "gross": D(working["amount"]), "nc_avoided": D(working["amount"])}
    if kind in ("one_off_cost", "recurring_cost"):
        return {**NO_GAIN, **({"cost": D(working["cost"])} if "cost" in working else {})}
    return {}


# --- the ledger -----------------------------------------------------------------------------------


def check_entries(pack):
    """Work every entry out again, and add the ledger up. Returns the sums by item and framework, and
    what came of substitutions by item, in total and in cash."""
    earlier, claimed, counted = {}, set(), defaultdict(Decimal)
    sums = defaultdict(lambda: defaultdict(Decimal))
    substituted = defaultdict(lambda: (ZERO, ZERO))
    kinds = defaultdict(int)
    for entry in pack.table(ENTRIES).values():
        number = f"entry {entry['id']}"
        kinds[entry["kind"]] += 1
        earlier[entry["id"]] = entry
        try:
            found = expected(entry, earlier)
        except (ValueError, KeyError, ArithmeticError) as why:
            pack.fault(ENTRIES, f"{number}: {why}")
            continue
        for name, value in found.items():
            if D(entry[name]) != value:
                pack.fault(ENTRIES, f"{number}: {name} is {entry[name]}, worked out {value}")
        if D(entry["gross"]) != sum((D(entry[name]) for name in PARTS[1:]), ZERO):
            pack.fault(ENTRIES, f"{number}: its parts do not add up to its gross")
        if entry["kind"] == "gain":
            check_purchase(pack, entry, number, claimed, counted)
        counted[entry["item_id"]] += D(entry["quantity"])
        kind = earlier[entry["reverses_id"]]["kind"] if entry["kind"] == "reversal" else entry["kind"]
        add_up(sums[entry["item_id"] or 0, entry["framework_id"] or 0], entry, kind)
        if kind == "substitution":
            total, cash = substituted[entry["item_id"]]
            substituted[entry["item_id"]] = total + D(entry["gross"]), cash + D(entry["cashable"])
    if not [fault for fault in pack.faults if fault.startswith(ENTRIES)]:
        counts = ", ".join(f"{kinds[kind]} {kind.replace('_', ' ')}" for kind in sorted(kinds))
        pack.prove(f"{sum(kinds.values())} ledger entries follow from their workings ({counts or 'none'})")
    return sums, substituted


def check_purchase(pack, entry, number, claimed, counted):
    """What was received and invoiced is counted once, after what was counted before it in the year."""
    working = json.loads(entry["working"])
    if D(working["counted_before"]) != counted[entry["item_id"]]:
        pack.fault(ENTRIES, f"{number}: {counted[entry['item_id']]} units had been counted before it")
    source = entry["invoice_line_id"], entry["receipt_line_id"]
    if source in claimed:
        pack.fault(ENTRIES, f"{number}: its invoice line and receipt line are claimed twice")
    claimed.add(source)


def add_up(row, entry, kind):
    for name in ("quantity", "spend", "before", "unmatched_spend", *PARTS):
        row[name] += D(entry[name])
    for column, counts in (("one_off_cost", "cost"), ("recurring_cost", "cost"), ("one_off_gain", "gross")):
        row[column] += D(entry[counts]) if kind == column else ZERO
    row["rebate"] += D(entry["gross"]) if kind == "rebate" else ZERO


def check_totals(pack, sums):
    """The sums by item and framework are those of the entries."""
    faults = len(pack.faults)
    left = dict(sums)
    for row in pack.rows(TOTALS):
        key = int(row.pop("item_id")), int(row.pop("framework_id"))
        added = left.pop(key, {})
        for name, value in row.items():
            if D(value) != added.get(name, ZERO):
                pack.fault(TOTALS, f"item {key[0]}: {name} is {value}, added up {added.get(name, ZERO)}")
    for key in left:
        pack.fault(TOTALS, f"item {key[0]} is not there")
    if len(pack.faults) == faults:
        pack.prove(f"{len(sums)} sums by item and framework are those of the entries")


# --- the statement --------------------------------------------------------------------------------


def rounded_to_total(values, unit):
    """Whole units that add up to the sum rounded half up: the largest remainders go up first."""
    floors = [(value / unit).to_integral_value(ROUND_FLOOR) for value in values]
    total = half_up(sum(values, ZERO) / unit, 0)
    short = int(total - sum(floors, ZERO))
    order = sorted(range(len(values)), key=lambda i: (floors[i] - values[i] / unit, i))
    for i in order[:short]:
        floors[i] += 1
    return [floor * unit for floor in floors]


def figure(value):
    """A value of the sheet: an amount, words, or nothing."""
    return D(value["£"]) if isinstance(value, dict) else value


def check_sheet(pack, sums, manifest):
    """The statement adds up, from items to headings to its totals, and to the penny from the ledger."""
    faults = len(pack.faults)
    with pack.open(SHEET) as file:
        content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    sheet = json.loads(content)
    if manifest["statement"]["sha256"] != digest:
        pack.fault(SHEET, "is not the statement that the manifest names")
    for row in pack.table(SIGNATURES).values():
        if row["sha256"] != digest:
            pack.fault(SHEET, f"is not the statement that the {row['signatory']} signed")
    check_columns(pack, sheet)
    if sheet["look"] in ACHIEVED:
        check_pennies(pack, sheet, sums)
    if len(pack.faults) == faults:
        pack.prove(
            f"the statement ({sheet['title']}) adds up: items to headings, headings to totals, "
            "and the ledger to the penny"
        )
    return sheet


def check_columns(pack, sheet):
    for place, column in enumerate(sheet["columns"]):
        title = f"{column['group']} {column['heading']}".strip()
        rows = [figure(row["values"][place]) for row in sheet["rows"]]
        if not all(isinstance(value, Decimal) for value in rows):
            continue
        for row, value in zip(sheet["rows"], rows, strict=True):
            lines = [figure(line["values"][place]) for line in row["lines"]]
            if row["lines"] and sum(lines, ZERO) != value:
                pack.fault(SHEET, f"{row['title']}, {title}: {value}, its items add up to {sum(lines, ZERO)}")
        if figure(sheet["totals"][place]) != sum(rows, ZERO):
            pack.fault(SHEET, f"Total, {title}: the rows add up to {sum(rows, ZERO)}")


def check_pennies(pack, sheet, sums):
    by_item = defaultdict(lambda: defaultdict(Decimal))
    for (item, _framework), row in sums.items():
        for name, value in row.items():
            by_item[item][name] += value
    shown = sheet["penny"]
    items = [by_item[row["item_id"]] for row in shown]
    gross, cashable, costs = (
        rounded_to_total(values, D("0.01"))
        for values in (
            [item["gross"] for item in items],
            [item["cashable"] for item in items],
            [item["one_off_cost"] + item["recurring_cost"] for item in items],
        )
    )
    for row, g, c, k in zip(shown, gross, cashable, costs, strict=True):
        worked_out = {"gross": g, "cashable": c, "non_cashable": g - c, "costs": k, "net": g - k}
        worked_out["quantity"] = by_item[row["item_id"]]["quantity"]
        for name, value in worked_out.items():
            if figure(row[name]) != value:
                pack.fault(SHEET, f"{row['title']}, {name} to the penny: the ledger gives {value}")
    for item in set(by_item) - {row["item_id"] for row in shown}:
        pack.fault(SHEET, f"item {item} of the ledger is not on it")


# --- what the gates let through -------------------------------------------------------------------


def check_standings(pack, sheet, sums, substituted):
    """Each gain's claim is that of the ledger and is split as its outcome says; what is allowed is shown."""
    if sheet["look"] not in ACHIEVED:
        pack.leave("what is expected of a year, which rests on agreed prices and demand and on no ledger")
        return
    if sheet.get("standings") is None:
        pack.leave(
            "what of each gain was allowed, held and disallowed: the version was filed before that was kept "
            "with it, so its whole pounds are checked by their sums only"
        )
        return
    faults = len(pack.faults)
    gains = [{name: figure(value) for name, value in gain.items()} for gain in sheet["standings"]]
    now = [gain for gain in gains if gain["financial_year"] == sheet["financial_year"]]
    before = [gain for gain in gains if gain["financial_year"] != sheet["financial_year"]]
    for gain in gains:
        for part in ("", "_cashable"):
            split = [gain[name + part] for name in ("allowed", "held", "disallowed")]
            if gain["claimed" + part] != sum(split):
                words = f"claimed{part} is not allowed, held and disallowed together"
                pack.fault(SHEET, f"{named(gain)}: {words}")
    if sorted(key_of(gain) for gain in now) != sorted(sums):
        pack.fault(SHEET, "its gains are not those of the ledger")
    decisions = {key_of(row): row for row in pack.table(DECISIONS).values()}
    shown_in_budget = defaultdict(Decimal)
    for row in pack.table(RELEASES).values():
        shown_in_budget[key_of(row)] += D(row["inflation"] or 0)
    for gain in now:
        row = defaultdict(Decimal, sums.get(key_of(gain), {}))
        check_decision(pack, gain, row, decisions.get(key_of(gain)))
        check_claim(pack, gain, row, max(ZERO, min(shown_in_budget[key_of(gain)], row["nc_inflation"])))
    check_pounds(pack, sheet, now, before, substituted)
    if len(pack.faults) == faults:
        pack.prove(
            f"{len(now)} gains are claimed as the ledger has them and allowed, held or disallowed in full, "
            "and the statement's whole pounds come out of what is allowed"
        )
    if before:
        pack.leave("what was allowed of the year before, whose ledger is in that year's own pack")


def key_of(gain):
    return int(gain["item_id"] or 0), int(gain["framework_id"] or 0)


def named(gain):
    return "{financial_year}, item {item_id}, framework {framework_id}".format(**gain)


def check_decision(pack, gain, row, decision):
    """What the officer decided counts, unless a gate holds or rejects it; cash was accepted as it stands."""
    said = decision["outcome"] if decision and gain["item_id"] and row["gross"] else "undecided"
    gates = {"rejected": ("rejected",), "cashable": ("cashable", "undecided", "held", "rejected")}
    if gain["outcome"] not in gates.get(said, (said, "held", "rejected")):
        pack.fault(SHEET, f"{named(gain)}: {gain['outcome']}, but the officer's decision is {said}")
    elif gain["outcome"] == said != "undecided" and gain["code"] != decision["code"]:
        pack.fault(SHEET, f"{named(gain)}: code {gain['code']}, the officer's is {decision['code']}")
    if gain["outcome"] == said == "cashable":
        costs = row["one_off_cost"] + row["recurring_cost"]
        for name, value in (*((n, row[n]) for n in ("quantity", "gross", "cashable")), ("costs", costs)):
            if D(decision[name]) != value:
                pack.fault(SHEET, f"{named(gain)}: accepted with a {name} of {decision[name]}, now {value}")


def check_claim(pack, gain, row, inflation):
    """The claim is the ledger's, with the inflation that the budget shows to be cash. Of what is held or
    rejected a loss still counts. Adds to the gain what it counts for beside what lasts."""
    costs, cash = row["one_off_cost"] + row["recurring_cost"], row["cashable"] + inflation
    claimed = row["gross"] - costs, cash - costs
    nothing = left_out = ZERO, ZERO
    set_aside = gain["outcome"] in ("held", "rejected")
    if gain["outcome"] == "non_cashable":
        left_out = ZERO, max(ZERO, cash)
    elif set_aside:
        loss = min(ZERO, claimed[1])
        left_out = claimed[0] - min(claimed[0], loss), claimed[1] - loss
    allowed = claimed[0] - left_out[0], claimed[1] - left_out[1]
    ends = row["one_off_gain"] + row["recurring_cost"]
    lasts = row["gross"] - ends, cash - left_out[1] - ends
    beside = row["gross"], row["one_off_gain"], row["one_off_gain"] - row["one_off_cost"]
    if set_aside and (any(left_out) or inflation):
        lasts, beside = allowed, (allowed[0], ZERO, ZERO)
    gain["gross"], gain["one_off_gain"], gain["one_off"] = beside
    worked_out = {
        "claimed": claimed,
        "allowed": allowed,
        "held": left_out if gain["outcome"] == "held" else nothing,
        "disallowed": nothing if gain["outcome"] == "held" else left_out,
        "recurring": lasts,
    }
    for name, values in worked_out.items():
        for part, value in zip((name, f"{name}_cashable"), values, strict=True):
            if gain[part] != value:
                pack.fault(SHEET, f"{named(gain)}: {part} is {gain[part]}, worked out {value}")


def check_pounds(pack, sheet, now, before, substituted):
    """Every item is shown once, in whole pounds that add up to the total of what is allowed."""
    order = list(dict.fromkeys(gain["item_id"] for gain in (*now, *before)))
    order.sort(key=lambda item: item == 0)
    shown = pounds(order, now, before, substituted)
    lines = [line for row in sheet["rows"] for line in row["lines"]]
    if sorted(line["item_id"] for line in lines) != sorted(order):
        pack.fault(SHEET, "its items are not those of its gains")
        return
    unknown = [line["title"] for line in sheet["below"] if (line["measure"], "total") not in shown]
    for place, column in enumerate(sheet["columns"]):
        title = f"{column['group']} {column['heading']}".strip()
        values = shown.get((column["measure"], column["part"]))
        if values is None:
            unknown.append(title)
            continue
        worked_out = dict(zip(order, values, strict=True))
        for line in lines:
            value = figure(line["values"][place])
            if value != worked_out[line["item_id"]]:
                words = f"{value}, worked out {worked_out[line['item_id']]}"
                pack.fault(SHEET, f"{line['title']}, {title}: {words}")
    for line in sheet["below"]:
        totals = [sum(values, ZERO) for (measure, _), values in shown.items() if measure == line["measure"]]
        if totals and figure(line["value"]) not in totals:
            pack.fault(SHEET, f"{line['title']}: {figure(line['value'])}, worked out {totals[0]}")
    if unknown:
        pack.leave(f"figures that do not come from the year's ledger: {'; '.join(unknown)}")


def pounds(order, now, before, substituted):
    """By measure and part, what is shown of each item, in its order (method 2.1, 2.8)."""
    mine, earlier = by_item_of(now), by_item_of(before)
    shown = {}
    for place, part in enumerate(("total", "cashable")):
        books = [books_of(mine[item], earlier[item], substituted[item], place) for item in order]
        for measure in books_of((), (), (ZERO, ZERO), place):
            shown[measure, part] = rounded_to_total([each[measure] for each in books], D(1))
        for made, first, sign, second in MADE_OF:
            pairs = zip(shown[first, part], shown[second, part], strict=True)
            shown[made, part] = [one + sign * other for one, other in pairs]
    for measure in {measure for measure, _ in shown}:
        pairs = zip(shown[measure, "total"], shown[measure, "cashable"], strict=True)
        shown[measure, "non_cashable"] = [total - cashable for total, cashable in pairs]
    return shown


def by_item_of(gains):
    found = defaultdict(list)
    for gain in gains:
        found[gain["item_id"]].append(gain)
    return found


def books_of(now, before, substituted, place):
    """What the year and the year before come to for one item: the total, or its cashable part."""
    part = ("", "_cashable")[place]

    def added(name, gains=now):
        return sum((gain[name] for gain in gains), ZERO)

    previous, current = added("recurring" + part, before), added("recurring" + part)
    sustained = max(ZERO, min(previous, current))
    return {
        "sustained": sustained,
        "cumulative": current + added("one_off"),
        "one_off": added("one_off"),
        "lost": max(ZERO, previous) - sustained,
        "held": added("held" + part),
        "disallowed": added("disallowed" + part),
        "non_efficiency": added("disallowed" + part, [gain for gain in now if gain["code"] in CUTS]),
        "ongoing_net": current + added("one_off") - added("one_off_gain"),
        "allocative": substituted[place] if any(gain["gross"] for gain in now) else ZERO,
    }


def check_quality(pack, sheet):
    """The quality checks on the statement are the last that were recorded of the items on it."""
    if sheet["look"] not in ACHIEVED:
        return
    lines = [(line, heading) for heading in sheet["rows"] for line in heading["lines"] if line["in_year"]]
    shown = {
        (str(line["item_id"]), check["indicator"]): check
        for line, heading in lines
        for check in heading["checks"]
        if check["item"] == line["title"]
    }
    items = {str(line["item_id"]) for line, _ in lines}
    rows = sorted(pack.table(CHECKS).values(), key=lambda row: int(row["id"]))
    last = {(row["item_id"], str(plain(row["indicator"]))): row for row in rows if row["item_id"] in items}
    for item, indicator in last.keys() ^ shown.keys():
        where = "the statement" if (item, indicator) in last else "this table"
        pack.fault(CHECKS, f"item {item}, {indicator}: the last check of it is not in {where}")
    for key in last.keys() & shown.keys():
        better, _, tolerance = shown[key]["better"].partition(", tolerance ")
        cells = {"before": shown[key]["before"], "after": shown[key]["after"], "tolerance": tolerance or 0}
        cells |= {"better": better.split()[0].lower(), "met": shown[key]["met"].startswith("Met")}
        hold(pack, CHECKS, last[key], SHEET, **cells)


def check_indices(pack):
    """The values that prices were uprated by are those of the publication that was read."""
    series = {row["id"]: plain(row["code"]) for row in pack.table(SERIES).values()}
    published = {
        (series.get(row["series_id"]), row["vintage"]): row["id"]
        for row in pack.table(INDEX_RELEASES).values()
    }
    values = {(row["release_id"], row["financial_year"]): D(row["value"]) for row in pack.rows(VALUES)}
    read, used = set(), set()
    for entry in pack.table(ENTRIES).values():
        working = json.loads(entry["working"]) if entry["kind"] == "gain" else {}
        code = working.get("index_code")
        if code is None or code.startswith("clause of "):
            continue
        release = published.get((plain(code), working["index_vintage"]))
        read.add(release)
        for name, day in (("index_base", working["price_date"]), ("index_value", entry["supplied_on"])):
            year = year_of(datetime.date.fromisoformat(day))
            value = values.get((release, str(year)))
            used.add((release, str(year)))
            if value != D(working[name]):
                words = f"{code} of {working['index_vintage']}, {year}: {value}, entry {entry['id']} read "
                pack.fault(VALUES, f"{words}{working[name]}")
    for release in set(published.values()) - read:
        pack.fault(INDEX_RELEASES, f"number {release} is there, but no entry was uprated by it")
    unread = len(values) - len(used)
    if unread > 0:
        pack.leave(f"{unread} values of {VALUES} by which nothing was uprated")


# --- the audit trail ------------------------------------------------------------------------------


def check_trail(pack, statement):
    """No event was changed, none is missing between the first and the last; each record has its own, and
    so has the filing of the statement as it is here."""
    faults = len(pack.faults)
    events, told, filed = defaultdict(dict), defaultdict(list), set()
    for event in pack.lines(EVENTS):
        payload = [event[name] for name in sorted(event) if name not in ("hash", "id")]
        digest = hashlib.sha256(json.dumps(payload, ensure_ascii=False).encode()).hexdigest()
        if digest != event["hash"]:
            pack.fault(EVENTS, f"event {event['id']} is not what was written")
        events[event["chain"]][event["position"]] = event["hash"], event["previous_hash"]
        detail = json.loads(event["detail"])
        told[event["subject_kind"]].append({**event, "detail": detail})
        if event["subject_kind"] == "statement_submission":
            filed.add(event["verb"])
            if detail["sha256"] != statement["sha256"]:
                pack.fault(SHEET, f"is not the statement of event {event['id']}, {event['verb']}")
    if statement["version"] and "submit_statement" not in filed:
        pack.fault(EVENTS, "the filing of the statement is not in the audit trail")
    heads = {str(head["chain"]): head for head in pack.json(HEADS)}
    for chain, found in events.items():
        check_chain(pack, chain, found, heads.get(chain))
    for record in RECORDED:
        check_recorded(pack, told, *record)
    check_received(pack, told["receipt"])
    if len(pack.faults) == faults:
        count = sum(len(found) for found in events.values())
        pack.prove(
            f"{count} audit events in {len(events)} chains are as they were written, with none missing "
            "between them, and every ledger entry is among them, with every paper, check, decision, "
            "challenge, release, sign-off and signature as it was recorded"
        )
        if filed:
            pack.prove(f"version {statement['version']} is what was filed, by its SHA-256 in the audit trail")


def check_recorded(pack, told, name, acts, moment, details):
    """Every row of the table has its event, which says the same, and every such event has its row."""
    (kind, *verbs), (done, *reason), number = acts.split(), moment.split(), SUBJECT.get(name, "id")
    by = "person_id" if name == SIGNATURES else f"{done}_by_id"
    columns = {f"{done}_at": "at", by: "person_id", **dict.fromkeys(reason, "reason")}
    details = [(each.split("=")[0], each.split("=")[-1]) for each in details.split()]
    left = defaultdict(list)
    for event in told[kind]:
        of_this = event["verb"] in verbs or (not verbs and "gross" in event["detail"])
        if of_this and event["outcome"] == "done":
            left[event["subject_id"]].append(event)
    for row in pack.table(name).values():
        if not left[str(row[number])]:
            pack.fault(name, f"number {row['id']} is not in the audit trail")
            continue
        found = [
            ([*differences(pack, name, row, event, columns, details)], event)
            for event in left[str(row[number])]
        ]
        wrong, event = min(found, key=lambda pair: len(pair[0]))
        left[str(row[number])].remove(event)
        for words in wrong:
            pack.fault(name, f"number {row['id']}: {words}")
    for event in (event for events in left.values() for event in events):
        words = f"event {event['id']}, {event['verb']} of number {event['subject_id']}, has no row here"
        pack.fault(name, words)


def differences(pack, name, row, event, columns, details):
    """Where a row says something else than its event; an event of an older edition may say less."""
    detail = {"kind": SAID.get(event["verb"]), **event["detail"]}
    pairs = [
        (column, event[key].replace("None", "") if key == "person_id" else event[key])
        for column, key in columns.items()
    ]
    pairs += [(column, detail[key]) for column, key in details if key in detail]
    for path, value in pairs:
        _, there, column = reached(pack, name, row, path) or (name, {path: None}, path)
        if plain(there[column]) != plain(value):
            yield f"{path} is {there[column] or 'empty'}, event {event['id']} says {value}"


def check_received(pack, receipts):
    """How much came on each line of a receipt is what was recorded of it."""
    lines = {event["subject_id"]: event["detail"]["lines"] for event in receipts}
    for row in pack.table(RECEIPT_LINES).values():
        item = reached(pack, RECEIPT_LINES, row, "order_line_id.item_id.code")
        if row["receipt_id"] in lines:
            quantity = lines[row["receipt_id"]].get(item[1]["code"] if item else None)
            hold(pack, RECEIPT_LINES, row, "the audit trail", quantity=quantity)


def check_chain(pack, chain, found, head):
    name, previous, last = f"audit/chain-{chain}.csv", None, None
    left = dict(found)
    for row in pack.rows(name):
        if previous is not None and (
            int(row["position"]) != int(previous["position"]) + 1 or row["previous_hash"] != previous["hash"]
        ):
            pack.fault(name, f"position {row['position']} does not follow from the one before")
        event = left.pop(row["position"], None)
        if event and event != (row["hash"], row["previous_hash"]):
            pack.fault(name, f"position {row['position']} is not the event of {EVENTS}")
        previous = last = row
    if left:
        pack.fault(name, f"positions {', '.join(sorted(left))} are missing")
    if last and head and (str(head["position"]), head["hash"]) != (last["position"], last["hash"]):
        pack.fault(HEADS, f"chain {chain} does not end in the head that is named")


def attempt(pack, check, *about):
    """A check that cannot read what it needs is a fault, and those after it are still made."""
    try:
        check(pack, *about)
    except UNREADABLE as why:
        pack.fault("the pack", f"cannot be read, {check.__name__}: {type(why).__name__}: {why}")


def main(arguments):
    where = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    pack = Pack(where)
    manifest = check_files(pack)
    print(f"{manifest['council']}, {manifest['statement']['title']}")
    steps = (ENTRIES, TOTALS, SHEET, EVENTS, HEADS)
    missing = [name for name in steps if not pack.has(name)]
    for name in missing:
        pack.fault(name, "is missing, without which nothing else can be checked")
    if not missing:
        try:
            sums, substituted = check_entries(pack)
            check_totals(pack, sums)
            sheet = check_sheet(pack, sums, manifest)
            check_standings(pack, sheet, sums, substituted)
            attempt(pack, check_copies, sheet)
            attempt(pack, check_quality, sheet)
        except UNREADABLE as why:
            pack.fault("the pack", f"cannot be read: {type(why).__name__}: {why}")
        attempt(pack, check_papers, manifest)
        attempt(pack, check_indices)
        attempt(pack, check_evidence)
        attempt(pack, check_trail, manifest["statement"])
        attempt(pack, leave_what_is_there_once)
    for words in pack.proved:
        print(f"  proved: {words}")
    for words in pack.left:
        print(f"  not checked: {words}")
    for words in pack.faults:
        print(f"  FAULT {words}")
    print("Everything in the pack agrees." if not pack.faults else f"{len(pack.faults)} faults.")
    return 1 if pack.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
