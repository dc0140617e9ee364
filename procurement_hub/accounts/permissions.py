"""Who may do what: the whole table, for an auditor to read on one screen.

A view declares one of these and services check again with `require`. Which records of a kind a
person may touch (own organisation, own bid, assigned tender) is each area's own rule."""

from enum import StrEnum

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.errors import NotPermitted


class Permission(StrEnum):
    """Each value completes the sentence "may …"."""

    ADMINISTER = "manage people and roles"
    READ_AUDIT = "read the audit trail"
    ANNOUNCE_MAINTENANCE = "announce maintenance"
    RUN_ROUND = "run a demand round"
    READ_ROUND = "read demand rounds"
    REGISTER_DEMAND = "register demand"
    DRAFT_FRAMEWORK = "draft a framework"
    READ_FRAMEWORK = "read frameworks"
    RUN_TENDER = "publish and run a tender"
    OPEN_BIDS = "open bids"
    BID = "bid"
    DECLARE_INTEREST = "declare interests for an evaluation"
    SCORE = "score bids"
    LEAD_EVALUATION = "agree scores and award"
    READ_EVALUATION = "read an evaluation"
    SIGN_AS_SUPPLIER = "sign an agreement for a supplier"
    COUNTERSIGN = "countersign an agreement"
    CHANGE_PRICES = "propose new prices of an agreement"
    LEAVE_FRAMEWORK = "leave a framework"
    SHARE_OUT = "share out rebates and costs of a framework"
    PLACE_ORDER = "place an order"
    APPROVE_ORDER = "approve an order"
    READ_ORDER = "read orders"
    RECEIVE = "receive an order"
    FULFIL_ORDER = "accept, decline and invoice orders"
    READ_GAINS = "read gains"
    RECORD_QUALITY = "record costs and quality checks"
    RELEASE_BUDGET = "release a budget"
    SIGN_OFF = "sign off gains"
    CHALLENGE_GAINS = "challenge gains"
    ANSWER_CHALLENGE = "answer a challenge to gains"
    WRITE_STATEMENT = "put a statement of gains into words"
    SUBMIT_STATEMENT = "submit a statement of gains"
    SIGN_STATEMENT = "sign a statement of gains"
    SET_DUE_DATES = "set when statements are due"
    READ_MEMO = "read the centre's memo of gains"
    SET_BASELINE = "set a baseline"
    KEEP_INDICES = "keep price indices"
    KEEP_TARGETS = "keep a council's targets and outturn"
    LEAD_TARGETS = "set a region's targets and propose how a saving is equalised"
    EXCLUDE_SUPPLIERS = "exclude suppliers"
    KEEP_DEBARMENT = "keep the debarment list"
    DECLARE = "declare the exclusion grounds for a supplier"
    READ_EXCLUSIONS = "read exclusions and the debarment list"
    KEEP_APPROVED_LIST = "keep an approved supplier list"
    APPROVE_SUPPLIER = "approve suppliers for a list"
    DECIDE_APPEAL = "decide an appeal about an approved list"
    READ_APPROVALS = "read who is on approved supplier lists"
    RELY_ON_APPROVAL = "rely on another organisation's approval"
    READ_SUPPLIERS = "read suppliers' profiles"
    KEEP_PROFILE = "keep the supplier's profile"


P, R = Permission, Role

