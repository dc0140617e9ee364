"""What a year came to: the stock of allowed gains of each item, from the books through the gates
(savings-method 2.8, D3). What is held or disallowed is shown apart and is in no other figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.core.money import format_money, format_pence
from procurement_hub.savings import wording
from procurement_hub.savings.method import Disallowance, aes_stock
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.standing import GainStanding, Split, books_of_years
from procurement_hub.statements import actions
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import NONE, Amount, CouncilFacts, ItemBooks
from procurement_hub.statements.sheets import Check, Penny, Standing

ZERO = Decimal(0)
CUTS = frozenset({Disallowance.SERVICE_CUT, Disallowance.VOLUME_FALL})
"""Money saved by doing or buying less: a saving, and no efficiency."""


def gather(
    *,
    council_id: int,
    financial_year: int,
    substituted: Mapping[int, Amount] | None = None,
    facts: CouncilFacts | None = None,
    forecast: Mapping[int, Amount] | None = None,
) -> Gathered:
    """The year's allowed gains by item, and of the year before what they are held against. `forecast`
    is what was filed earlier as the year's forecast outturn, by item."""
    books = books_of_years([council_id], [financial_year, financial_year - 1])
    now = _by_item(books[council_id, financial_year].standings)
    before = _by_item(books[council_id, financial_year - 1].standings)
    order = [*now, *(item_id for item_id in before if item_id not in now)]
    order.sort(key=lambda item_id: item_id == 0)  # costs of the whole year stand last
    items = [
        replace(
            _books(item_id, now.get(item_id, []), before.get(item_id, [])),
            substituted=(substituted or {}).get(item_id, NONE) if _is_allowed(now.get(item_id, [])) else NONE,
            to_date=(forecast or {}).get(item_id, NONE),
        )
        for item_id in order
    ]
    totals = [added(now.get(item_id, [])) for item_id in order]
    return Gathered(
        items=items,
        cpv={item_id: _cpv(now.get(item_id) or before[item_id]) for item_id in order},
        actions={
            item_id: actions.achieved(
                total if item_id in now else None, _item(now.get(item_id) or before[item_id])
            )
            for item_id, total in zip(order, totals, strict=True)
        },
        checks={item_id: _checks(gains) for item_id, gains in now.items()},
        in_year=frozenset(now),
        in_year_before=frozenset(before),
        penny=to_the_penny(
            [
                (item_id, wording.title_of(_item(now[item_id])), total)
                for item_id, total in zip(order, totals, strict=True)
                if item_id in now
            ]
        ),
        standings=tuple(
            _kept(gain, year)
            for year in (financial_year, financial_year - 1)
            for gain in books[council_id, year].standings
        ),
        notes=_notes(items, totals, now),
        facts=facts or CouncilFacts(),
        unknown=frozenset() if forecast is not None else frozenset({"forecast"}),
    )


def _is_allowed(gains: Sequence[GainStanding]) -> bool:
    return any(gain.counts.gross for gain in gains)


def _by_item(gains: Sequence[GainStanding]) -> dict[int, list[GainStanding]]:
    found: dict[int, list[GainStanding]] = defaultdict(list)
    for gain in gains:
        found[gain.item_id].append(gain)
    return dict(found)


def _item(gains: Sequence[GainStanding]) -> Item | None:
    return gains[0].item


def _cpv(gains: Sequence[GainStanding]) -> str:
    item = _item(gains)
    return item.cpv_code if item else ""


SUMMED = tuple(field.name for field in fields(ItemTotal) if field.name not in ("item", "framework_id"))


def added(gains: Sequence[GainStanding], counts: bool = False) -> ItemTotal:
    """The sums of an item over all frameworks: as they are in the ledger, or as far as they count."""
    found = [gain.counts if counts else gain.total for gain in gains]
    sums = {name: sum((getattr(total, name) for total in found), ZERO) for name in SUMMED}
    return ItemTotal(found[0].item if found else None, **sums)


