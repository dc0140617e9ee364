"""The lifecycle of an equalisation."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.targets.models import EqualisationStatus

PROPOSED = EqualisationStatus.PROPOSED

EQUALISATION = Workflow(
    "equalisation",
    [
        ("take_effect", [PROPOSED], EqualisationStatus.IN_FORCE),
        ("decline", [PROPOSED], EqualisationStatus.DECLINED),
        ("withdraw", [PROPOSED], EqualisationStatus.WITHDRAWN),
    ],
)
