"""The statement on paper: two landscape pages, with room for the signatures."""

from procurement_hub.core.calendar import format_financial_year, format_moment
from procurement_hub.core.money import format_pence
from procurement_hub.core.pdf import Document
from procurement_hub.savings.claims import Claim, title_of
from procurement_hub.savings.statements import COLUMNS, BackwardLook, StatementRow
from procurement_hub.savings.wording import better, measure, to_the_penny, verdict, whole

HEADING = "Procurement (goods and services)"
"""The heading of the Annual Efficiency Statement under which joint procurement is claimed, once."""


def statement(claim: Claim) -> bytes:
    look = claim.look
    page = Document(
        claim.title,
        look.council.name,
        f"{look.council.code} {format_financial_year(look.financial_year)}",
        landscape=True,
    )
    page.paragraph(
        f"{claim.standing} All figures exclude VAT and are after recurring costs, in whole pounds."
    )
    _gains(page, claim)
    _notes(page, claim)
    _quality(page, claim)
    _actions(page, claim)
    _signatures(page, claim)
    return page.render()


def _gains(page: Document, claim: Claim) -> None:
    look = claim.look
    header = [HEADING]
    for column in COLUMNS:
        header += [f"{claim.headings[column]}: total", "of which cashable"]
    page.table(
        header,
        [*([title_of(row), *_figures(row)] for row in look.rows), ["Total", *_figures(look)]],
        align=["left"] + ["right"] * 8,
        total_row=True,
        caption="Backward look",
    )


def _figures(row: StatementRow | BackwardLook) -> list[str]:
    return [
        whole(amount)
        for column in COLUMNS
        for amount in (getattr(row, column).total, getattr(row, column).cashable)
    ]


def _notes(page: Document, claim: Claim) -> None:
    look, figures = claim.look, claim.account.figures
    notes = [
        f"To the penny, the year's gross gain is {to_the_penny(figures.gross)}: cashable "
        f"{to_the_penny(figures.cashable)}, non-cashable {to_the_penny(figures.non_cashable)}. Costs of "
        f"{format_pence(figures.costs)} leave {to_the_penny(figures.net)} net.",
        claim.cost_note,
    ]
    if look.lost:
        notes.append(f"Gains of the year before that were not sustained: {whole(look.lost)}.")
    if look.held:
        notes.append(f"Held and not claimed, because a quality check is not met: {whole(look.held)}.")
    page.bullets(notes)


def _quality(page: Document, claim: Claim) -> None:
    checks = [(title_of(row), check) for row in claim.look.rows for check in row.checks]
    year = claim.look.financial_year
    if not checks:
        page.paragraph("No quality cross check has been recorded for the year.")
        return
    page.table(
        [
            "Item",
            "Primary quality cross check",
            format_financial_year(year - 1),
            format_financial_year(year),
            "Quality cross check met?",
        ],
        [
            [
                title,
                f"{check.indicator}. {better(check)}.",
                measure(check.before),
                measure(check.after),
                _met(check),
            ]
            for title, check in checks
        ],
        align=["left", "left", "right", "right", "left"],
        caption="Quality cross checks",
    )


def _met(check) -> str:
    return f"{verdict(check)}: {check.explanation}" if check.explanation else verdict(check)


def _actions(page: Document, claim: Claim) -> None:
    page.heading("Overarching key actions taken")
    page.bullets(
        [
            f"{title_of(row)}: {' '.join(words)}"
            for row in claim.look.rows
            if (words := claim.actions[row.source.item_id])
        ]
    )


def _signatures(page: Document, claim: Claim) -> None:
    page.heading("Signatures")
    signed = claim.signed
    if signed:
        page.paragraph(
            f"The chief finance (section 151) officer signed on {format_moment(signed.signed_at)}: gross "
            f"{to_the_penny(signed.gross)}, cashable {to_the_penny(signed.cashable)}, costs "
            f"{format_pence(signed.costs)}, net {to_the_penny(signed.net)}."
            + (f" {signed.reason}" if signed.reason else "")
        )
        page.signature_block(signed.signed_by.name, "Chief finance (section 151) officer", signed.signed_at)
    else:
        page.signature_block("Name:", "Chief finance (section 151) officer")
    page.signature_block("Name:", "Chief executive")
    page.signature_block("Name:", "Leader of the council")
