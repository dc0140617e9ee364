"""The tables of targets, one module for each part of them."""

from procurement_hub.targets.models.aims import (
    AgreedTarget,
    CouncilTaxBase,
    TargetProgramme,
    TargetRate,
)
from procurement_hub.targets.models.bases import BaseExclusion, BaseExpenditure, Basis, Excluded
from procurement_hub.targets.models.joint import (
    Equalisation,
    EqualisationShare,
    EqualisationStatus,
)
from procurement_hub.targets.models.outturns import AdjacentHeads, Outturn, OutturnExplanation
from procurement_hub.targets.models.sectors import SectorDivision, ServiceSector, Workstream

__all__ = [
    "AdjacentHeads",
    "AgreedTarget",
    "BaseExclusion",
    "BaseExpenditure",
    "Basis",
    "CouncilTaxBase",
    "Equalisation",
    "EqualisationShare",
    "EqualisationStatus",
    "Excluded",
    "Outturn",
    "OutturnExplanation",
    "SectorDivision",
    "ServiceSector",
    "TargetProgramme",
    "TargetRate",
    "Workstream",
]
