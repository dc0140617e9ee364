"""The assessment summary as a document that the bidder can keep (PA 2023 s.50, PR 2024 r.31)."""

from procurement_hub.core.calendar import ONE_DAY, format_date, format_moment
from procurement_hub.core.money import format_pence
from procurement_hub.core.pdf import Document
from procurement_hub.evaluation.explaining import plain
from procurement_hub.evaluation.queries import Summary
from procurement_hub.evaluation.queries.suppliers import Assessed
from procurement_hub.tenders.models import CriterionKind


def assessment_summary(summary: Summary) -> bytes:
    """The PDF of a released summary."""
    own, framework = summary.own, summary.framework
    address = own.bid.supplier.address
    document = Document("Assessment summary", framework.organisation.name, framework.code)
    document.facts(
        [
            ("Tender", framework.title),
            ("Lot", f"{own.bid.lot.number}: {own.bid.lot.title}"),
            ("Bidder", own.supplier),
            *([("Bidder's address", address)] if address else []),
            ("Bidder's identifier", own.bid.supplier.ppon or own.bid.supplier.code),
            ("Result", "Awarded a place" if summary.awarded else "Not awarded"),
            ("Place", f"{own.result.rank} of {summary.count}"),
            ("Released", format_moment(own.result.summary_released_at)),
        ]
    )
    document.heading("Why this result")
    document.paragraph(own.result.explanation)
    document.paragraph(standstill_sentence(summary))
    _criteria(document, summary)
    _assessed(document, "Your assessment", own, summary)
    for winner in summary.others:
        _assessed(document, f"The assessment of {winner.supplier}, awarded a place", winner, summary)
    return document.render()


def standstill_sentence(summary: Summary) -> str:
    """When the agreement can be signed, in a sentence."""
    framework = summary.framework
    if framework.award_notice_at is None:
        return (
            "The contract award notice has not been published yet."
            if framework.light_touch
            else "The contract award notice has not been published yet. A standstill of 8 working days "
            "begins with the day on which it is, and nothing is signed before it has ended (section 51)."
        )
    said = f"The contract award notice is {framework.award_notice_reference}."
    if framework.standstill_ends_on is None:
        return f"{said} This is a light touch framework, so no standstill applies."
    return (
        f"{said} The standstill ends on {format_date(framework.standstill_ends_on)}; agreements can be "
        f"signed from {format_date(framework.standstill_ends_on + ONE_DAY)} (section 51)."
    )


def _criteria(document: Document, summary: Summary) -> None:
    document.heading("How bids were scored")
    document.table(
        ["Criterion", "Weight", "How it is scored"],
        [
            [criterion.title, f"{plain(criterion.weight)}%", _method(criterion)]
            for criterion in summary.criteria
        ],
        align=["left", "right", "left"],
        caption="Award criteria, as published",
    )


def _method(criterion) -> str:
    if criterion.kind is CriterionKind.PRICE:
        return "Weight × lowest total ÷ this bid's total"
    return "Each question: weight × agreed score ÷ highest score of its scale"


def _assessed(document: Document, heading: str, bid: Assessed, summary: Summary) -> None:
    document.heading(heading)
    document.table(
        ["Part", "Points out of 100"],
        [["Price", f"{bid.price}"], ["Quality", f"{bid.quality}"], ["Total", f"{bid.total}"]],
        align=["left", "right"],
        total_row=True,
        caption="Points",
    )
    document.paragraph(
        f"Price: the total for the councils' whole demand is {format_pence(bid.result.evaluated_total)} "
        f"excluding VAT, and the lowest of the lot is {format_pence(summary.lowest)}. {bid.price_sum}"
    )
    document.table(
        ["Question", "Score", "Sum", "Reason"],
        [
            [
                f"{each.question.code}: {each.question.title}",
                f"{each.agreed.score} of {each.question.scale_max}",
                each.sum,
                each.agreed.reason,
            ]
            for each in bid.answers
        ],
        caption="Quality, question by question",
    )
