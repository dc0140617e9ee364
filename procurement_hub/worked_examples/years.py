"""Examples of gains over years: part years, costs, the stock, persistence and payback."""

from __future__ import annotations

from procurement_hub.savings import method
from procurement_hub.worked_examples.given import Answer, Computation, Given, day, figures, number, optional


def _part_year(given: Given) -> Answer:
    part = method.part_year(number(given["annual"]), day(given["start"]), day(given["end"]), int(given["fy"]))
    return {"days": part.days, "of": part.of, "value": part.value}


def _part_of_window(given: Given) -> Answer:
    part = method.part_of_window(
        number(given["annual"]), *(day(given[key]) for key in ("start", "end", "first", "last"))
    )
    return {"days": part.days, "of": part.of, "value": part.value}


def _full_year_effect(given: Given) -> Answer:
    effect = method.full_year_effect(number(given["annual"]), day(given["start"]), day(given["end"]))
    return {"value": effect}


def _by_profile(given: Given) -> Answer:
    value = method.by_profile(
        number(given["annual"]),
        figures(given["profile"]),
        day(given["start"]),
        day(given["end"]),
        int(given["fy"]),
    )
    return {"value": value}


def _net_year(given: Given) -> Answer:
    year = method.net_year(
        number(given["annual"]),
        day(given["start"]),
        day(given["end"]),
        int(given["fy"]),
        quality_met=given.get("quality_met", True),
        **optional(given, recurring="recurring", one_off="one_off", rebates="rebates"),
    )
    return {"r": year.r, "o": year.o, "net": year.net, "held": year.held}


def _aes_stock(given: Given) -> Answer:
    stock = method.aes_stock(
        number(given["r_prev"]), number(given["r_now"]), **optional(given, one_off="one_off")
    )
    return {
        "A": stock.sustained,
        "B": stock.further,
        "C": stock.ongoing,
        "D": stock.cumulative,
        "lost": stock.lost,
    }


def _stock_of_years(given: Given) -> Answer:
    recurring = {int(year): number(gain) for year, gain in given["recurring"].items()}
    one_off = {int(year): number(amount) for year, amount in given.get("one_off", {}).items()}
    stocks = method.stock_of_years(recurring, one_off)
    return {
        str(year): {
            "A": stock.sustained,
            "B": stock.further,
            "C": stock.ongoing,
            "D": stock.cumulative,
            "lost": stock.lost,
        }
        for year, stock in stocks.items()
    }


def _ni179_persistence(given: Given) -> Answer:
    recurring = {int(year): number(gain) for year, gain in given["recurring"].items()}
    return {
        str(found.first_year): {
            "accrued": found.accrued,
            "lasted": found.lasted,
            "deleted": found.deleted,
            "provisional": found.provisional,
        }
        for found in method.ni179_persistence(recurring)
    }


def _recurring_claim(given: Given) -> Answer:
    claim = method.recurring_claim(given["mode"], number(given["r_prev"]), number(given["r_now"]))
    return {"claim": claim}


def _business_case(given: Given) -> Answer:
    case = method.business_case(
        number(given["annual"]),
        number(given["recurring"]),
        number(given["one_off"]),
        day(given["start"]),
        day(given["end"]),
    )
    return {
        "net": case.net,
        "payback_years": case.payback_years,
        "break_even_on": case.break_even_on,
    }


YEARS: dict[str, Computation] = {
    "part_year": _part_year,
    "part_of_window": _part_of_window,
    "full_year_effect": _full_year_effect,
    "by_profile": _by_profile,
    "net_year": _net_year,
    "aes_stock": _aes_stock,
    "stock_of_years": _stock_of_years,
    "ni179_persistence": _ni179_persistence,
    "recurring_claim": _recurring_claim,
    "business_case": _business_case,
}
