"""One picture of every kind, with losses, long names and nothing at all, for the tests of the charts."""

import calendar
from decimal import Decimal as D
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from procurement_hub.pictures.charts.bars import Bar, Part, Stack, diverging, pareto, shares, stacked
from procurement_hub.pictures.charts.columns import Level, columns
from procurement_hub.pictures.charts.dots import PriceStrip, Residual, strips, tolerances
from procurement_hub.pictures.charts.frames import Spot
from procurement_hub.pictures.charts.heat import Cell, HeatTable
from procurement_hub.pictures.charts.lines import Course, courses
from procurement_hub.pictures.charts.marks import Line, Picture, Tone
from procurement_hub.pictures.charts.scatter import Curve, Purchase, Tier, price_and_quantity
from procurement_hub.pictures.charts.waterfall import Step, waterfall
from procurement_hub.savings.method import Suppressed

ROOT = Path(__file__).resolve().parents[2]
BASIS = "£ excluding VAT, nominal, net of costs"
YEARS = ("2024 to 2025", "2025 to 2026", "2026 to 2027")
COUNCILS = ("Wokingham", "Reading", "Slough", "Windsor and Maidenhead", "West Berkshire", "Bracknell Forest")


def money() -> Picture:
    return waterfall(
        "money",
        "Where the money went, 2026 to 2027, gross",
        basis="£ excluding VAT, at the prices of each year",
        start=Step("Spent alone before", D("120345.67"), "Old price times old quantity"),
        steps=[
            Step("Inflation", D("2515.22"), "Old prices uprated by the index"),
            Step("Volume", D("-14000.00"), "Less was bought"),
            Step("Mix", D("1900.11"), "Dearer kinds"),
            Step("Price", D("-22000.50"), "Bought together", "/gains/2026", gains=True),
            Step("Rebates", D("-1250.00"), "Paid back by suppliers"),
            Step("One-off and recurring costs", D("3000.00"), "Of switching and running"),
        ],
        end=Step("Spent together now", D("90510.50"), "What left the bank"),
        more="Spend rises",
        less="Spend falls",
        gained="A gain",
    )


def councils() -> Picture:
    amounts = ("17200.00", "9800.40", "4100.00", "12.00", "0.00", "-800.55")
    bars = [Bar(name, D(amount), f"/x/{name}") for name, amount in zip(COUNCILS, amounts, strict=True)]
    return diverging(
        "councils",
        "Who gained, 2026 to 2027, net",
        bars,
        basis=BASIS + "; 6 of 6 councils",
        headings=["Council", "Net gain"],
        gained="Gain",
        lost="Loss",
    )


