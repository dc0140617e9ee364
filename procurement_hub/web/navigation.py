"""The service navigation: what each role finds at the top of every page."""

from dataclasses import dataclass
from functools import cache

from flask import request, url_for

from procurement_hub.accounts.permissions import Permission as P
from procurement_hub.accounts.permissions import may
from procurement_hub.web.session import actor_or_none

NAVIGATION: list[tuple[str, str, P | None]] = [
    ("Demand", "demand.index", P.READ_ROUND),
    ("Frameworks", "frameworks.index", P.READ_FRAMEWORK),
    ("Tenders", "tenders.index", None),
    ("Your bids", "tenders.my_bids", P.BID),
    ("Orders", "calloffs.index", P.READ_ORDER),
    ("Suppliers", "suppliers.index", P.READ_SUPPLIERS),
    ("Approved lists", "approved_lists.index", None),
    ("Gains", "savings.index", P.READ_GAINS),
    ("Statements", "statements.index", P.READ_GAINS),
    ("Gains memo", "walk.memo", P.READ_MEMO),
    ("Targets", "targets.index", P.READ_GAINS),
    ("Targets", "targets.index", P.READ_MEMO),
    ("Price indices", "savings.indices", P.KEEP_INDICES),
    ("Your declaration", "exclusions.declaration", P.DECLARE),
    ("Exclusions", "exclusions.index", P.READ_EXCLUSIONS),
    ("Evaluations", "evaluation.index", P.READ_EVALUATION),
    ("Results", "evaluation.results", P.BID),
    ("Audit trail", "dashboard.audit_trail", P.READ_AUDIT),
    ("Your profile", "suppliers.profile", P.KEEP_PROFILE),
    ("People", "accounts.people", P.ADMINISTER),
]
"""(label, endpoint, permission). None as the permission shows the link to everybody."""

FOR_THE_PUBLIC = ("Register of frameworks", "frameworks.register")
"""Shown to nobody who is signed in: they have "Frameworks"."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool


@cache
def _path(root: str, endpoint: str) -> str:
    return url_for(endpoint)


def fixed_url(endpoint: str) -> str:
    """The address of a page that takes no arguments: worked out once, for the links on every page."""
    return _path(request.script_root, endpoint)


def navigation() -> list[Link]:
    """The links that the person may follow, the nearest one above this page marked as current.

    A missing endpoint fails loudly, in every page's test."""
    someone = actor_or_none()
    shown = [
        (label, fixed_url(endpoint))
        for label, endpoint, permission in NAVIGATION
        if permission is None or may(someone, permission)
    ]
    if someone is None:
        label, endpoint = FOR_THE_PUBLIC
        shown.append((label, fixed_url(endpoint)))
    current = max((url for _, url in shown if _under(url)), key=len, default=None)
    return [Link(label, url, url == current) for label, url in shown]


def _under(url: str) -> bool:
    return request.path == url or request.path.startswith(url.rstrip("/") + "/")
