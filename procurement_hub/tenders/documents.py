"""Documents of a tender: a receipt that can be verified, and the report of the opening."""

from collections.abc import Mapping
from textwrap import wrap

from procurement_hub.core.calendar import format_moment, format_moment_to_the_second
from procurement_hub.core.pdf import Document
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.queries.openings import OpeningReport
from procurement_hub.tenders.receipts import MARK, Signed
from procurement_hub.tenders.statement import Statement

CODE_WIDTH = 68
"""Characters of a receipt's code on one line; breaks in it do not matter."""


def receipt(
    signed: Signed, statement: Statement, tender: Tender, titles: Mapping[str, str], *, verify_at: str
) -> bytes:
    """The PDF of a receipt. It names no bidder, so that it can be shown to anybody; its code stands in
    it as text, and once more for programs."""
    words = "Receipt of a bid" if statement.submitted else "Receipt of a withdrawal"
    document = Document(words, "Procurement Hub", statement.tender, keywords=MARK + signed.code)
    document.facts(
        [
            ("Tender", f"{tender.framework.title} ({statement.tender})"),
            ("Lot", statement.place),
            ("Received" if statement.submitted else "Withdrawn", format_moment_to_the_second(statement.at)),
            ("Deadline", format_moment(tender.deadline_at)),
        ]
    )
    document.heading("What was in it" if statement.submitted else "What was taken out")
    document.table(
        ["What", "SHA-256"],
        [[_named(each, titles), "\n".join(wrap(each.digest, 32))] for each in statement.hashes],
        caption="Everything on this receipt, by its SHA-256",
    )
    document.heading("Verify it")
    document.paragraph(
        f"Anybody can verify this receipt at {verify_at}, with this file or with the code below, and check "
        "a file against it. The platform signed the code (Ed25519); the same page gives its public keys."
    )
    document.paragraph("\n".join(wrap(signed.code, CODE_WIDTH)))
    return document.render()


def opening_report(report: OpeningReport) -> bytes:
    """The PDF of the report of an opening."""
    tender = report.tender
    document = Document(
        "Opening report",
        tender.framework.organisation.name,
        tender.framework.code,
        landscape=True,
    )
    document.facts([("Tender", tender.framework.title), *report.facts])
    document.heading("Bids")
    if report.bids:
        document.paragraph(report.WHAT_WAS_CHECKED)
        document.table(
            ["Lot", "Bidder", "Received", "Files", "Complete", "SHA-256 of the content"],
            [
                [
                    line.lot,
                    line.supplier,
                    format_moment_to_the_second(line.received_at),
                    line.files,
                    line.completeness,
                    "\n".join(wrap(line.digest, 32)),
                ]
                for line in report.lines
            ],
            align=["left", "left", "left", "right", "left", "left"],
            caption="Bids, by lot and bidder",
        )
    else:
        document.paragraph("There was no bid in the box.")
    document.heading("Changes of the deadline")
    document.bullets(report.deadline_log)
    if not report.deadline_log:
        document.paragraph("The deadline was never changed.")
    document.heading("Attempts to open before time")
    document.bullets(report.attempt_log)
    if not report.attempt_log:
        document.paragraph("The audit trail has none.")
    document.paragraph(report.NOT_TOLD)
    return document.render()


def _named(each, titles: Mapping[str, str]) -> str:
    title = titles.get(each.code)
    return f"{each.what}: {title}" if title else each.what
