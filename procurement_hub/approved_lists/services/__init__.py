"""The verbs of approved lists: keep a list, apply, decide, rely, suspend and appeal, tell."""

from procurement_hub.approved_lists.services.applying import (
    AppliedAlready,
    SupplierExcluded,
    answer_statements,
    apply_for_list,
    withdraw_application,
)
from procurement_hub.approved_lists.services.deciding import (
    CriteriaNotMet,
    approve_supplier,
    refuse_supplier,
)
from procurement_hub.approved_lists.services.lists import (
    AskedTwice,
    NewCriterion,
    NothingAsked,
    NothingChanged,
    NoTimeToMeetIt,
    amend_list,
    close_list,
    open_list,
    revise_criteria,
)
from procurement_hub.approved_lists.services.relying import CannotBeReliedOn, OwnApproval, rely_on_approval
from procurement_hub.approved_lists.services.suspending import (
    NotSuspended,
    SaidAlready,
    SameOfficer,
    SuspendedAlready,
    appeal_suspension,
    comment_on_suspension,
    decide_appeal,
    lift_suspension,
    suspend_supplier,
)
from procurement_hub.approved_lists.services.telling import tell_of_changes

__all__ = [
    "AppliedAlready",
    "AskedTwice",
    "CannotBeReliedOn",
    "CriteriaNotMet",
    "NewCriterion",
    "NoTimeToMeetIt",
    "NotSuspended",
    "NothingAsked",
    "NothingChanged",
    "OwnApproval",
    "SaidAlready",
    "SameOfficer",
    "SupplierExcluded",
    "SuspendedAlready",
    "amend_list",
    "answer_statements",
    "appeal_suspension",
    "apply_for_list",
    "approve_supplier",
    "close_list",
    "comment_on_suspension",
    "decide_appeal",
    "lift_suspension",
    "open_list",
    "refuse_supplier",
    "rely_on_approval",
    "revise_criteria",
    "suspend_supplier",
    "tell_of_changes",
    "withdraw_application",
]
