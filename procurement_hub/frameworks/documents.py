"""The agreement as a document that both sides can keep: clauses, price schedule and signatures."""

from collections.abc import Sequence
from datetime import date

from procurement_hub.core.calendar import format_date
from procurement_hub.core.money import format_quantity, format_unit_price
from procurement_hub.core.pdf import Document
from procurement_hub.frameworks.models import Agreement, PriceChange, PriceChangeStatus
from procurement_hub.frameworks.wording import agreement_clauses


def agreement_pdf(
    agreement: Agreement,
    entitled: list[str],
    signers: dict[int, str],
    changes: Sequence[PriceChange] = (),
) -> bytes:
    """The agreement as a tagged PDF. `entitled` names the authorities that may order; `signers`
    are the names of the people who have signed, by id; prices agreed since then follow what was
    signed. Equal agreements give equal bytes."""
    framework = agreement.framework
    document = Document(
        f"Agreement: {framework.title}, lot {agreement.lot.number}",
        framework.organisation.name,
        f"{framework.code} / {agreement.lot.number} / {agreement.supplier.code}",
    )
    document.facts(
        [
            ("Supplier", agreement.supplier.name),
            ("Framework", f"{framework.title} ({framework.code})"),
            ("Lot", f"{agreement.lot.number}: {agreement.lot.title}"),
            ("Award notice", framework.award_notice_reference),
            ("Standstill ended", _day(framework.standstill_ends_on)),
        ]
    )
    for heading, text in agreement_clauses(agreement):
        document.heading(heading)
        document.paragraph(text)
    document.heading("Authorities that may order")
    document.bullets(entitled)
    document.heading("Price schedule")
    document.paragraph(
        "Prices are for one unit and exclude VAT. Orders of any size are at the price marked as theirs, "
        "which stays the same for the term."
    )
    document.table(
        ["Item", "Unit", "From quantity", "Price", "Orders"],
        [
            [
                f"{price.item.title} ({price.item.code})",
                price.item.unit.name,
                format_quantity(tier.from_quantity),
                format_unit_price(tier.unit_price),
                "At this price" if tier.from_quantity == price.tier_from else "",
            ]
            for price in agreement.prices
            for tier in price.tiers
        ],
        align=["left", "left", "right", "right", "left"],
        caption="Every tier as it was bid",
    )
    document.heading("Signatures")
    for name, role, when in (
        (signers.get(agreement.signed_by_id, ""), agreement.supplier.name, agreement.signed_at),
        (
            signers.get(agreement.countersigned_by_id, ""),
            framework.organisation.name,
            agreement.countersigned_at,
        ),
    ):
        document.signature_block(name or "Not signed yet", f"For {role}", when)
    _changes(document, [change for change in changes if change.status is PriceChangeStatus.AGREED])
    return document.render()


def _changes(document: Document, agreed: list[PriceChange]) -> None:
    if not agreed:
        return
    document.heading("Changes of price agreed since it was signed")
    document.paragraph("Orders placed from the day on take the new price. Prices exclude VAT.")
    document.table(
        ["Item", "Before", "New price", "From", "Reason"],
        [
            [
                change.price.item.title,
                format_unit_price(change.price_before),
                format_unit_price(change.unit_price),
                format_date(change.starts_on),
                change.reason,
            ]
            for change in agreed
        ],
        align=["left", "right", "right", "left", "left"],
        caption="Changes of price",
    )


def _day(day: date | None) -> str | None:
    return format_date(day) if day else None