PERMISSIONS: dict[Permission, frozenset[Role]] = {
    P.ADMINISTER: frozenset({R.ADMINISTRATOR}),
    P.READ_AUDIT: frozenset({R.AUDITOR, R.ADMINISTRATOR}),
    P.ANNOUNCE_MAINTENANCE: frozenset({R.ADMINISTRATOR}),
    P.RUN_ROUND: frozenset({R.PROCUREMENT_LEAD}),
    P.READ_ROUND: frozenset({R.PROCUREMENT_LEAD, R.BUYER, R.APPROVER, R.S151, R.AUDITOR}),
    P.REGISTER_DEMAND: frozenset({R.BUYER}),
    P.DRAFT_FRAMEWORK: frozenset({R.PROCUREMENT_LEAD}),
    P.READ_FRAMEWORK: frozenset(
        {
            R.PROCUREMENT_LEAD,
            R.OPENING_OFFICER,
            R.EVALUATOR,
            R.BUYER,
            R.APPROVER,
            R.S151,
            R.BIDDER,
            R.AUDITOR,
            R.REVIEWER,
        }
    ),
    P.RUN_TENDER: frozenset({R.PROCUREMENT_LEAD}),
    P.OPEN_BIDS: frozenset({R.OPENING_OFFICER}),
    P.BID: frozenset({R.BIDDER}),
    P.DECLARE_INTEREST: frozenset({R.EVALUATOR}),
    P.SCORE: frozenset({R.EVALUATOR}),
    P.LEAD_EVALUATION: frozenset({R.PROCUREMENT_LEAD}),
    P.READ_EVALUATION: frozenset({R.PROCUREMENT_LEAD, R.EVALUATOR, R.OPENING_OFFICER, R.AUDITOR}),
    P.SIGN_AS_SUPPLIER: frozenset({R.BIDDER}),
    P.COUNTERSIGN: frozenset({R.PROCUREMENT_LEAD}),
    P.CHANGE_PRICES: frozenset({R.PROCUREMENT_LEAD}),
    P.LEAVE_FRAMEWORK: frozenset({R.BUYER}),
    P.SHARE_OUT: frozenset({R.PROCUREMENT_LEAD}),
    P.PLACE_ORDER: frozenset({R.BUYER}),
    P.APPROVE_ORDER: frozenset({R.APPROVER}),
    P.READ_ORDER: frozenset(
        {R.BUYER, R.APPROVER, R.S151, R.BIDDER, R.PROCUREMENT_LEAD, R.AUDITOR, R.REVIEWER}
    ),
    P.RECEIVE: frozenset({R.BUYER}),
    P.FULFIL_ORDER: frozenset({R.BIDDER}),
    P.READ_GAINS: frozenset(
        {R.BUYER, R.APPROVER, R.S151, R.AUDITOR, R.REVIEWER, R.LEADER, R.CHIEF_EXECUTIVE}
    ),
    P.RECORD_QUALITY: frozenset({R.BUYER}),
    P.RELEASE_BUDGET: frozenset({R.S151}),
    P.SIGN_OFF: frozenset({R.S151}),
    P.CHALLENGE_GAINS: frozenset({R.REVIEWER}),
    P.ANSWER_CHALLENGE: frozenset({R.BUYER, R.S151}),
    P.WRITE_STATEMENT: frozenset({R.BUYER, R.S151}),
    P.SUBMIT_STATEMENT: frozenset({R.S151}),
    P.SET_DUE_DATES: frozenset({R.PROCUREMENT_LEAD, R.ADMINISTRATOR}),
    P.SIGN_STATEMENT: frozenset({R.LEADER, R.CHIEF_EXECUTIVE, R.S151}),
    P.READ_MEMO: frozenset({R.PROCUREMENT_LEAD, R.AUDITOR}),
    P.SET_BASELINE: frozenset({R.BUYER}),
    P.KEEP_INDICES: frozenset({R.PROCUREMENT_LEAD, R.ADMINISTRATOR}),
    P.KEEP_TARGETS: frozenset({R.S151}),
    P.LEAD_TARGETS: frozenset({R.PROCUREMENT_LEAD}),
    P.EXCLUDE_SUPPLIERS: frozenset({R.PROCUREMENT_LEAD}),
    P.KEEP_DEBARMENT: frozenset({R.ADMINISTRATOR}),
    P.DECLARE: frozenset({R.BIDDER}),
    P.READ_EXCLUSIONS: frozenset({R.PROCUREMENT_LEAD, R.ADMINISTRATOR, R.AUDITOR}),
    P.KEEP_APPROVED_LIST: frozenset({R.PROCUREMENT_LEAD, R.BUYER}),
    P.APPROVE_SUPPLIER: frozenset({R.PROCUREMENT_LEAD, R.BUYER, R.APPROVER}),
    P.DECIDE_APPEAL: frozenset({R.PROCUREMENT_LEAD, R.OPENING_OFFICER, R.APPROVER}),
    P.READ_APPROVALS: frozenset(
        {R.PROCUREMENT_LEAD, R.OPENING_OFFICER, R.BUYER, R.APPROVER, R.S151, R.AUDITOR}
    ),
    P.RELY_ON_APPROVAL: frozenset({R.PROCUREMENT_LEAD, R.BUYER}),
    P.READ_SUPPLIERS: frozenset(
        {R.PROCUREMENT_LEAD, R.OPENING_OFFICER, R.EVALUATOR, R.BUYER, R.APPROVER, R.S151, R.AUDITOR}
    ),
    P.KEEP_PROFILE: frozenset({R.BIDDER, R.ADMINISTRATOR}),
}

