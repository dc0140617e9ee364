"""The savings method: every figure of a gain, as pure functions of Decimals.

No function here knows a database, a clock or a request. Quantities of money are £
excluding VAT and are returned unrounded unless the docstring says pence; whoever shows or
stores a figure rounds it once, half up. A float is refused, because a figure that an
auditor recomputes must come out the same to the last penny.

METHOD_VERSION names the edition that is current, one of EDITIONS. A stored calculation
carries the edition that made it and is always checked by that one, so that a later
edition supersedes figures instead of silently changing them.
"""

from procurement_hub.savings.method.amounts import Amounts
from procurement_hub.savings.method.attribution import Attribution, attribute
from procurement_hub.savings.method.avoidance import (
    Avoidance,
    AvoidanceKind,
    ComparisonRefused,
    Statistic,
    avoided_against,
    comparison_price,
    price_held,
    process_saving,
)
from procurement_hub.savings.method.baselines import (
    SR04,
    BaselineType,
    BaselineVerdict,
    Grade,
    Programme,
    RefusedBaseline,
    baseline_gate,
    grade_cap,
)
from procurement_hub.savings.method.business_cases import BusinessCase, amortised, business_case
from procurement_hub.savings.method.comparisons import (
    AS_RECORDED,
    Comparison,
    Differing,
    Recorded,
    Workable,
    compare_editions,
)
from procurement_hub.savings.method.costs import cost_that_counts, share_cost
from procurement_hub.savings.method.defaults import SETTINGS, Setting
from procurement_hub.savings.method.disallowances import Disallowance
from procurement_hub.savings.method.discounts import FittedDiscount, QuantityDiscount, fit_discount
from procurement_hub.savings.method.distributions import (
    MIN_CONTRIBUTORS,
    Dispersion,
    QuartileMethod,
    Quartiles,
    dispersion,
    median,
    quartiles,
)
from procurement_hub.savings.method.editions import EDITIONS, METHOD_VERSION, Edition, UnknownEdition, edition
from procurement_hub.savings.method.effects import PriceVolumeMix, pvm
from procurement_hub.savings.method.figures import ImpossibleFigure, pct
from procurement_hub.savings.method.fingerprints import fingerprint
from procurement_hub.savings.method.formulas import FORMULAS, Formula
from procurement_hub.savings.method.gains import (
    GainFlag,
    LineGain,
    line_gain,
    line_gain_within_year,
    saving_percent,
)
from procurement_hub.savings.method.grades import (
    Colour,
    ColourShare,
    EvidenceFacts,
    GradeVerdict,
    Proof,
    colour,
    colour_rollup,
    evidence_grade,
)
from procurement_hub.savings.method.hours import Hours, HoursRetest, hours_retest
from procurement_hub.savings.method.leakage import Leakage, leakage
from procurement_hub.savings.method.levies import Levy, levy
from procurement_hub.savings.method.owners import Claim, SectorTotal, claimed_twice, sector_total
from procurement_hub.savings.method.profiles import by_profile
from procurement_hub.savings.method.quality import (
    Better,
    QualityOutcome,
    quality_met,
    quality_outcome,
    worst_outcome,
)
from procurement_hub.savings.method.rebates import (
    AlreadyAccrued,
    SharedRebate,
    countable_dividend,
    share_rebate,
    tier_rebate,
)
from procurement_hub.savings.method.recurrence import (
    Persistence,
    RecurrenceMode,
    ni179_persistence,
    recurring_claim,
    stock_of_years,
)
from procurement_hub.savings.method.should_costs import (
    CostLine,
    FloorCheck,
    ShouldCost,
    floor_check,
    should_cost,
)
from procurement_hub.savings.method.stages import Counting, Look, Stage, counted, counting
from procurement_hub.savings.method.substitutions import NotEquivalent, Provision, Substitution, substitution
from procurement_hub.savings.method.suppression import Suppressed, suppressed_cells, why_suppressed
from procurement_hub.savings.method.targets import (
    COUNCIL_RATE,
    POLICE_RATE,
    TargetRate,
    TargetTests,
    base_expenditure,
    carry_forward,
    csr_target,
    ni179_per_band_d,
    ni179_percent,
    targets,
)
from procurement_hub.savings.method.taxes import excluding_vat, irrecoverable_vat
from procurement_hub.savings.method.triangulation import Rag, Triangulation, triangulate
from procurement_hub.savings.method.workings import Correction, Working, read_working
from procurement_hub.savings.method.years import (
    NetYear,
    PartYear,
    Stock,
    aes_stock,
    full_year_effect,
    net_year,
    part_of_window,
    part_year,
)

