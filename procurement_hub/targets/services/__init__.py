"""The verbs of targets."""

from procurement_hub.targets.services.aims import NewRate, agree_target, set_council_tax_base, set_programme
from procurement_hub.targets.services.bases import NewExclusion, set_base_expenditure
from procurement_hub.targets.services.joint import (
    agree_equalisation,
    decline_equalisation,
    propose_equalisation,
    withdraw_equalisation,
)
from procurement_hub.targets.services.outturns import explain_outturn, name_adjacent_heads, record_outturn

__all__ = [
    "NewExclusion",
    "NewRate",
    "agree_equalisation",
    "agree_target",
    "decline_equalisation",
    "explain_outturn",
    "name_adjacent_heads",
    "propose_equalisation",
    "record_outturn",
    "set_base_expenditure",
    "set_council_tax_base",
    "set_programme",
    "withdraw_equalisation",
]
