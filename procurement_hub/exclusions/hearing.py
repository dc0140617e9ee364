"""Whether the supplier has been heard, and an associated person could be replaced, before a decision."""

from datetime import datetime

from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.errors import WrongState
from procurement_hub.exclusions.models import CaseStatus, Decision, ExclusionCase


class RepresentationsNotInvited(WrongState):
    """The supplier has not been asked what it has to say (PA 2023 s.58, T6)."""


class ReplyAwaited(WrongState):
    """The supplier has not replied and may still do so (T6)."""


class MayStillBeReplaced(WrongState):
    """Only an associated person is caught, and may be replaced (PA 2023 ss.28, 48)."""


def why_not_decide(case: ExclusionCase, now: datetime, decision: Decision | None = None) -> WrongState | None:
    """The first reason why the case cannot be decided so, or None: page and service both ask here."""
    if case.status is CaseStatus.OPEN:
        return RepresentationsNotInvited(
            "Invite the supplier to make representations first. You can decide when it has replied or its "
            "reply date has passed (section 58)."
        )
    if case.reply_awaited(now):
        return ReplyAwaited(
            f"The supplier can reply until the end of {format_date(case.reply_by)}. "
            "You can decide when it has replied, or after that day (section 58)."
        )
    if decision is Decision.EXCLUDED and case.replace_by and uk_date(now) <= case.replace_by:
        return MayStillBeReplaced(
            f"The supplier can replace {case.associated} until the end of {format_date(case.replace_by)}. "
            "You can exclude it after that day (sections 28 and 48)."
        )
    return None
