"""The kinds of old price: what each must have, what it comes to for one unit, and what is refused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.errors import DomainError, SeveralProblems
from procurement_hub.core.money import format_money, format_quantity
from procurement_hub.savings.baselines.peers import Benchmark
from procurement_hub.savings.method import BaselineType, QuantityDiscount, quartiles
from procurement_hub.savings.method.figures import half_up
from procurement_hub.savings.models import IndexSeries

MOST = Decimal(1_000_000_000)
PLACES = 6
LEAST_TENDERS = 3

KIND = BaselineType
GOOD_FOR = {
    KIND.OWN_LAST_PRICE: "Your own invoice for the same thing. Good for cash.",
    KIND.OWN_EXPIRING_CONTRACT: "Your own contract, with its indexation clause. Good for cash.",
    KIND.OWN_COMPARABLE_ITEM: "Your own invoice for something alike, made comparable by a factor that you "
    "document. Good for cash.",
    KIND.PEER_MEDIAN: "Worked out here from other councils' frozen prices, when at least five have one. A "
    "cost avoided, not cash.",
    KIND.MARKET_AVERAGE: "An average that somebody publishes. A cost avoided, not cash.",
    KIND.MEDIAN_COMPLIANT_TENDER: "The middle one of the tenders that met every requirement. A cost "
    "avoided, not cash.",
    KIND.SHOULD_COST: "What it ought to cost by an open-book model or a discount curve. A cost avoided, "
    "not cash.",
    KIND.BUDGET: "For a forecast only. It counts for nothing once a year is over.",
}


class RefusedPrice(StrEnum):
    """B9: what a price is often held against, and no gain is counted from (savings-method 2.3)."""

    LIST_PRICE = "list_price"
    RETAIL_PRICE = "retail_price"
    FIRST_QUOTE = "first_quote"
    HIGHEST_BID = "highest_bid"
    MARKET_MAXIMUM = "market_maximum"

    @property
    def label(self) -> str:
        return {
            "list_price": "A supplier's list price",
            "retail_price": "The recommended retail price",
            "first_quote": "The first quote, before negotiating",
            "highest_bid": "The highest bid",
            "market_maximum": "The highest price on the market",
        }[self.value]

    @property
    def why_not(self) -> str:
        return {
            "list_price": "A list price is where suppliers begin; hardly anybody pays it, so a fall from it "
            "is no gain.",
            "retail_price": "A recommended retail price is for single sales to the public; a council would "
            "not have paid it.",
            "first_quote": "A first quote is made to be bettered, so what negotiating takes off it is no "
            "gain.",
            "highest_bid": "The highest bid is the price nobody chose; a council without a framework would "
            "not have chosen it either.",
            "market_maximum": "The highest price on the market is a worst case. One contract came to "
            "£59,400 below the average and £687,000 below the maximum.",
        }[self.value]


class NotABaseline(DomainError):
    """The kind of price is one that no gain is counted from."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity-discount curve p = fixed + scale × q^exponent, £ net a unit (savings-method 2.13)."""

    fixed: Decimal
    scale: Decimal
    exponent: Decimal
    quantity: Decimal

    def price(self) -> Decimal:
        curve = QuantityDiscount(self.fixed, self.scale, self.exponent)
        return half_up(curve.price(self.quantity), PLACES)


