"""What a draft still lacks before the law lets it be published (law.md F1, F2, F5, F11, F14)."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from procurement_hub.core.database import db
from procurement_hub.core.money import format_quantity
from procurement_hub.frameworks.models import DirectAward, Entitlement, Framework, Lot, LotItem
from procurement_hub.law.terms import why_term_too_long

Gap = tuple[str | None, str]


def gaps(framework: Framework) -> list[Gap]:
    """(form field or None, sentence) for each thing missing, with the section that asks for it.

    A light touch framework (PA 2023 s.45(9), s.47(5)) is let off what those sections ask of others."""
    lots = list(
        db.session.scalars(
            select(Lot)
            .where(Lot.framework_id == framework.id)
            .options(selectinload(Lot.items).joinedload(LotItem.item))
            .order_by(Lot.number)
        )
    )
    entitled = db.session.scalar(
        select(func.count()).select_from(Entitlement).where(Entitlement.framework_id == framework.id)
    )
    return [
        *_contents(framework, entitled),
        *_term(framework),
        *_lots(framework, lots),
        *_levy(framework),
    ]


def _contents(framework: Framework, entitled: int) -> list[Gap]:
    """F1: the seven things of section 45(5). That it is not an open framework (g) is said on each."""
    found: list[Gap] = []
    if not framework.light_touch:
        if not framework.description.strip():
            found.append(("description", "Enter what the framework is for (section 45(5)(a))."))
        if not framework.price_mechanism.strip():
            found.append(
                ("price_mechanism", "Enter the price or how it will be worked out (section 45(5)(b)).")
            )
        if not framework.selection_process.strip():
            found.append(
                ("selection_process", "Enter how the supplier of an order is chosen (section 45(5)(d)).")
            )
    if framework.ceiling_gross <= 0:
        found.append(
            ("ceiling_gross", "Enter the estimated value of the framework, including VAT (section 45(5)(c)).")
        )
    if framework.ends_on <= framework.starts_on:
        found.append(("ends_on", "Enter a last day that is after the first day (section 45(5)(e))."))
    if not entitled:
        found.append(("entitled", "Choose the authorities that may use the framework (section 45(5)(f))."))
    return found


def _term(framework: Framework) -> list[Gap]:
    """F2."""
    too_long = why_too_long(framework)
    return [("longer_term_reasons", too_long)] if too_long else []


def why_too_long(framework: Framework) -> str | None:
    """Why the term is refused, or None (PA 2023 s.47)."""
    return why_term_too_long(
        framework.starts_on,
        framework.ends_on,
        light_touch=framework.light_touch,
        longer_term_reasons=framework.longer_term_reasons,
    )


def _lots(framework: Framework, lots: list[Lot]) -> list[Gap]:
    """F14, F5, and what the platform itself needs to price an order."""
    if not lots:
        return [("lots", "Have you considered lots? Add at least one (section 18).")]
    found: list[Gap] = []
    for position, lot in enumerate(lots):
        if not lot.items:
            found.append(
                (f"lots-{position}-items", f"Choose the items of lot {lot.number} (section 45(5)(a)).")
            )
        sole = lot.direct_award is DirectAward.SOLE_SUPPLIER
        if sole and lot.max_suppliers != 1 and not framework.light_touch:
            found.append(
                (
                    f"lots-{position}-direct_award",
                    f"Lot {lot.number} can have {lot.max_suppliers} suppliers, so it needs a "
                    "mini-competition or an objective mechanism that picks one of them "
                    "(section 45(3) and (4)).",
                )
            )
        found.extend(
            (
                f"lots-{position}-items",
                f"No council has firm demand for {line.item.code}, so no price could be fixed for it "
                f"({format_quantity(line.soft_quantity)} soft). Take it out of lot {lot.number}.",
            )
            for line in lot.items
            if line.firm_quantity <= 0
        )
    return found


def _levy(framework: Framework) -> list[Gap]:
    """F11."""
    if 0 <= framework.levy_percent <= 100:
        return []
    return [("levy_percent", "The levy must be one fixed percentage from 0 to 100 (section 45(7)).")]
