"""What is done with organisations, people and their roles, and with a demonstration's clock."""

from procurement_hub.accounts.services.clock import ClockGoesForward, make_demonstration, move_clock
from procurement_hub.accounts.services.identity import (
    begin_acting,
    create_administrator,
    note_signed_in,
    request_password_link,
    set_password,
    sign_out,
)
from procurement_hub.accounts.services.memberships import (
    AlreadyActsFor,
    InvitationAnswered,
    LastAdministrator,
    RoleNotForKind,
    accept_invitation,
    change_roles,
    create_person,
    deactivate,
    decline_invitation,
    grant_membership,
    invite_again,
    reactivate,
)
from procurement_hub.accounts.services.organisations import OrganisationExists, create_organisation

__all__ = [
    "AlreadyActsFor",
    "ClockGoesForward",
    "InvitationAnswered",
    "LastAdministrator",
    "OrganisationExists",
    "RoleNotForKind",
    "accept_invitation",
    "begin_acting",
    "change_roles",
    "create_administrator",
    "create_organisation",
    "create_person",
    "deactivate",
    "decline_invitation",
    "grant_membership",
    "invite_again",
    "make_demonstration",
    "move_clock",
    "note_signed_in",
    "reactivate",
    "request_password_link",
    "set_password",
    "sign_out",
]
