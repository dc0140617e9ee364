"""The lives of a framework and of an agreement under it."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.frameworks.models import AgreementStatus, FrameworkStatus

S, A = FrameworkStatus, AgreementStatus

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
