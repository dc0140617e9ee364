"""What the home page shows beside the tasks: where a council's gains stand, what its buyers can
call off, and the acts that somebody begins of their own accord."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs import queries as calloffs
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, format_financial_year, uk_date
from procurement_hub.core.money import format_money, format_pence
from procurement_hub.dashboard.queries import EACH, Group, Task
from procurement_hub.savings import parts
from procurement_hub.savings.judging import Hold
from procurement_hub.savings.models import YearStatus

REVIEWED = (Hold.SUSTAINABILITY_REVIEW, Hold.HOURS_RISEN)
YEARS = 2
"""Financial years of gains that a home page shows, the latest first."""


@dataclass(frozen=True, slots=True)
class YearOfGains:
    """One financial year of the actor's council in words: £ net of costs, excluding VAT."""

    financial_year: int
    name: str
    net: str
    status: YearStatus


def years_of(actor: Actor) -> list[parts.YearLine]:
    """The latest years of the actor's council; nothing for who may not read its gains."""
    if not may(actor, Permission.READ_GAINS):
        return []
    return parts.every_year(actor.organisation_id, most=YEARS)


def gains_of(years: Sequence[parts.YearLine]) -> list[YearOfGains]:
    return [
        YearOfGains(
            line.financial_year,
            format_financial_year(line.financial_year),
            format_pence(line.figures.net) + (" (a loss)" if line.figures.net < 0 else ""),
            line.status,
        )
        for line in years
    ]


def prices_to_review(actor: Actor, years: Sequence[parts.YearLine]) -> list[Group]:
    """Gains that a low price or risen hours hold until an approver says why the service can be kept; not
    for who recorded what holds them, nor while they save nothing for each person (needs S2-37)."""
    if not may(actor, Permission.APPROVE_ORDER):
        return []
    tasks = [
        Task(
            "savings.review",
            {
                "financial_year": year.financial_year,
                "item_id": gain.item_id,
                "framework_id": gain.framework_id or 0,
            },
            f"{gain.item.title}, {format_financial_year(year.financial_year)}",
            gain.watched.sentence,
        )
        for year in years
        if year.status is not YearStatus.SIGNED_OFF
        for gain in year.gains
        if gain.hold in REVIEWED and gain.watched.may_be_reviewed_by(actor.person_id)
    ]
    return [Group("Low prices to review", tasks[:EACH])] if tasks else []


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
