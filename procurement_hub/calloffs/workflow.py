"""The lifecycle of an order."""

from procurement_hub.calloffs.models import OrderStatus
from procurement_hub.core.workflow import Workflow

S = OrderStatus

ORDER = Workflow(
    "order",
    [
        ("approve", [S.PLACED], S.APPROVED),
        ("return", [S.PLACED], S.CANCELLED),
        ("cancel", [S.PLACED, S.APPROVED], S.CANCELLED),
        ("accept", [S.APPROVED], S.ACCEPTED),
        ("decline", [S.APPROVED], S.DECLINED),
        ("receive", [S.ACCEPTED], S.ACCEPTED),
        ("complete", [S.ACCEPTED], S.COMPLETE),
        ("end", [S.ACCEPTED], S.COMPLETE),
        ("end_undelivered", [S.ACCEPTED], S.CANCELLED),
    ],
)
