"""The lives of a framework, of an agreement under it and of a new price that is proposed."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.frameworks.models import AgreementStatus, FrameworkStatus, PriceChangeStatus

S, A, C = FrameworkStatus, AgreementStatus, PriceChangeStatus

FRAMEWORK = Workflow(
    "framework",
    [
        ("amend", [S.DRAFT], S.DRAFT),
        ("publish", [S.DRAFT], S.TENDERING),
        ("award", [S.TENDERING], S.AWARDED),
        ("bring_into_force", [S.AWARDED], S.LIVE),
        ("withdraw", [S.DRAFT, S.TENDERING], S.WITHDRAWN),
    ],
)

AGREEMENT = Workflow(
    "agreement",
    [
        ("sign", [A.AWARDED], A.SIGNED),
        ("countersign", [A.SIGNED], A.IN_FORCE),
    ],
)

PRICE_CHANGE = Workflow(
    "price change",
    [
        ("agree", [C.PROPOSED], C.AGREED),
        ("refuse", [C.PROPOSED], C.REFUSED),
        ("withdraw", [C.PROPOSED], C.WITHDRAWN),
    ],
)
