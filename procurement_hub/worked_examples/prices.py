"""Examples of prices: baselines, costs avoided, VAT, quartiles, open books and quantity discounts."""

from __future__ import annotations

from decimal import Decimal

from procurement_hub.savings import method
from procurement_hub.worked_examples.given import Answer, Computation, Given, day, figures, number, optional


def _baseline_gate(given: Given) -> Answer:
    verdict = method.baseline_gate(given["type"], day(given["price_date"]), day(given["start"]))
    return {
        "age_months": verdict.age_months,
        "ok_for_cash": verdict.ok_for_cash,
        "must_index": verdict.must_index,
        "refused": verdict.refused,
        "max_grade": verdict.max_grade,
    }


def _avoided_against(given: Given) -> Answer:
    """Against a price as it is given, or against the statistic of several prices."""
    if "prices" in given:
        compared = method.comparison_price(
            figures(given["prices"]), given["type"], given.get("statistic", "median")
        )
    else:
        compared = number(given["compared_with"])
    found = method.avoided_against(given["type"], compared, number(given["p1"]), number(given["q1"]))
    return {
        "compared_with": compared,
        "cashable": found.cashable,
        "non_cashable": found.avoided,
        "max_grade": found.max_grade,
    }


def _price_held(given: Given) -> Answer:
    found = method.price_held(number(given["p1"]), number(given["asked"]), number(given["q1"]))
    return {"cashable": found.cashable, "non_cashable": found.avoided}


def _process_saving(given: Given) -> Answer:
    found = method.process_saving(
        number(given["times"]),
        number(given["cost_each"]),
        **optional(given, removed_from_budget="removed_from_budget"),
    )
    return {"cashable": found.cashable, "non_cashable": found.avoided}


def _excluding_vat(given: Given) -> Answer:
    return {"net": method.excluding_vat(number(given["price"]), number(given["vat_rate"]))}


def _unit_gain_excluding_vat(given: Given) -> Answer:
    """Both prices net of VAT before they are compared, each at the rate that it includes."""
    before, now = (
        method.excluding_vat(number(given[price]), number(given[rate]))
        for price, rate in (("p0", "p0_vat_rate"), ("p1", "p1_vat_rate"))
    )
    return {"unit_gain": before - now}


def _quartiles(given: Given) -> Answer:
    values = figures(given["x"])
    found = method.quartiles(values, method=method.QuartileMethod(int(given.get("type", 7))))
    if found is None:
        return {"n": len(values), "lq": None, "median": None, "uq": None, "suppressed": True}
    return {
        "n": found.n,
        "lq": found.lower,
        "median": found.median,
        "uq": found.upper,
        "range": found.range,
        "upper_fence": found.upper_fence,
        "outliers": [value for value in values if found.is_outlier(value)],
        "suppressed": False,
    }


def _dispersion(given: Given) -> Answer:
    found = method.dispersion(figures(given["prices"]))
    return {"range_percent": found.range_percent, "middle_percent": found.middle_percent}


def _suppressed_cells(given: Given) -> Answer:
    cells = {name: figures(contributions) for name, contributions in given["cells"].items()}
    return {"suppressed": {name: str(reason) for name, reason in method.suppressed_cells(cells).items()}}


def _should_cost(given: Given) -> Answer:
    lines = [
        method.CostLine(
            name=line["name"],
            amount=number(line["amount"]),
            base_year=int(line["base_year"]),
            uprating=number(line.get("uprating", "1")),
            earns_return=line.get("earns_return", True),
        )
        for line in given["lines"]
    ]
    found = method.should_cost(
        lines,
        number(given["occupied_units"]),
        **optional(
            given,
            return_on_operations_percent="roo_percent",
            capital_value="capital_value",
            return_on_capital_percent="roc_percent",
        ),
    )
    return {
        "operating": found.operating,
        "roo": found.return_on_operations,
        "roc": found.return_on_capital,
        "total": found.total,
    }


def _floor_check(given: Given) -> Answer:
    found = method.floor_check(
        number(given["p1"]),
        **optional(given, lower_quartile="lower_quartile", operating_cost="operating_cost"),
    )
    return {"review": found.sustainability_review}


def _hours_retest(given: Given) -> Answer:
    before, after = (
        method.Hours(*(number(given[when][key]) for key in ("people", "hours", "price")))
        for when in ("before", "after")
    )
    found = method.hours_retest(before, after, **optional(given, above_percent="above_percent"))
    return {
        "growth": found.growth_percent,
        "by_hour": found.by_hour,
        "by_person": found.by_person,
        "retest": found.retest,
        "gain": found.gain,
    }


def _discount_price(given: Given) -> Answer:
    discount = method.QuantityDiscount(number(given["c"]), number(given["S"]), number(given["eta"]))
    own, together = number(given["own"]), number(given["together"])
    return {
        "alone": discount.price(own),
        "joint": discount.price(together),
        "gain": discount.member_gain(own, together),
    }


def _fit_discount(given: Given) -> Answer:
    found = method.fit_discount([figures(tier) for tier in given["tiers"]])
    discount = found.discount
    return {"c": discount.c, "S": discount.S, "eta": discount.eta, "largest_miss": found.largest_miss}


def _most_gained_at(given: Given) -> Answer:
    """The own quantity, to the step, at which a member gains most: V24's two cases."""
    discount = method.QuantityDiscount(Decimal(0), Decimal(1), number(given["eta"]))
    step, others = number(given["step"]), given.get("others")
    total = number(given["total"]) if others is None else None
    steps = range(1, int(number(given["upto"]) / step) + 1)
    best = max(
        (step * n for n in steps),
        key=lambda own: discount.member_gain(own, total if others is None else own + number(others)),
    )
    together = total if others is None else best + number(others)
    return {"q": best, "share": best * 100 / together}


PRICES: dict[str, Computation] = {
    "baseline_gate": _baseline_gate,
    "avoided_against": _avoided_against,
    "price_held": _price_held,
    "process_saving": _process_saving,
    "excluding_vat": _excluding_vat,
    "unit_gain_excluding_vat": _unit_gain_excluding_vat,
    "quartiles": _quartiles,
    "dispersion": _dispersion,
    "suppressed_cells": _suppressed_cells,
    "should_cost": _should_cost,
    "floor_check": _floor_check,
    "hours_retest": _hours_retest,
    "discount_price": _discount_price,
    "fit_discount": _fit_discount,
    "most_gained_at": _most_gained_at,
}