KINDS: dict[Permission, frozenset[Kind]] = {
    P.ANNOUNCE_MAINTENANCE: frozenset({Kind.RCE}),
    P.RUN_ROUND: frozenset({Kind.RCE}),
    P.DRAFT_FRAMEWORK: frozenset({Kind.RCE}),
    P.RUN_TENDER: frozenset({Kind.RCE}),
    P.OPEN_BIDS: frozenset({Kind.RCE}),
    P.LEAD_EVALUATION: frozenset({Kind.RCE}),
    P.COUNTERSIGN: frozenset({Kind.RCE}),
    P.CHANGE_PRICES: frozenset({Kind.RCE}),
    P.LEAVE_FRAMEWORK: frozenset({Kind.COUNCIL}),
    P.SHARE_OUT: frozenset({Kind.RCE}),
    P.READ_MEMO: frozenset({Kind.RCE}),
    P.REGISTER_DEMAND: frozenset({Kind.COUNCIL}),
    P.PLACE_ORDER: frozenset({Kind.COUNCIL}),
    P.APPROVE_ORDER: frozenset({Kind.COUNCIL}),
    P.RECEIVE: frozenset({Kind.COUNCIL}),
    P.READ_GAINS: frozenset({Kind.COUNCIL}),
    P.RECORD_QUALITY: frozenset({Kind.COUNCIL}),
    P.RELEASE_BUDGET: frozenset({Kind.COUNCIL}),
    P.SIGN_OFF: frozenset({Kind.COUNCIL}),
    P.CHALLENGE_GAINS: frozenset({Kind.COUNCIL}),
    P.ANSWER_CHALLENGE: frozenset({Kind.COUNCIL}),
    P.WRITE_STATEMENT: frozenset({Kind.COUNCIL}),
    P.SUBMIT_STATEMENT: frozenset({Kind.COUNCIL}),
    P.SIGN_STATEMENT: frozenset({Kind.COUNCIL}),
    P.SET_DUE_DATES: frozenset({Kind.RCE}),
    P.SET_BASELINE: frozenset({Kind.COUNCIL}),
    P.KEEP_INDICES: frozenset({Kind.RCE}),
    P.KEEP_TARGETS: frozenset({Kind.COUNCIL}),
    P.LEAD_TARGETS: frozenset({Kind.RCE}),
    P.EXCLUDE_SUPPLIERS: frozenset({Kind.RCE}),
    P.KEEP_DEBARMENT: frozenset({Kind.RCE}),
    P.READ_EXCLUSIONS: frozenset({Kind.RCE}),
    P.DECLARE: frozenset({Kind.SUPPLIER}),
    P.KEEP_APPROVED_LIST: frozenset({Kind.RCE, Kind.COUNCIL}),
    P.APPROVE_SUPPLIER: frozenset({Kind.RCE, Kind.COUNCIL}),
    P.DECIDE_APPEAL: frozenset({Kind.RCE, Kind.COUNCIL}),
    P.READ_APPROVALS: frozenset({Kind.RCE, Kind.COUNCIL, Kind.PARTNER}),
    P.RELY_ON_APPROVAL: frozenset({Kind.RCE, Kind.COUNCIL}),
    P.BID: frozenset({Kind.SUPPLIER}),
    P.SIGN_AS_SUPPLIER: frozenset({Kind.SUPPLIER}),
    P.FULFIL_ORDER: frozenset({Kind.SUPPLIER}),
    P.READ_SUPPLIERS: frozenset({Kind.RCE, Kind.COUNCIL, Kind.PARTNER}),
    P.KEEP_PROFILE: frozenset({Kind.SUPPLIER}),
}
"""Kinds of organisation that a permission is confined to; a permission not listed suits any."""


def may(actor: Actor | None, permission: Permission) -> bool:
    """Whether the actor's roles, in the organisation acted for, give the permission."""
    if actor is None or not actor.roles & PERMISSIONS[permission]:
        return False
    return permission not in KINDS or actor.organisation_kind in KINDS[permission]


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotPermitted, with a sentence that says who may, unless `may`."""
    if may(actor, permission):
        return
    holders = sorted(role.label.lower() for role in PERMISSIONS[permission])
    who = holders[0] if len(holders) == 1 else ", ".join(holders[:-1]) + " or " + holders[-1]
    kinds = KINDS.get(permission)
    where = " of a " + " or ".join(sorted(kind.label.lower() for kind in kinds)) if kinds else ""
    raise NotPermitted(
        f"You may not {permission.value} as {actor.organisation_name}. That is for the {who}{where}."
    )


def may_administer(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor looks after the people of that organisation: one's own, or, for an
    administrator of the centre, any."""
    if actor == SYSTEM:
        return True
    if not may(actor, Permission.ADMINISTER):
        return False
    return actor.organisation_kind == Kind.RCE or actor.organisation_id == organisation_id
