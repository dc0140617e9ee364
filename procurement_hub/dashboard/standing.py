"""What the home page shows beside the tasks: where a council's gains stand, what its buyers can
call off, and the acts that somebody begins of their own accord."""

from dataclasses import dataclass
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs import queries as calloffs
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, format_financial_year, uk_date
from procurement_hub.core.money import format_money, format_pence
from procurement_hub.dashboard.queries import EACH, Task
from procurement_hub.savings import parts
from procurement_hub.savings.models import YearStatus

YEARS = 2
"""Financial years of gains that a home page shows, the latest first."""


@dataclass(frozen=True, slots=True)
class YearOfGains:
    """One financial year of the actor's council in words: £ net of costs, excluding VAT."""

    financial_year: int
    name: str
    net: str
    status: YearStatus


def gains_of(actor: Actor) -> list[YearOfGains]:
    """The latest years of the actor's council; nothing for who may not read its gains."""
    if not may(actor, Permission.READ_GAINS):
        return []
    return [
        YearOfGains(
            line.financial_year,
            format_financial_year(line.financial_year),
            format_pence(line.figures.net) + (" (a loss)" if line.figures.net < 0 else ""),
            line.status,
        )
        for line in parts.every_year(actor.organisation_id, most=YEARS)
    ]


def to_call_off(actor: Actor, now: datetime) -> list[Task]:
    """The lots that a buyer's council can order from today, each one step from its basket."""
    if not may(actor, Permission.PLACE_ORDER):
        return []
    tasks = []
    for lot in calloffs.lots_open_to(actor, uk_date(now))[:EACH]:
        framework = lot.framework
        left = format_money(framework.ceiling_gross - framework.committed_gross)
        note = f"{left} including VAT left of the framework's value, until {format_date(framework.ends_on)}"
        tasks.append(Task("calloffs.basket", {"lot_id": lot.id}, f"{framework.title}: {lot.title}", note))
    return tasks


BEGINNINGS = [
    (Permission.RUN_ROUND, "demand.new", "Open a demand round", "Ask councils what they will need"),
    (
        Permission.BID,
        "tenders.alerts",
        "Choose your alerts",
        "Hear of new tenders for what you sell and where you sell it, by e-mail",
    ),
    (
        Permission.KEEP_PROFILE,
        "suppliers.evidence",
        "Keep your evidence up to date",
        "Insurance, accreditations and accounts, kept once for every buyer",
    ),
    (
        Permission.SIGN_OFF,
        "savings.desk",
        "Go through the gains one by one",
        "Accept, hold or reject each, or many at once",
    ),
    (
        Permission.CHALLENGE_GAINS,
        "savings.desk",
        "Question a gain",
        "Read what each gain rests on, and ask",
    ),
    (
        Permission.READ_SUPPLIERS,
        "suppliers.index",
        "Find a supplier",
        "By name, company number, charity number or PPON",
    ),
    (Permission.READ_MEMO, "pictures.region", "See who gained", "Gains and losses by council, in pictures"),
    (
        Permission.SET_DUE_DATES,
        "statements.calendar",
        "When statements are due",
        "Set the days by which your region's councils file what they gained",
    ),
    (Permission.READ_AUDIT, "dashboard.audit_trail", "Read the audit trail", "Every act: who, when and why"),
    (
        Permission.ADMINISTER,
        "accounts.people",
        "People and their roles",
        "Add somebody or change what they may do",
    ),
]


def to_begin(actor: Actor) -> list[Task]:
    """What nothing waits for, but the actor's roles are there to do."""
    return [
        Task(endpoint, {}, title, note)
        for permission, endpoint, title, note in BEGINNINGS
        if may(actor, permission)
    ]
