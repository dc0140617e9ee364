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
import sys
import zipfile
from collections import defaultdict
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 100
D = Decimal
ZERO = D(0)
PARTS = ("gross", "cashable", "nc_inflation", "nc_volume", "nc_baseline", "nc_avoided")
OWN_PRICES = ("B1", "B2", "B3")
NO_GAIN = dict.fromkeys(PARTS, ZERO)
ENTRIES = "ledger/entries.jsonl"
TOTALS = "ledger/totals.csv"
SHEET = "statement/sheet.json"
STANDINGS = "judgements/standings.csv"
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


class Pack:
    """The files of a pack, zipped or unpacked, and what was found wrong with them."""

    def __init__(self, where):
        self.where, self.faults, self.proved, self.left = where, [], [], []
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
        return io.TextIOWrapper(self.open(name), "utf-8", newline="")

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


def check_evidence(pack):
    """Each file kept as evidence has the hash that was recorded when it was handed in."""
    count = 0
    manifest = {file["path"]: file["sha256"] for file in pack.json("manifest.json")["files"]}
    for row in pack.rows("evidence/files.csv"):
        count += 1
        paths = [path for path in manifest if path.startswith(f"evidence/{row['id']}/")]
        if [manifest[path] for path in paths] != [row["sha256"]]:
            pack.fault("evidence/files.csv", f"file {row['id']} is not the one that was handed in")
    if count:
        pack.prove(f"{count} files of evidence have the hashes that were recorded when they came")


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


def expected(entry, earlier):
    """The amounts that the entry's working gives, as far as its kind says."""
    working, kind, edition = json.loads(entry["working"]), entry["kind"], entry["method_version"]
    if kind == "gain":
        return gain_of(working, edition)
    if kind == "correction":
        before, after = gain_of(working["before"], edition), gain_of(working["after"], edition)
        return {name: after[name] - before[name] for name in PARTS}
    if kind == "reversal":
        taken_back = earlier.get(entry["reverses_id"])
        if taken_back is None:
            raise ValueError("the entry that it takes back is not there")
        return {name: -D(taken_back[name]) for name in (*PARTS, "cost", "quantity")}
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
    """Work every entry out again, and add the ledger up. Returns the sums by item and framework, the
    amounts of each entry, and what came of substitutions by item, in total and in cash."""
    prices = {row["id"]: row for row in pack.rows("baselines/baselines.csv")}
    invoiced = {row["id"]: row for row in pack.rows("purchases/invoice-lines.csv")}
    earlier, claimed, counted, amounts = {}, set(), defaultdict(Decimal), {}
    sums = defaultdict(lambda: defaultdict(Decimal))
    substituted = defaultdict(lambda: (ZERO, ZERO))
    kinds = defaultdict(int)
    for entry in pack.lines(ENTRIES):
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
            check_purchase(pack, entry, number, prices, invoiced, claimed, counted)
        counted[entry["item_id"]] += D(entry["quantity"])
        amounts[str(entry["id"])] = D(entry["gross"]), D(entry["cashable"]), D(entry["cost"])
        kind = earlier[entry["reverses_id"]]["kind"] if entry["kind"] == "reversal" else entry["kind"]
        add_up(sums[entry["item_id"] or 0, entry["framework_id"] or 0], entry, kind)
        if kind == "substitution":
            total, cash = substituted[entry["item_id"]]
            substituted[entry["item_id"]] = total + D(entry["gross"]), cash + D(entry["cashable"])
    if not [fault for fault in pack.faults if fault.startswith(ENTRIES)]:
        counts = ", ".join(f"{kinds[kind]} {kind.replace('_', ' ')}" for kind in sorted(kinds))
        pack.prove(f"{sum(kinds.values())} ledger entries follow from their workings ({counts or 'none'})")
    return sums, amounts, substituted


