"""Examples of gains: the line, the edition, effects, substitution, rebates, costs and owners."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from procurement_hub.core.money import allocate, round_money
from procurement_hub.savings import method
from procurement_hub.worked_examples.given import (
    Answer,
    Computation,
    Given,
    figures,
    number,
    numbers,
    optional,
)


def _line_gain(given: Given) -> Answer:
    gain = method.line_gain(
        p0=number(given["p0"]),
        p1=number(given["p1"]),
        q1=number(given["q1"]),
        budget_evidence=bool(given.get("budget_evidence", False)),
        **optional(given, q0="q0", R="R", Dm="Dm"),
    )
    return {
        "gross": gain.gross,
        "cashable": gain.cashable,
        "nc_inflation": gain.nc_inflation,
        "nc_volume": gain.nc_volume,
        "non_cashable": gain.non_cashable,
    }


def _working(given: Given) -> Answer:
    amounts = method.Working.from_values(given["working"]).amounts(given["edition"])
    return asdict(amounts) | {"non_cashable": amounts.non_cashable}


def _sum_of_lines(given: Given) -> Answer:
    """Gains added up unrounded, then rounded once to the penny."""
    lines = [method.line_gain(p0=p0, p1=p1, q1=q1, q0=q1) for p0, p1, q1 in map(figures, given["lines"])]
    return {"sum": round_money(sum((line.gross for line in lines), Decimal(0)))}


def _pvm(given: Given) -> Answer:
    effects = method.pvm([[number(figure) for figure in item] for item in given["items"]])
    return {
        "S0": effects.spend_before,
        "S1": effects.spend_now,
        "dS": effects.change,
        "V": effects.volume,
        "M": effects.mix,
        "P": effects.price,
    }


def _substitution(given: Given) -> Answer:
    before, after = (
        method.Provision(*(number(given[when][key]) for key in ("people", "units_each", "unit_price")))
        for when in ("before", "after")
    )
    found = method.substitution(
        before,
        after,
        equivalent=given["equivalent"],
        **optional(given, uprating="R", displaced_costs="displaced_costs"),
    )
    return {
        "cost_before": found.cost_before,
        "cost_after": found.cost_after,
        "cashable": found.gain.cashable,
        "nc_volume": found.gain.nc_volume,
        "saving": found.saving,
    }


def _attribute(given: Given) -> Answer:
    found = method.attribute(number(given["gain"]), numbers(given["shares"]))
    return {"parts": found.parts, "unattributed": found.unattributed}


def _tier_rebate(given: Given) -> Answer:
    tiers = [[number(figure) for figure in tier] for tier in given["tiers"]]
    return {"rebate": method.tier_rebate(number(given["spend"]), tiers)}


def _share_rebate(given: Given) -> Answer:
    shared = method.share_rebate(
        number(given["rebate"]), figures(given["spends"]), number(given["retained_percent"])
    )
    return {"parts": shared.parts, "retained": shared.retained}


def _allocate(given: Given) -> Answer:
    weights = [number(weight) for weight in given["weights"]]
    return {"parts": allocate(number(given["total"]), weights)}


def _share_cost(given: Given) -> Answer:
    agreed = given.get("agreed_shares")
    parts = method.share_cost(
        number(given["cost"]), figures(given["baseline_spends"]), agreed and figures(agreed)
    )
    return {"parts": parts}


def _levy(given: Given) -> Answer:
    found = method.levy(
        number(given["spend"]), number(given["percent"]), invoiced_to_council=given["invoiced_to_council"]
    )
    return {"cost": found.cost, "within_price": found.within_price}


def _leakage(given: Given) -> Answer:
    found = method.leakage(
        number(given["on_framework"]),
        [figures(line) for line in given["outside"]],
        **optional(given, price_before="p0"),
    )
    return {
        "off_framework": found.off_framework,
        "off_spend": found.off_spend,
        "memo": found.memo,
        "compliance": found.compliance_percent,
    }


def _sector_total(given: Given) -> Answer:
    found = method.sector_total(
        method.Claim(
            claim["owner"], claim["source"], number(claim["amount"]), claim.get("facilitator", False)
        )
        for claim in given["claims"]
    )
    return {"total": found.total, "memo": found.memo}


GAINS: dict[str, Computation] = {
    "line_gain": _line_gain,
    "working": _working,
    "sum_of_lines": _sum_of_lines,
    "pvm": _pvm,
    "substitution": _substitution,
    "attribute": _attribute,
    "tier_rebate": _tier_rebate,
    "share_rebate": _share_rebate,
    "allocate": _allocate,
    "share_cost": _share_cost,
    "levy": _levy,
    "leakage": _leakage,
    "sector_total": _sector_total,
}
