"""A version that was filed, as pages and paper need it: number, fingerprint, who submitted and who signed."""

from dataclasses import dataclass
from datetime import datetime

from procurement_hub.statements.models import Signatory, Submission
from procurement_hub.statements.sheets import Sheet, from_canonical


@dataclass(frozen=True, slots=True)
class Signed:
    """One of the three signatures under a version."""

    signatory: Signatory
    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """A version of a statement, when and by whom it was submitted, and its signatures so far."""

    version: int
    sha256: str
    submitted_at: datetime
    submitted_by: str
    signed: tuple[Signed, ...] = ()

    @property
    def is_signed(self) -> bool:
        """All three have signed."""
        return len(self.signed) == len(Signatory)

    @property
    def missing(self) -> list[Signatory]:
        there = {signature.signatory for signature in self.signed}
        return [signatory for signatory in Signatory if signatory not in there]

    @property
    def status(self) -> str:
        return "signed" if self.is_signed else "submitted"


def of(submission: Submission) -> Filed:
    """The version of a submission whose submitter and signatories have been loaded."""
    return Filed(
        submission.version,
        submission.sha256,
        submission.submitted_at,
        submission.submitted_by.name,
        tuple(Signed(s.signatory, s.person.name, s.signed_at) for s in submission.signatures),
    )


def sheet_of(submission: Submission) -> Sheet:
    """What was filed, exactly as it was."""
    return from_canonical(submission.content)
