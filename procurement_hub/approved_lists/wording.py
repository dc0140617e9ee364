"""How criteria and what their checks found are said: on pages, in mail and in refusals."""

from procurement_hub.approved_lists.models import EntryCriterion
from procurement_hub.approved_lists.standing import Check, Finding, Standing, State
from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_money
from procurement_hub.suppliers.models import EvidenceKind


def criterion_in_words(criterion: EntryCriterion) -> str:
    """ "Public liability insurance of at least £5,000,000", "Accreditation: ISO 9001", a statement."""
    if criterion.statement is not None:
        return criterion.statement
    label = EvidenceKind(criterion.evidence_kind).label
    if criterion.named:
        label = f"{label}: {criterion.named}"
    return f"{label} of at least {format_money(criterion.minimum)}" if criterion.minimum else label


def finding_in_words(check: Check) -> str:
    """What was found, without naming whose it is: "In force until 3 May 2027"."""
    until = f" until {format_date(check.until)}" if check.until else ""
    match check.finding:
        case Finding.HELD | Finding.SOON:
            return f"In force{until}" if until else "In force"
        case Finding.EXPIRED:
            return f"Expired: its last day was {format_date(check.until)}"
        case Finding.TOO_LITTLE:
            amount = check.evidence.amount
            return f"Too little: {format_money(amount)}" if amount is not None else "No amount is given"
        case Finding.MISSING:
            return "Missing"
        case Finding.AGREED:
            return "Yes"
        case Finding.DISAGREED:
            return "No"
    return "Not answered"


def to_supplier(check: Check) -> str:
    """The same said to the supplier itself: "You have it: it expires on 3 May 2027"."""
    match check.finding:
        case Finding.HELD | Finding.SOON:
            return f"You have it: it expires on {format_date(check.until)}" if check.until else "You have it"
        case Finding.AGREED:
            return "You said yes"
        case Finding.DISAGREED:
            return "You said no"
        case Finding.UNANSWERED:
            return "You have not answered yet"
    return finding_in_words(check)


def why_unmet(checks: list[Check]) -> str:
    """Each unmet criterion with what was found, for a refusal or a letter."""
    return "; ".join(
        f"{criterion_in_words(check.criterion)} ({inside(finding_in_words(check))})" for check in checks
    )


def why_not_usable(supplier: str, standing: Standing) -> str:
    """Why the supplier cannot be relied on today; empty when it can."""
    match standing.state:
        case State.EXCLUDED:
            return standing.exclusion
        case State.SUSPENDED:
            return f"{supplier} is suspended from this list until {format_date(standing.suspension.ends_on)}."
        case State.LAPSED:
            return f"The approval of {supplier} has lapsed: {why_unmet(standing.unmet)}."
        case State.APPROVED:
            return ""
    return f"{supplier} is not approved for this list."


def inside(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
