"""Why a claim, or part of one, is not allowed: the list of codes (savings-method 2.15).

A disallowed amount is never deleted. It stays with its code, who said so and when, so that
claimed is always allowed plus disallowed plus held.
"""

from __future__ import annotations

from enum import StrEnum


class Disallowance(StrEnum):
    """The seventeen reasons. Stored by code."""

    SERVICE_CUT = "D01"
    TRANSFER_PAYMENT = "D02"
    HIGHER_CHARGES = "D03"
    RELABELLED = "D04"
    COST_SHIFTED = "D05"
    DEFERRED = "D06"
    OVER_BILLING_RECOVERED = "D07"
    NOT_DONE = "D08"
    VOLUME_FALL = "D09"
    SEPARATE_METHOD = "D10"
    BASELINE_REFUSED = "D11"
    DUPLICATE = "D12"
    QUALITY_NOT_MET = "D13"
    MARKET_FALL = "D14"
    DID_NOT_LAST = "D15"
    RETAINED_BY_HOST = "D16"
    OFF_FRAMEWORK = "D17"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def found_by_the_books(self) -> bool:
        """The books work this one out themselves, so its amount is never typed in."""
        return self in _FOUND_BY_THE_BOOKS

    @property
    def decided_by_finance_officer(self) -> bool:
        """The finance officer gives this code as a judgement, with a reason in words."""
        return self not in _ONLY_FROM_THE_BOOKS


_LABELS = {
    Disallowance.SERVICE_CUT: "A cut in the service or a lower standard",
    Disallowance.TRANSFER_PAYMENT: "A transfer payment, such as a benefit",
    Disallowance.HIGHER_CHARGES: "Higher fees or charges to the public",
    Disallowance.RELABELLED: "The same activity under another name",
    Disallowance.COST_SHIFTED: "A cost moved to another budget or body",
    Disallowance.DEFERRED: "Spending put off to a later year",
    Disallowance.OVER_BILLING_RECOVERED: "Money back that should never have been paid",
    Disallowance.NOT_DONE: "Not carried out, or speculative",
    Disallowance.VOLUME_FALL: "Less bought, with nothing to show that less was needed",
    Disallowance.SEPARATE_METHOD: "Delegated schools or police, which are counted separately",
    Disallowance.BASELINE_REFUSED: "No baseline, a refused one, or one too old for cash",
    Disallowance.DUPLICATE: "Already claimed elsewhere",
    Disallowance.QUALITY_NOT_MET: "The quality check is not met",
    Disallowance.MARKET_FALL: "The market price fell, whoever was buying",
    Disallowance.DID_NOT_LAST: "Made before the programme and not lasting to its end",
    Disallowance.RETAINED_BY_HOST: "Kept by the framework's host and not paid out",
    Disallowance.OFF_FRAMEWORK: "Bought outside the framework",
}

_FOUND_BY_THE_BOOKS = frozenset(
    {
        Disallowance.BASELINE_REFUSED,
        Disallowance.DUPLICATE,
        Disallowance.QUALITY_NOT_MET,
        Disallowance.RETAINED_BY_HOST,
        Disallowance.OFF_FRAMEWORK,
    }
)
# These two are sums of other people's money or purchases: nobody claims them, so nobody
# takes them out of a claim by hand.
_ONLY_FROM_THE_BOOKS = frozenset({Disallowance.RETAINED_BY_HOST, Disallowance.OFF_FRAMEWORK})
