"""What a pack is of: a council's year as it stands, or one version of a statement as it was filed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_

from procurement_hub.savings.models import GainEntry
from procurement_hub.statements.models import Submission
from procurement_hub.statements.sheets import Sheet
from procurement_hub.statements.versions import Filed, of, sheet_of


@dataclass(frozen=True, slots=True)
class Scope:
    """The council's year, the sheet that is proved, and until when records count.

    A version's pack holds what was there when it was filed, and the signatures under it, so that
    it can be made again, byte for byte, however the books went on."""

    council_id: int
    financial_year: int
    sheet: Sheet
    content: str
    until: datetime
    last_entry_id: int
    filed: Filed | None = None
    submission_id: int | None = None

    @property
    def entries(self) -> ColumnElement[bool]:
        """The ledger entries that the pack is about, as a condition."""
        return and_(
            GainEntry.council_id == self.council_id,
            GainEntry.financial_year == self.financial_year,
            GainEntry.id <= self.last_entry_id,
        )

    @property
    def name(self) -> str:
        years = f"{self.financial_year}-{self.financial_year + 1}"
        version = f"-v{self.filed.version}" if self.filed else ""
        return f"{self.sheet.council_code.lower()}-{self.sheet.layout}-{years}{version}-evidence"


def scope_as_it_stands(*, council_id: int, sheet: Sheet, content: str, now: datetime) -> Scope:
    return Scope(
        council_id, sheet.financial_year, sheet, content, until=now, last_entry_id=sheet.last_entry_id or 0
    )


def scope_of_version(submission: Submission) -> Scope:
    """The pack of a version; its submitter and signatures have been loaded."""
    return Scope(
        submission.council_id,
        submission.financial_year,
        sheet_of(submission),
        submission.content,
        until=submission.submitted_at,
        last_entry_id=submission.last_entry_id or 0,
        filed=of(submission),
        submission_id=submission.id,
    )
