"""Verbs of exclusions: declare, keep the debarment list, and decide cases."""

from procurement_hub.exclusions.entries import NewEntry
from procurement_hub.exclusions.hearing import MayStillBeReplaced, ReplyAwaited, RepresentationsNotInvited
from procurement_hub.exclusions.services.debarring import (
    OnTheListAlready,
    add_debarment,
    import_debarments,
    lift_debarment,
)
from procurement_hub.exclusions.services.deciding import (
    ForAMinister,
    answer_case,
    close_case,
    decide_case,
    invite_representations,
    lift_decision,
    open_case,
    record_notification,
)
from procurement_hub.exclusions.services.declaring import (
    confirm_declaration,
    discard_draft,
    reuse_declaration,
    save_answers,
    save_details,
)

__all__ = [
    "ForAMinister",
    "MayStillBeReplaced",
    "NewEntry",
    "OnTheListAlready",
    "ReplyAwaited",
    "RepresentationsNotInvited",
    "add_debarment",
    "answer_case",
    "close_case",
    "confirm_declaration",
    "decide_case",
    "discard_draft",
    "import_debarments",
    "invite_representations",
    "lift_debarment",
    "lift_decision",
    "open_case",
    "record_notification",
    "reuse_declaration",
    "save_answers",
    "save_details",
]
