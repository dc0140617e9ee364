"""The amounts from which a contract is a public contract (PA 2023 s.3 and Schedule 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from procurement_hub.law.rules import DatedRule, in_force


class ContractKind(StrEnum):
    """What is bought, as Schedule 1 sorts it for councils and their centre (sub-central authorities)."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"
    LIGHT_TOUCH = "light_touch"


@dataclass(frozen=True, kw_only=True)
class Thresholds(DatedRule):
    """£ including VAT for each kind of contract."""

    amounts: Mapping[ContractKind, Decimal]


THRESHOLDS = (
    Thresholds(
        valid_from=date(2024, 1, 1),
        source="PA 2023 Schedule 1 until 31 December 2025; the same under PCR 2015 from 1 January 2024",
        amounts={
            ContractKind.GOODS: Decimal("214904"),
            ContractKind.SERVICES: Decimal("214904"),
            ContractKind.WORKS: Decimal("5372609"),
            ContractKind.LIGHT_TOUCH: Decimal("663540"),
        },
    ),
    Thresholds(
        valid_from=date(2026, 1, 1),
        source="PA 2023 Schedule 1 as amended from 1 January 2026 (PPN 023)",
        amounts={
            ContractKind.GOODS: Decimal("207720"),
            ContractKind.SERVICES: Decimal("207720"),
            ContractKind.WORKS: Decimal("5193000"),
            ContractKind.LIGHT_TOUCH: Decimal("663540"),
        },
    ),
)


def threshold(kind: ContractKind | str, started_on: date) -> Decimal:
    """£ including VAT that applies to a procurement started on the day (law 6.1).

    Raises LawNotInForce for a procurement begun before the first amounts kept here."""
    return in_force(THRESHOLDS, started_on).amounts[ContractKind(kind)]


def above_threshold(
    kind: ContractKind | str, net: Decimal | None, vat_rate: Decimal, started_on: date
) -> bool:
    """Whether a contract of £ `net` is a public contract, from its amount including VAT (law 6.1).

    Exactly the threshold is above: the test is "not less than". An amount that cannot be estimated
    (None) counts as above (PA 2023 Sch 3 para 5). `vat_rate` is in per cent."""
    limit = threshold(kind, started_on)
    if net is None:
        return True
    payable = (net * (100 + vat_rate) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return payable >= limit
