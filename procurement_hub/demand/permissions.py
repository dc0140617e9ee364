"""Whose rounds, lines and evidence a person may read and change."""

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.actor import Actor
from procurement_hub.demand.models import DemandRound


def may_read_round(actor: Actor, demand_round: DemandRound) -> bool:
    """Every council reads every round, to join it; a centre reads its own."""
    if not may(actor, Permission.READ_ROUND):
        return False
    return actor.organisation_kind != Kind.RCE or runs_round(actor, demand_round)


def runs_round(actor: Actor, demand_round: DemandRound) -> bool:
    """Whether the round is the actor's own centre's."""
    return actor.organisation_id == demand_round.organisation_id


def may_close(actor: Actor, demand_round: DemandRound) -> bool:
    return may(actor, Permission.RUN_ROUND) and runs_round(actor, demand_round)


def reads_every_line(actor: Actor, demand_round: DemandRound) -> bool:
    """The lead and the auditor of the round's centre read what each council said; a council
    reads its own lines and the sums."""
    return runs_round(actor, demand_round) and bool(actor.roles & {Role.PROCUREMENT_LEAD, Role.AUDITOR})


def reads_lines_of(actor: Actor, demand_round: DemandRound, council_id: int) -> bool:
    return actor.organisation_id == council_id or reads_every_line(actor, demand_round)