def target() -> Picture:
    return columns(
        "target",
        "Cumulative gains against target, net",
        [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")],
        [
            Stack(year, [D(cash), D(rest)])
            for year, cash, rest in zip(
                YEARS, (900000, 1700000, 3900000), (400000, 1000000, 500000), strict=True
            )
        ],
        basis=BASIS,
        first="Year",
        levels=[
            Level(Line.TARGET, "Target", [D("1450000"), D("2900000"), D("4350000")]),
            Level(Line.HALF, "Half of the target, cashable", [D("725000"), D("1450000"), D("2175000")]),
        ],
    )


def stock() -> Picture:
    parts = [Part(Tone.SUSTAINED, "Sustained"), Part(Tone.FURTHER, "Further")]
    parts.append(Part(Tone.LOST, "Not sustained", counts=False, below="lost"))
    amounts = ((0, 13800, 0), (9600, 0, -4200), (9600, 2200, 0))
    stacks = [Stack(year, [D(a) for a in row]) for year, row in zip(YEARS, amounts, strict=True)]
    return columns("stock", "Gains kept, new and lost, net", parts, stacks, basis=BASIS, first="Year")


def stages() -> Picture:
    parts = [Part(Tone.CASHABLE, "Cashable"), Part(Tone.NON_CASHABLE, "Non-cashable")]
    names = ("Identified", "Contracted", "Ordered", "Delivered", "Invoiced", "Reconciled to the outturn")
    stacks = [Stack(name, [D(60000 - 9000 * n), D(20000 - 4000 * n)]) for n, name in enumerate(names)]
    return stacked("stages", "From plan to proof, gross", parts, stacks, basis=BASIS, first="Stage")


def grades() -> Picture:
    parts = [
        Part(tone, f"Grade {letter}")
        for tone, letter in zip((Tone.GRADE_A, Tone.GRADE_B, Tone.GRADE_C, Tone.GRADE_D), "ABCD", strict=True)
    ]
    return shares(
        "grades",
        "How good the evidence is, net",
        parts,
        [D("1232"), D("48"), D("92"), D("20")],
        basis=BASIS,
        first="Grade",
        addresses=[None] * 4,
    )


def refused() -> Picture:
    bars = [
        Bar("D13 Quality not met", D("82800"), "/gains/desk"),
        Bar("D16 Retained by the host", D("7875")),
        Bar("D17 Bought off the framework", D("-1200")),
    ]
    return diverging(
        "refused",
        "What was disallowed, by code",
        bars,
        basis=BASIS,
        headings=["Code", "Disallowed"],
        gained="Disallowed gain",
        lost="Disallowed loss",
        tone=Tone.REFUSED,
    )


def outturn() -> Picture:
    found = [
        Residual("Supplies and services", D("-91090"), D("98700"), Tone.GREEN, "green", more=["fell enough"]),
        Residual("Adult social care", D("158910"), D("98700"), Tone.AMBER, "amber", more=["explain"]),
        Residual("Highways", D("300000.49"), D("98700"), Tone.RED, "red", more=["claims exceed"]),
    ]
    return tolerances(
        "outturn", "Claims against the outturn", found, basis=BASIS, first="Category", more_headings=["So"]
    )


def prices() -> Picture:
    others = [D(p) for p in ("3.20", "3.31", "3.42", "3.58", "3.97")]
    found = [
        PriceStrip("A4 paper", D("3.42"), others, 5, (D("3.31"), D("3.42"), D("3.58"))),
        PriceStrip("Toner", D("61"), None, 3, Suppressed.TOO_FEW),
    ]
    return strips("prices", "Your price among the councils'", found, basis=BASIS)


def tiers() -> Picture:
    found = [
        Purchase("Order PO-0001", D(120), D("3.60"), Tone.OWN, "/orders/1"),
        Purchase("Order PO-0002", D(2500), D("3.42"), Tone.OWN, "/orders/2"),
        Purchase("Order PO-0003", D(18000), D("3.19"), Tone.OWN, "/orders/3"),
    ]
    return price_and_quantity(
        "tiers",
        "Price against quantity: A4 paper, 2026 to 2027, nominal",
        found,
        [Tier(D(0), D("3.60")), Tier(D(1000), D("3.42")), Tier(D(10000), D("3.19"))],
        basis=BASIS,
        across="Reams on an order",
        meanings=[(Spot(Tone.OWN), "Your orders")],
        alone=D("4.10"),
        curve=Curve(lambda quantity: D("3") + D("0.6") / quantity ** D("0.1"), D(100), [(D(1000), "A tier")]),
    )


def profile() -> Picture:
    months = [(f"{name} 2026", None) for name in calendar.month_name[4:]]
    months += [(f"{name} 2027", None) for name in calendar.month_name[1:4]]
    return courses(
        "profile",
        "Gains by month, cumulative",
        months,
        [
            Course(Line.FORECAST, "Forecast", [D(1000 * n) for n in range(1, 13)]),
            Course(Line.ACTUAL, "Actual", [*(D(900 * n - 2000) for n in range(1, 8)), *[None] * 5]),
        ],
        basis=BASIS,
    )


def items() -> Picture:
    bars = [Bar(f"Item number {n} with a long name that wraps", D(50000 // n)) for n in range(1, 19)]
    return pareto(
        "items",
        "Which items the gains come from, gross",
        [*bars, Bar("A losing item", D("-900"))],
        basis=BASIS,
        first="Item",
        rest=lambda n: f"{n} more items",
        most=6,
    )


def nothing() -> Picture:
    return diverging(
        "nothing",
        "Who gained, 2027 to 2028, net",
        [],
        basis=BASIS,
        headings=["Council", "Net gain"],
        gained="Gain",
        lost="Loss",
        empty="No council has received and invoiced anything in this year yet.",
    )


def compliance() -> HeatTable:
    cells = [
        [Cell(D(100), "4,000 of 4,000"), Cell(None)],
        [Cell(D("91.4"), "914 of 1,000"), Cell(D(40), "4 of 10")],
    ]
    return HeatTable(
        "compliance",
        "Bought through the framework, 2026 to 2027",
        "share of what was bought; 2 of 6 councils",
        "Council",
        ["SECE-PAPER", "SECE-CARE"],
        [(name, None, row) for name, row in zip(COUNCILS, cells, strict=False)],
    )


PICTURES = [
    money, councils, target, stock, stages, grades, refused, outturn, prices, tiers, profile, items, nothing,
]  # fmt: skip


def page() -> str:
    """All of them on one page, as a browser gets them."""
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    macros = templates.get_template("components/pictures.html").module
    drawn = [str(macros.picture(make())) for make in PICTURES] + [str(macros.heat(compliance()))]
    return templates.from_string(PAGE).render(drawn="\n".join(drawn))


PAGE = """<!DOCTYPE html>
<html lang="en-GB" class="govuk-template"><head><meta charset="utf-8"><title>Pictures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/vendor/govuk/govuk-frontend.min.css">
<link rel="stylesheet" href="/static/app.css"></head>
<body class="govuk-template__body"><div class="govuk-width-container"><main class="govuk-main-wrapper">
<h1 class="govuk-heading-l">Pictures</h1>{{ drawn|safe }}</main></div></body></html>"""
