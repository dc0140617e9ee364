"""The lifecycles of a council's year of gains, and of a challenge to one of them."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.savings.models import ChallengeStatus, YearStatus

PROVISIONAL, HELD, SIGNED_OFF = YearStatus.PROVISIONAL, YearStatus.HELD, YearStatus.SIGNED_OFF

YEAR = Workflow(
    "year",
    [
        ("hold", [PROVISIONAL], HELD),
        ("clear", [HELD], PROVISIONAL),
        ("sign_off", [PROVISIONAL], SIGNED_OFF),
        ("withdraw_sign_off", [SIGNED_OFF], PROVISIONAL),
        ("reopen", [SIGNED_OFF], PROVISIONAL),
    ],
)

OPEN, ANSWERED, CLOSED = ChallengeStatus.OPEN, ChallengeStatus.ANSWERED, ChallengeStatus.CLOSED

CHALLENGE = Workflow(
    "challenge",
    [
        ("answer", [OPEN], ANSWERED),
        ("ask_again", [ANSWERED], OPEN),
        ("close", [OPEN, ANSWERED], CLOSED),
    ],
)