__all__ = [
    "AS_RECORDED",
    "COUNCIL_RATE",
    "EDITIONS",
    "FORMULAS",
    "METHOD_VERSION",
    "MIN_CONTRIBUTORS",
    "POLICE_RATE",
    "SETTINGS",
    "SR04",
    "AlreadyAccrued",
    "Amounts",
    "Attribution",
    "Avoidance",
    "AvoidanceKind",
    "BaselineType",
    "BaselineVerdict",
    "Better",
    "BusinessCase",
    "Claim",
    "Colour",
    "ColourShare",
    "Comparison",
    "ComparisonRefused",
    "Correction",
    "CostLine",
    "Counting",
    "Differing",
    "Disallowance",
    "Dispersion",
    "Edition",
    "EvidenceFacts",
    "FittedDiscount",
    "FloorCheck",
    "Formula",
    "GainFlag",
    "Grade",
    "GradeVerdict",
    "Hours",
    "HoursRetest",
    "ImpossibleFigure",
    "Leakage",
    "Levy",
    "LineGain",
    "Look",
    "NetYear",
    "NotEquivalent",
    "PartYear",
    "Persistence",
    "PriceVolumeMix",
    "Programme",
    "Proof",
    "Provision",
    "QualityOutcome",
    "QuantityDiscount",
    "QuartileMethod",
    "Quartiles",
    "Rag",
    "Recorded",
    "RecurrenceMode",
    "RefusedBaseline",
    "SectorTotal",
    "Setting",
    "SharedRebate",
    "ShouldCost",
    "Stage",
    "Statistic",
    "Stock",
    "Substitution",
    "Suppressed",
    "TargetRate",
    "TargetTests",
    "Triangulation",
    "UnknownEdition",
    "Workable",
    "Working",
    "aes_stock",
    "amortised",
    "attribute",
    "avoided_against",
    "base_expenditure",
    "baseline_gate",
    "business_case",
    "by_profile",
    "carry_forward",
    "claimed_twice",
    "colour",
    "colour_rollup",
    "compare_editions",
    "comparison_price",
    "cost_that_counts",
    "countable_dividend",
    "counted",
    "counting",
    "csr_target",
    "dispersion",
    "edition",
    "evidence_grade",
    "excluding_vat",
    "fingerprint",
    "fit_discount",
    "floor_check",
    "full_year_effect",
    "grade_cap",
    "hours_retest",
    "irrecoverable_vat",
    "leakage",
    "levy",
    "line_gain",
    "line_gain_within_year",
    "median",
    "net_year",
    "ni179_per_band_d",
    "ni179_percent",
    "ni179_persistence",
    "part_of_window",
    "part_year",
    "pct",
    "price_held",
    "process_saving",
    "pvm",
    "quality_met",
    "quality_outcome",
    "quartiles",
    "read_working",
    "recurring_claim",
    "saving_percent",
    "sector_total",
    "share_cost",
    "share_rebate",
    "should_cost",
    "stock_of_years",
    "substitution",
    "suppressed_cells",
    "targets",
    "tier_rebate",
    "triangulate",
    "why_suppressed",
    "worst_outcome",
]
