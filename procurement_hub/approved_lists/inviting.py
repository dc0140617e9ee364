"""Whether an approved list is enough for a purchase: below the threshold yes, from it on never."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.approved_lists.models import ApprovedList, ListStatus
from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_money
from procurement_hub.law.below_threshold import notifiable_from
from procurement_hub.law.thresholds import ContractKind, threshold

FOR_WHAT = (
    "For purchases below the threshold and to reuse checks. It does not replace competition above "
    "the threshold (Procurement Act 2023, sections 3 and 19)."
)
WORDS = {
    ContractKind.GOODS: "goods",
    ContractKind.SERVICES: "services",
    ContractKind.WORKS: "works",
    ContractKind.LIGHT_TOUCH: "light touch services",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether suppliers may be invited from a list for a purchase, why, and what holds besides."""

    allowed: bool
    sentence: str
    besides: tuple[str, ...] = ()


def thresholds_on(on: date) -> list[tuple[str, Decimal]]:
    """Each kind of contract in words with its threshold on the day, £ including VAT."""
    return [(WORDS[kind], threshold(kind, on)) for kind in ContractKind]


def may_invite(
    approved_list: ApprovedList, *, estimated_gross: Decimal | None, kind: ContractKind | str, on: date
) -> Answer:
    """Whether the list is enough for a purchase begun on the day (V1).

    `estimated_gross` is £ including VAT for the whole term; None, which nobody could estimate,
    counts as above (PA 2023 Sch 3 para 5, V4). Exactly the threshold is above."""
    kind = ContractKind(kind)
    if approved_list.status is ListStatus.CLOSED:
        return Answer(False, f"{approved_list.title} is closed. Nobody is invited from it any more.")
    limit = threshold(kind, on)
    amount = f"{format_money(limit)} including VAT for {WORDS[kind]} begun on {format_date(on)}"
    if estimated_gross is None:
        return Answer(
            False,
            "No: a contract whose value cannot be estimated counts as above the threshold "
            f"(Schedule 3, paragraph 5), which is {amount}. {COMPETE}",
        )
    if estimated_gross >= limit:
        return Answer(
            False,
            f"No: {format_money(estimated_gross)} including VAT is not below the threshold of {amount} "
            f"(section 3 and Schedule 1). {COMPETE}",
        )
    return Answer(
        True,
        f"Yes: {format_money(estimated_gross)} including VAT is below the threshold of {amount} "
        "(section 3 and Schedule 1). You may invite suppliers of this list.",
        _besides(kind, estimated_gross, on),
    )


COMPETE = (
    "A list does not replace competition: award it by a competitive tendering procedure (section 19), "
    "or order under a framework (section 45). The checks of this list can still be reused there."
)


def _besides(kind: ContractKind, gross: Decimal, on: date) -> tuple[str, ...]:
    """What Part 6 asks of a purchase below the threshold."""
    found = [
        "Count everything that you buy together: a purchase is not split to stay below the threshold "
        "(section 4 and Schedule 3)."
    ]
    if kind is not ContractKind.WORKS or gross < threshold(ContractKind.GOODS, on):
        found.append(
            "If you advertise, take tenders from suppliers that are not on the list too: suitability may "
            "not be checked before tenders are in (section 85)."
        )
    found.append("Ask first what would keep small and medium-sized firms out (section 86).")
    notify = notifiable_from(on)
    if gross >= notify:
        found.append(
            f"From {format_money(notify)} including VAT: inviting particular suppliers needs no tender "
            "notice (UK4), advertising does. Publish the contract details (UK7) soon after (section 87)."
        )
    return tuple(found)
