"""Reads of targets: a council's own, and its region's for the centre that serves it.

`position` and `region` say how councils stand; `reconciliation` holds gains against outturn, and
`reconciled` names the categories that passed; `joint_saving` shares out a framework's year."""

from procurement_hub.targets.queries.aims import (
    programmes_for_council,
    programmes_of_centre,
    targets_agreed,
    tax_base,
)
from procurement_hub.targets.queries.alone import AloneItem, alone
from procurement_hub.targets.queries.bands import BandD, band_d
from procurement_hub.targets.queries.bases import bases_of, document_behind, versions
from procurement_hub.targets.queries.councils import centre_of
from procurement_hub.targets.queries.gains import (
    altogether,
    gains_by_council,
    newest_year,
    newest_year_of_region,
)
from procurement_hub.targets.queries.joint import (
    JointSaving,
    Share,
    equalisation_for,
    equalisations_in_force,
    framework_for,
    frameworks_for,
    joint_saving,
    newest_years,
    waiting_for,
)
from procurement_hub.targets.queries.outturns import (
    Check,
    Reconciliation,
    SideBySide,
    Summary,
    outturn_for,
    reconciled,
    reconciliation,
    summary,
)
from procurement_hub.targets.queries.positions import (
    Category,
    Coverage,
    Position,
    RegionPosition,
    position,
    region,
    region_around,
    region_gains,
)
from procurement_hub.targets.queries.sectors import SectorLine, SectorTable, by_sector, places

__all__ = [
    "AloneItem",
    "BandD",
    "Category",
    "Check",
    "Coverage",
    "JointSaving",
    "Position",
    "Reconciliation",
    "RegionPosition",
    "SectorLine",
    "SectorTable",
    "Share",
    "SideBySide",
    "Summary",
    "alone",
    "altogether",
    "band_d",
    "bases_of",
    "by_sector",
    "centre_of",
    "document_behind",
    "equalisation_for",
    "equalisations_in_force",
    "framework_for",
    "frameworks_for",
    "gains_by_council",
    "joint_saving",
    "newest_year",
    "newest_year_of_region",
    "newest_years",
    "outturn_for",
    "places",
    "position",
    "programmes_for_council",
    "programmes_of_centre",
    "reconciled",
    "reconciliation",
    "region",
    "region_around",
    "region_gains",
    "summary",
    "targets_agreed",
    "tax_base",
    "versions",
    "waiting_for",
]
