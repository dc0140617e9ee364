"""From the JSON of an example to a call of the platform's own function, and back to JSON's keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from procurement_hub.core.money import allocate
from procurement_hub.evaluation.scoring import ScoredBid, score_lot
from procurement_hub.law.notices import notice_due
from procurement_hub.law.standstill import standstill_end
from procurement_hub.law.terms import framework_last_day
from procurement_hub.law.thresholds import above_threshold
from procurement_hub.law.time_limits import earliest_deadline
from procurement_hub.savings import method

Given = Mapping[str, Any]
Answer = dict[str, Any]


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _optional(given: Given, **names: str) -> dict[str, Decimal]:
    """Arguments for the numbers that the example gives: argument name → key in the JSON."""
    return {argument: _number(given[key]) for argument, key in names.items() if given.get(key) is not None}


def _line_gain(given: Given) -> Answer:
    gain = method.line_gain(
        p0=_number(given["p0"]),
        p1=_number(given["p1"]),
        q1=_number(given["q1"]),
        budget_evidence=bool(given.get("budget_evidence", False)),
        **_optional(given, q0="q0", R="R", Dm="Dm"),
    )
    return {
        "gross": gain.gross,
        "cashable": gain.cashable,
        "nc_inflation": gain.nc_inflation,
        "nc_volume": gain.nc_volume,
        "non_cashable": gain.non_cashable,
    }


def _pvm(given: Given) -> Answer:
    effects = method.pvm([[_number(figure) for figure in item] for item in given["items"]])
    return {
        "S0": effects.spend_before,
        "S1": effects.spend_now,
        "dS": effects.change,
        "V": effects.volume,
        "M": effects.mix,
        "P": effects.price,
    }


def _part_year(given: Given) -> Answer:
    part = method.part_year(
        _number(given["annual"]), _day(given["start"]), _day(given["end"]), int(given["fy"])
    )
    return {"days": part.days, "of": part.of, "value": part.value}


def _net_year(given: Given) -> Answer:
    year = method.net_year(
        _number(given["annual"]),
        _day(given["start"]),
        _day(given["end"]),
        int(given["fy"]),
        **_optional(given, recurring="recurring", one_off="one_off", rebates="rebates"),
    )
    return {"r": year.r, "o": year.o, "net": year.net}


def _aes_stock(given: Given) -> Answer:
    stock = method.aes_stock(
        _number(given["r_prev"]), _number(given["r_now"]), **_optional(given, one_off="one_off")
    )
    return {
        "A": stock.sustained,
        "B": stock.further,
        "C": stock.ongoing,
        "D": stock.cumulative,
        "lost": stock.lost,
    }


def _baseline_gate(given: Given) -> Answer:
    verdict = method.baseline_gate(given["type"], _day(given["price_date"]), _day(given["start"]))
    return {
        "age_months": verdict.age_months,
        "ok_for_cash": verdict.ok_for_cash,
        "must_index": verdict.must_index,
        "refused": verdict.refused,
        "max_grade": verdict.max_grade,
    }


def _tier_rebate(given: Given) -> Answer:
    tiers = [[_number(figure) for figure in tier] for tier in given["tiers"]]
    return {"rebate": method.tier_rebate(_number(given["spend"]), tiers)}


def _allocate(given: Given) -> Answer:
    weights = [_number(weight) for weight in given["weights"]]
    return {"parts": allocate(_number(given["total"]), weights)}


def _quartiles(given: Given) -> Answer:
    values = [_number(value) for value in given["x"]]
    found = method.quartiles(values)
    if found is None:
        return {"n": len(values), "lq": None, "median": None, "uq": None, "suppressed": True}
    return {
        "n": found.n,
        "lq": found.lower,
        "median": found.median,
        "uq": found.upper,
        "suppressed": False,
    }


def _triangulate(given: Given) -> Answer:
    outturn = method.triangulate(*(_number(given[key]) for key in ("prev", "now", "R", "Dm", "claim")))
    return {
        "counterfactual": outturn.counterfactual,
        "expected": outturn.expected,
        "residual": outturn.residual,
        "tolerance": outturn.tolerance,
        "rag": outturn.rag,
    }


def _targets(given: Given) -> Answer:
    tests = method.targets(
        _number(given["base"]), int(given["n"]), _number(given["total"]), _number(given["cash"])
    )
    return {
        "T_cum": tests.cumulative,
        "Tc_cum": tests.cumulative_cashable,
        "test1": tests.total_reached,
        "test2": tests.cashable_reached,
        "test3": tests.half_of_claim_cashable,
    }


def _csr_target(given: Given) -> Answer:
    return {"pct": method.csr_target([_number(rate) for rate in given["rates"]])}


def _carry_forward(given: Given) -> Answer:
    carried = method.carry_forward(
        _number(given["ongoing_cash"]), _number(given["base"]), **_optional(given, R="R")
    )
    return {"carry": carried}


def _pct(given: Given) -> Answer:
    return {"pct": method.pct(_number(given["num"]), _number(given["den"]))}


def _standstill_end(given: Given) -> Answer:
    return {"last_day": standstill_end(_day(given["notice_published"]))}


def _earliest_deadline(given: Given) -> Answer:
    first_day, sentence = earliest_deadline(
        _day(given["published"]),
        given["electronic"],
        given["documents_complete"],
        given.get("reason"),
    )
    return {"first_day": first_day, "sentence": sentence}


def _framework_last_day(given: Given) -> Answer:
    return {"last_day": framework_last_day(_day(given["starts_on"]))}


def _notice_due(given: Given) -> Answer:
    light_touch = given.get("light_touch", False)
    return {"due_on": notice_due(given["notice"], _day(given["from"]), light_touch)}


def _above_threshold(given: Given) -> Answer:
    above = above_threshold(
        given["kind"],
        _number(given["net"]),
        _number(given["vat_rate"]),
        _day(given["started_on"]),
    )
    return {"above": above}


def _score_lot(given: Given) -> Answer:
    scale_max = given["scale_max"]
    lot = score_lot(
        _numbers(given["weights"]),
        _numbers(scale_max) if isinstance(scale_max, Mapping) else _number(scale_max),
        {
            supplier: ScoredBid(_number(bid["total"]), _numbers(bid["scores"]))
            for supplier, bid in given["bids"].items()
        },
    )
    return {
        "scores": lot.scores,
        "ranking": lot.ranking,
        "tied": lot.tied,
        "needs_draw": lot.needs_draw,
    }


def _numbers(given: Given) -> dict[str, Decimal]:
    return {name: _number(value) for name, value in given.items()}


COMPUTED_BY: dict[str, Callable[[Given], Answer]] = {
    "line_gain": _line_gain,
    "pvm": _pvm,
    "part_year": _part_year,
    "net_year": _net_year,
    "aes_stock": _aes_stock,
    "baseline_gate": _baseline_gate,
    "tier_rebate": _tier_rebate,
    "allocate": _allocate,
    "quartiles": _quartiles,
    "triangulate": _triangulate,
    "targets": _targets,
    "csr_target": _csr_target,
    "carry_forward": _carry_forward,
    "pct": _pct,
    "standstill_end": _standstill_end,
    "earliest_deadline": _earliest_deadline,
    "framework_last_day": _framework_last_day,
    "notice_due": _notice_due,
    "above_threshold": _above_threshold,
    "score_lot": _score_lot,
}
