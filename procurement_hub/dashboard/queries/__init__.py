"""What waits for somebody, asked once for each thing that their roles let them do.

Each question is one bounded statement; the oldest or most pressing comes first."""

from dataclasses import dataclass
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.dashboard.queries import centre, council, supplier
from procurement_hub.dashboard.queries.tasks import EACH as EACH
from procurement_hub.dashboard.queries.tasks import Task

P = Permission
QUESTIONS = [
    (P.RUN_ROUND, "Demand rounds", centre.rounds_to_run),
    (P.DRAFT_FRAMEWORK, "Frameworks", centre.frameworks_to_run),
    (P.RUN_TENDER, "Tenders", centre.tenders_to_run),
    (P.OPEN_BIDS, "Bids to open", centre.bids_to_open),
    (P.SCORE, "Bids to score", centre.bids_to_score),
    (P.APPROVE_ORDER, "Orders to approve", council.orders_to_approve),
    (P.PLACE_ORDER, "Orders under way", council.orders_to_receive),
    (P.REGISTER_DEMAND, "Demand rounds", council.rounds_to_answer),
    (P.ANSWER_CHALLENGE, "Challenges to answer", council.challenges_to_answer),
    (P.CHALLENGE_GAINS, "Your challenges", council.challenges_answered),
    (P.SIGN_OFF, "Gains to sign", council.years_to_sign),
    (P.SUBMIT_STATEMENT, "Statements to file", council.statements_to_file),
    (P.SIGN_STATEMENT, "Statements to sign", council.statements_to_sign),
    (P.KEEP_TARGETS, "Payments to agree", council.payments_to_agree),
    (P.EXCLUDE_SUPPLIERS, "Exclusions", centre.exclusions_to_decide),
    (P.DECLARE, "Questions about exclusion", supplier.exclusions_to_answer),
    (P.READ_APPROVALS, "Approved supplier lists", centre.approvals_to_decide),
    (P.SIGN_AS_SUPPLIER, "Agreements to sign", supplier.agreements_to_sign),
    (P.SIGN_AS_SUPPLIER, "New prices", supplier.prices_to_answer),
    (P.FULFIL_ORDER, "Orders", supplier.orders_to_fulfil),
    (P.KEEP_PROFILE, "Evidence to renew", supplier.evidence_to_renew),
    (P.BID, "Open tenders", supplier.tenders_to_bid_for),
]


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    tasks: list[Task]


def waiting_for(actor: Actor, now: datetime) -> list[Group]:
    """The groups of tasks of everything that the actor may do, empty groups left out."""
    today = uk_date(now)
    groups = []
    for permission, heading, question in QUESTIONS:
        if may(actor, permission) and (tasks := question(actor, now, today)):
            groups.append(Group(heading, tasks))
    return groups
