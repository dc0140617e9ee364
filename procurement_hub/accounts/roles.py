"""The kinds of organisation and the roles that people hold in them."""

from enum import StrEnum


class Kind(StrEnum):
    RCE = "rce"
    COUNCIL = "council"
    PARTNER = "partner"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        return {
            "rce": "Centre of excellence",
            "council": "Council",
            "partner": "Partner body",
            "supplier": "Supplier",
        }[self.value]


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    PROCUREMENT_LEAD = "procurement_lead"
    OPENING_OFFICER = "opening_officer"
    EVALUATOR = "evaluator"
    BUYER = "buyer"
    APPROVER = "approver"
    S151 = "s151"
    BIDDER = "bidder"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"
    LEADER = "leader"
    CHIEF_EXECUTIVE = "chief_executive"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.ADMINISTRATOR: "Administrator",
    Role.PROCUREMENT_LEAD: "Procurement lead",
    Role.OPENING_OFFICER: "Opening officer",
    Role.EVALUATOR: "Evaluator",
    Role.BUYER: "Buyer",
    Role.APPROVER: "Approver",
    Role.S151: "Chief finance (section 151) officer",
    Role.BIDDER: "Bidder",
    Role.AUDITOR: "Auditor",
    Role.REVIEWER: "Outside reviewer",
    Role.LEADER: "Leader",
    Role.CHIEF_EXECUTIVE: "Chief executive",
}

ROLES_BY_KIND: dict[Kind, frozenset[Role]] = {
    Kind.RCE: frozenset(
        {Role.ADMINISTRATOR, Role.PROCUREMENT_LEAD, Role.OPENING_OFFICER, Role.EVALUATOR, Role.AUDITOR}
    ),
    Kind.COUNCIL: frozenset(
        {
            Role.ADMINISTRATOR,
            Role.EVALUATOR,
            Role.BUYER,
            Role.APPROVER,
            Role.S151,
            Role.AUDITOR,
            Role.REVIEWER,
            Role.LEADER,
            Role.CHIEF_EXECUTIVE,
        }
    ),
    Kind.PARTNER: frozenset({Role.ADMINISTRATOR, Role.EVALUATOR, Role.AUDITOR}),
    Kind.SUPPLIER: frozenset({Role.ADMINISTRATOR, Role.BIDDER}),
}