@dataclass(frozen=True, slots=True)
class OldPrice:
    """What a council gives about the price it holds a gain against. £ net of VAT a unit.

    Only the fields of its kind are read: a clause for B2, the compared price and factor for B3, the
    compliant tenders for B6, a curve (or a unit price) for B7. B4 is worked out and needs no price."""

    type: BaselineType | RefusedPrice
    price_date: date | None
    unit_price: Decimal | None = None
    annual_quantity: Decimal | None = None
    supplier_name: str = ""
    evidence_note: str = ""
    clause_percent: Decimal | None = None
    clause_series: IndexSeries | None = None
    compared_price: Decimal | None = None
    factor: Decimal | None = None
    basis: str = ""
    tenders: tuple[Decimal, ...] = ()
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The price for one unit (£ net, to a millionth), from how many figures, and those as JSON."""

    unit_price: Decimal
    sample_size: int | None = None
    figures: str = ""


def refuse_what_is_no_baseline(old: OldPrice) -> None:
    if isinstance(old.type, RefusedPrice):
        raise NotABaseline(f"{old.type.why_not} Choose another kind of price.", "type")


def only_of_its_kind(old: OldPrice, today: date) -> OldPrice:
    """The price without what other kinds have. A median of peers is of the day on which it is taken."""
    kind = old.type
    if kind is not KIND.OWN_EXPIRING_CONTRACT:
        old = replace(old, clause_percent=None, clause_series=None)
    if kind is not KIND.OWN_COMPARABLE_ITEM:
        old = replace(old, compared_price=None, factor=None)
    if kind is not KIND.MEDIAN_COMPLIANT_TENDER:
        old = replace(old, tenders=())
    if kind is not KIND.SHOULD_COST:
        old = replace(old, curve=None)
    if kind is KIND.PEER_MEDIAN:
        old = replace(old, price_date=today, supplier_name="")
    return old


def check(old: OldPrice, *, today: date, has_file: bool) -> None:
    """Refuse, all at once, what is missing from a price of its kind or cannot be."""
    problems: list[tuple[str | None, str]] = []
    if old.price_date is None:
        problems.append(("price_date", "Enter the date of the price."))
    elif old.price_date > today:
        problems.append(("price_date", "The date of the price must be today or in the past."))
    problems += _positive("annual_quantity", old.annual_quantity, "quantity bought in a year", 3)
    if len(old.supplier_name.strip()) > 300:
        problems.append(("supplier_name", "The supplier's name must be 300 characters or fewer."))
    if not (old.evidence_note.strip() or has_file or old.type is KIND.PEER_MEDIAN):
        problems.append(("evidence_note", "Say what shows the price, such as the number of the invoice."))
    problems += _of_its_kind(old)
    if problems:
        raise SeveralProblems(problems)


def _of_its_kind(old: OldPrice) -> list[tuple[str | None, str]]:
    match old.type:
        case KIND.PEER_MEDIAN:
            return []
        case KIND.OWN_COMPARABLE_ITEM:
            return [
                *_needed("compared_price", old.compared_price, "price of the comparable item", PLACES),
                *_needed("factor", old.factor, "factor", PLACES),
                *_said("basis", old.basis, "Enter what the factor stands for and where it comes from."),
            ]
        case KIND.MEDIAN_COMPLIANT_TENDER:
            return [
                *_tenders(old.tenders),
                *_said("basis", old.basis, "Enter which competition the tenders were made in."),
            ]
        case KIND.SHOULD_COST if old.curve is not None:
            return [*_curve(old.curve), *_said("basis", old.basis, "Enter where the curve comes from.")]
    found = _needed("unit_price", old.unit_price, "price", PLACES)
    if old.type is KIND.OWN_EXPIRING_CONTRACT:
        if old.clause_percent is not None and old.clause_series is not None:
            found.append(("clause_percent", "Give the clause as a percentage or as an index, not as both."))
        if old.clause_percent is not None and not -50 < old.clause_percent <= 50:
            found.append(("clause_percent", "The clause's percentage must be between -50 and 50."))
    elif not old.type.is_own_price:
        found += _said("basis", old.basis, "Enter where the price comes from, so that others can find it.")
    if not found and old.annual_quantity and (worth := old.unit_price * old.annual_quantity) > MOST:
        found.append(
            ("unit_price", f"The price and the quantity come to {format_money(worth)} a year. Check both.")
        )
    return found


def _needed(field: str, value: Decimal | None, words: str, places: int) -> list[tuple[str | None, str]]:
    return [(field, f"Enter the {words}.")] if value is None else _positive(field, value, words, places)


def _positive(field: str, value: Decimal | None, words: str, places: int) -> list[tuple[str | None, str]]:
    if value is None:
        return []
    if not value.is_finite() or value <= 0:
        return [(field, f"The {words} must be more than 0.")]
    if value > MOST:
        return [(field, f"The {words} must be {format_quantity(MOST)} or less.")]
    if value != round(value, places):
        return [(field, f"The {words} may have {places} decimal places at most.")]
    return []


def _said(field: str, text: str, sentence: str) -> list[tuple[str | None, str]]:
    return [] if text.strip() else [(field, sentence)]


def _tenders(prices: Sequence[Decimal]) -> list[tuple[str | None, str]]:
    if len(prices) < LEAST_TENDERS:
        return [("tenders", f"Enter the prices of {LEAST_TENDERS} compliant tenders at least.")]
    return [problem for price in prices for problem in _positive("tenders", price, "price", PLACES)][:1]


def _curve(curve: Curve) -> list[tuple[str | None, str]]:
    if curve.exponent > 0:
        return [("exponent", "The exponent must be 0 or less: a larger quantity is not dearer.")]
    if curve.scale < 0:
        return [("scale", "A price that rises with the quantity is no discount: enter a scale of 0 or more.")]
    found = _positive("quantity", curve.quantity, "quantity", 3)
    if not found and not 0 < curve.price() <= MOST:
        found.append(("scale", "The curve gives no price above £0 for this quantity."))
    return found


def work_out_price(old: OldPrice, peers: Benchmark) -> WorkedOut:
    """What a checked old price comes to for one unit. `peers` are other councils' own prices, for B4.

    Tenders and peers give their median: a mean can be pulled by one bid, and a maximum is refused."""
    match old.type:
        case KIND.OWN_COMPARABLE_ITEM:
            return WorkedOut(half_up(old.compared_price * old.factor, PLACES))
        case KIND.PEER_MEDIAN:
            if peers.withheld:
                raise NotABaseline(
                    f"The median of other councils cannot be used. {peers.withheld.sentence} Choose another "
                    "kind of price.",
                    "type",
                )
            found = peers.quartiles
            return WorkedOut(half_up(found.median, PLACES), found.n)
        case KIND.MEDIAN_COMPLIANT_TENDER:
            found = quartiles(old.tenders, minimum=LEAST_TENDERS)
            return WorkedOut(half_up(found.median, PLACES), found.n, _json(tenders=sorted(old.tenders)))
        case KIND.SHOULD_COST if old.curve is not None:
            curve = old.curve
            return WorkedOut(
                curve.price(),
                None,
                _json(fixed=curve.fixed, scale=curve.scale, exponent=curve.exponent, quantity=curve.quantity),
            )
    return WorkedOut(old.unit_price)


def _json(**figures) -> str:
    return json.dumps(figures, default=str)