def _books(item_id: int, now: Sequence[GainStanding], before: Sequence[GainStanding]) -> ItemBooks:
    counts, counted = added(now, counts=True), added(before, counts=True)
    return ItemBooks(
        item_id=item_id,
        title=wording.title_of(_item(now or before)),
        whole=aes_stock(counted.recurring, counts.recurring, counts.one_off),
        cash=aes_stock(counted.recurring_cashable, counts.recurring_cashable, counts.one_off),
        one_off_gain=Amount(counts.one_off_gain, counts.one_off_gain),
        held=_together(gain.held for gain in now),
        disallowed=_together(gain.disallowed for gain in now),
        cut=_together(gain.disallowed for gain in now if gain.code in CUTS),
    )


def _together(splits) -> Amount:
    total = sum(splits, Split())
    return Amount(total.total, total.cashable)


def _checks(gains: Sequence[GainStanding]) -> tuple[Check, ...]:
    item = _item(gains)
    return tuple(
        Check(
            item.title if item else "",
            check.indicator,
            wording.better(check),
            wording.measure(check.before),
            wording.measure(check.after),
            f"{wording.verdict(check)}: {check.explanation}" if check.explanation else wording.verdict(check),
        )
        for check in gains[0].checks
    )


def to_the_penny(totals: Sequence[tuple[int, str, ItemTotal]]) -> tuple[Penny, ...]:
    """The ledger's sums in pence, its rows adding up to its total rounded once."""
    gross = rounded_to_total([total.gross for _, _, total in totals])
    cashable = rounded_to_total([total.cashable for _, _, total in totals])
    costs = rounded_to_total([total.costs for _, _, total in totals])
    return tuple(
        Penny(
            item_id,
            title,
            total.item.unit.name if total.item else "",
            total.quantity,
            g,
            c,
            g - c,
            k,
            g - k,
        )
        for (item_id, title, total), g, c, k in zip(totals, gross, cashable, costs, strict=True)
    )


def _kept(gain: GainStanding, financial_year: int) -> Standing:
    return Standing(
        financial_year=financial_year,
        item_id=gain.item_id,
        framework_id=gain.framework_id,
        outcome=gain.outcome.value,
        code=gain.code.value if gain.code else "",
        reason=gain.reason,
        grade=gain.grade.value,
        grade_reasons=" ".join(gain.grade_reasons),
        claimed=gain.claimed.total,
        claimed_cashable=gain.claimed.cashable,
        allowed=gain.allowed.total,
        allowed_cashable=gain.allowed.cashable,
        held=gain.held.total,
        held_cashable=gain.held.cashable,
        disallowed=gain.disallowed.total,
        disallowed_cashable=gain.disallowed.cashable,
        recurring=gain.counts.recurring,
        recurring_cashable=gain.counts.recurring_cashable,
    )


def _notes(
    items: Sequence[ItemBooks], totals: Sequence[ItemTotal], now: Mapping[int, Sequence[GainStanding]]
) -> tuple[str, ...]:
    return (_cost_note(items, totals), *left_out(gain for gains in now.values() for gain in gains))


def left_out(gains: Iterable[GainStanding]) -> list[str]:
    """A sentence for each part of a gain that the gates keep out of the claim."""
    notes = []
    for gain in gains:
        title = wording.title_of(gain.item)
        for words, split in (("Held and not claimed", gain.held), ("Disallowed", gain.disallowed)):
            if split != Split():
                code = f" ({gain.code.value})" if gain.code else ""
                notes.append(f"{words}: {title}, {_part(split)}{code}. {gain.reason}")
    return notes


def _part(split: Split) -> str:
    """What was taken out of the claim; of one accepted as non-cashable only its cash."""
    if not split.total:
        return f"{format_money(split.cashable)} as cash, which counts as non-cashable"
    return format_money(split.total)


def _cost_note(items: Sequence[ItemBooks], totals: Sequence[ItemTotal]) -> str:
    one_off, recurring = rounded_to_total(
        [
            sum((total.one_off_cost for total in totals), ZERO),
            sum((total.recurring_cost for total in totals), ZERO),
        ]
    )
    if not one_off and not recurring:
        return "No costs of change were charged to the year."
    note = (
        f"One-off costs of {format_pence(one_off)} and recurring costs of {format_pence(recurring)} were "
        "charged to the year in which they were incurred. They come off the cashable gains first."
    )
    if any(item.whole.ongoing > item.whole.further for item in items):
        note += (
            " Where more is expected to be ongoing than was gained in the year, one-off costs took the "
            "difference."
        )
    return note
