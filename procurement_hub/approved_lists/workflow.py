"""The lives of a list and of a supplier's place on it."""

from procurement_hub.approved_lists.models import ListStatus, PlaceStatus
from procurement_hub.core.workflow import Workflow

L, S = ListStatus, PlaceStatus

LIST = Workflow(
    "list",
    [
        ("amend", [L.OPEN], L.OPEN),
        ("revise_the_criteria_of", [L.OPEN], L.OPEN),
        ("close", [L.OPEN], L.CLOSED),
    ],
)

PLACE = Workflow(
    "application",
    [
        ("approve", [S.APPLIED], S.APPROVED),
        ("refuse", [S.APPLIED], S.REFUSED),
        ("withdraw", [S.APPLIED, S.APPROVED], S.WITHDRAWN),
    ],
)
