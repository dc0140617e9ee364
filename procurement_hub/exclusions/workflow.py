"""The lifecycle of an exclusion case."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.exclusions.models import CaseStatus

S = CaseStatus

CASE = Workflow(
    "exclusion case",
    [
        ("invite", [S.OPEN], S.INVITED),
        ("answer", [S.INVITED], S.ANSWERED),
        ("decide", [S.INVITED, S.ANSWERED], S.DECIDED),
        ("close", [S.OPEN, S.INVITED, S.ANSWERED], S.CLOSED),
        ("lift", [S.DECIDED], S.LIFTED),
    ],
)
