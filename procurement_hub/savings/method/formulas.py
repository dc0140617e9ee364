"""The formulas of the method in words, for a reader who checks them with a pocket calculator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """One rule: its section of the method, its formula in plain words, and what follows from it."""

    section: str
    name: str
    formula: str
    words: str


FORMULAS = (
    Formula(
        "2.2",
        "Gain on a purchase",
        "(own old price × uprating − price now) × quantity supplied",
        "Only as much of the quantity as the old budget would have bought can be cash; what goes beyond "
        "is more for the money. A loss counts on all of it.",
    ),
    Formula(
        "2.3",
        "The old price",
        "The council's own, frozen before the award, and not older than 36 months",
        "From 13 months on it must be uprated by an index. Any other price shows costs avoided and no cash.",
    ),
    Formula(
        "2.4",
        "Why spending changed",
        "Change in spend = volume + mix + price, with nothing left over",
        "Only the price part is a gain. Less bought or a cheaper kind bought is not.",
    ),
    Formula(
        "2.4",
        "A cheaper way of meeting a need",
        "(old cost of a person − new cost of a person) × people now, less costs elsewhere",
        "Counts only when the new service has been shown to be as good as the old one.",
    ),
    Formula(
        "2.5",
        "Uprating",
        "Index of the year of supply ÷ index of the year of the old price",
        "Inflation that was avoided is cash only when the budget was raised by it and the money taken out. "
        "When the market fell, the smaller gain counts.",
    ),
    Formula(
        "2.6",
        "Net gain",
        "Cashable gain + rebates − recurring costs + one-off gains − one-off costs",
        "One-off costs come off whole in the year in which they are incurred, so a year can be negative. A "
        "levy inside the price is not taken off again, and what the host keeps of a rebate is nobody's gain.",
    ),
    Formula(
        "2.7",
        "Part of a year",
        "Yearly amount × days in the year ÷ 365, or 366",
        "For forecasts only. Gains that were made go by the day of supply.",
    ),
    Formula(
        "2.8",
        "Year after year",
        "Sustained = the smaller of last year's gain and this year's; new = this year's − sustained",
        "A price cut in two years is one gain that lasted, so years are never added up.",
    ),
    Formula(
        "2.9",
        "Quality",
        "No worse than before by more than the tolerance",
        "Otherwise the gain is held at £0 until the fall is explained and accepted.",
    ),
    Formula(
        "2.12",
        "Targets",
        "2.5% of the base × number of years, half of it in cash",
        "Both readings of the half are tested: of the target, and of what is claimed.",
    ),
    Formula(
        "2.13",
        "Floor of a care price",
        "The lower quartile of local costs, and the should-cost before returns",
        "A price below either goes to review, and its gain is held. More hours for a person after a price "
        "cut test the gain again by the person.",
    ),
    Formula(
        "2.17",
        "Against the outturn",
        "Outturn − (last year's × uprating × demand + new burdens − new gains claimed)",
        "Within the tolerance is green, within twice of it amber, and beyond that red.",
    ),
)