def check_purchase(pack, entry, number, prices, invoiced, claimed, counted):
    """The entry's prices are those of its baseline and its invoice line, and it is counted once."""
    working = json.loads(entry["working"])
    if D(working["counted_before"]) != counted[entry["item_id"]]:
        pack.fault(ENTRIES, f"{number}: {counted[entry['item_id']]} units had been counted before it")
    if D(working["quantity"]) != D(entry["quantity"]):
        pack.fault(ENTRIES, f"{number}: its quantity is not the one that was worked out")
    source = entry["invoice_line_id"], entry["receipt_line_id"]
    if source in claimed:
        pack.fault(ENTRIES, f"{number}: its invoice line and receipt line are claimed twice")
    claimed.add(source)
    line = invoiced.get(str(entry["invoice_line_id"]))
    if line is None:
        pack.fault("purchases/invoice-lines.csv", f"{number}: its invoice line is not there")
    elif D(line["unit_price"]) != D(working["price_paid"]):
        pack.fault(
            "purchases/invoice-lines.csv",
            f"{number}: line {line['id']} says {line['unit_price']}, counted at {working['price_paid']}",
        )
    if entry["baseline_id"] is not None:
        price = prices.get(str(entry["baseline_id"]))
        if price is None:
            pack.fault("baselines/baselines.csv", f"{number}: its baseline is not there")
        elif D(price["unit_price"]) != D(working["price_before"]):
            pack.fault(
                "baselines/baselines.csv",
                f"{number}: baseline {price['id']} says {price['unit_price']}, "
                f"counted against {working['price_before']}",
            )


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
    for row in pack.rows("statement/signatures.csv"):
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
    check_copy(pack, sheet["standings"])
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
    decisions = {key_of(row): row for row in pack.rows("judgements/decisions.csv")}
    shown_in_budget = defaultdict(Decimal)
    for row in pack.rows("judgements/budget-releases.csv"):
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
    return int(gain["item_id"]), int(gain["framework_id"] or 0)


def named(gain):
    return "{financial_year}, item {item_id}, framework {framework_id}".format(**gain)


def check_copy(pack, standings):
    """The table for a spreadsheet says what the statement says; words like a formula have a ' in front."""
    rows = list(pack.rows(STANDINGS))
    if len(rows) != len(standings):
        pack.fault(STANDINGS, f"has {len(rows)} gains, the statement has {len(standings)}")
        return
    for row, gain in zip(rows, standings, strict=True):
        for name, value in gain.items():
            words = value["£"] if isinstance(value, dict) else "" if value is None else str(value)
            if row[name] not in (words, f"'{words}"):
                pack.fault(STANDINGS, f"{named(gain)}: {name} is {row[name]}, the statement has {words}")


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


# --- the audit trail ------------------------------------------------------------------------------


def check_trail(pack, amounts, statement):
    """No event was changed, none is missing between the first and the last; each entry has its own, and so
    has the filing of the statement as it is here."""
    faults = len(pack.faults)
    events, said, filed = defaultdict(dict), {}, set()
    for event in pack.lines(EVENTS):
        payload = [event[name] for name in sorted(event) if name not in ("hash", "id")]
        digest = hashlib.sha256(json.dumps(payload, ensure_ascii=False).encode()).hexdigest()
        if digest != event["hash"]:
            pack.fault(EVENTS, f"event {event['id']} is not what was written")
        events[event["chain"]][event["position"]] = event["hash"], event["previous_hash"]
        detail = json.loads(event["detail"])
        if event["subject_kind"] == "gain_entry" and "gross" in detail:
            said[event["subject_id"]] = tuple(D(detail[name]) for name in ("gross", "cashable", "cost"))
        if event["subject_kind"] == "statement_submission":
            filed.add(event["verb"])
            if detail["sha256"] != statement["sha256"]:
                pack.fault(SHEET, f"is not the statement of event {event['id']}, {event['verb']}")
    if statement["version"] and "submit_statement" not in filed:
        pack.fault(EVENTS, "the filing of the statement is not in the audit trail")
    heads = {str(head["chain"]): head for head in pack.json(HEADS)}
    for chain, found in events.items():
        check_chain(pack, chain, found, heads.get(chain))
    for entry, amount in amounts.items():
        if said.get(entry) != amount:
            pack.fault(EVENTS, f"entry {entry} is not in the audit trail with its amounts")
    if len(pack.faults) == faults:
        count = sum(len(found) for found in events.values())
        pack.prove(
            f"{count} audit events in {len(events)} chains are as they were written, with none missing "
            "between them, and every ledger entry is among them"
        )
        if filed:
            pack.prove(f"version {statement['version']} is what was filed, by its SHA-256 in the audit trail")


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


def main(arguments):
    where = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    pack = Pack(where)
    manifest = check_files(pack)
    print(f"{manifest['council']}, {manifest['statement']['title']}")
    steps = (ENTRIES, TOTALS, SHEET, EVENTS, HEADS)
    if all(pack.has(name) for name in steps):
        try:
            sums, amounts, substituted = check_entries(pack)
            check_totals(pack, sums)
            sheet = check_sheet(pack, sums, manifest)
            check_standings(pack, sheet, sums, substituted)
            check_evidence(pack)
            check_trail(pack, amounts, manifest["statement"])
        except (ValueError, KeyError, TypeError, ArithmeticError) as why:
            pack.fault("the pack", f"cannot be read: {type(why).__name__}: {why}")
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
