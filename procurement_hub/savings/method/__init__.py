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
from procurement_hub.savings.method.editions import (
    EDITIONS,
    METHOD_VERSION,
    Edition,
    UnknownEdition,
    edition,
)
from procurement_hub.savings.method.effects import PriceVolumeMix, pvm
from procurement_hub.savings.method.figures import ImpossibleFigure, pct
from procurement_hub.savings.method.gains import (
    GainFlag,
    LineGain,
    line_gain,
    line_gain_within_year,
    saving_percent,
)
from procurement_hub.savings.method.quality import Better, quality_met
from procurement_hub.savings.method.rebates import SharedRebate, share_rebate, tier_rebate
from procurement_hub.savings.method.targets import (
    TargetTests,
    carry_forward,
    csr_target,
    targets,
)
from procurement_hub.savings.method.triangulation import (
    Quartiles,
    Rag,
    Triangulation,
    quartiles,
    triangulate,
)
from procurement_hub.savings.method.workings import Working
from procurement_hub.savings.method.years import (
    NetYear,
    PartYear,
    Stock,
    aes_stock,
    full_year_effect,
    net_year,
    part_year,
)

__all__ = [
    "EDITIONS",
    "METHOD_VERSION",
    "SR04",
    "Amounts",
    "BaselineType",
    "BaselineVerdict",
    "Better",
    "Edition",
    "GainFlag",
    "Grade",
    "ImpossibleFigure",
    "LineGain",
    "NetYear",
    "PartYear",
    "PriceVolumeMix",
    "Programme",
    "Quartiles",
    "Rag",
    "RefusedBaseline",
    "SharedRebate",
    "Stock",
    "TargetTests",
    "Triangulation",
    "UnknownEdition",
    "Working",
    "aes_stock",
    "baseline_gate",
    "carry_forward",
    "csr_target",
    "edition",
    "full_year_effect",
    "grade_cap",
    "line_gain",
    "line_gain_within_year",
    "net_year",
    "part_year",
    "pct",
    "pvm",
    "quality_met",
    "quartiles",
    "saving_percent",
    "share_rebate",
    "targets",
    "tier_rebate",
    "triangulate",
]
