"""A region with targets: the six councils of the paper market, their finance officers and the lead."""

from datetime import UTC, datetime
from decimal import Decimal

from procurement_hub.core.transaction import transaction
from procurement_hub.targets import services
from procurement_hub.targets.models import Basis, Equalisation, Excluded
from procurement_hub.targets.services import NewExclusion, NewRate
from tests.market import Market

NEXT_MAY = datetime(2027, 5, 4, 9, tzinfo=UTC)
PAPER_DIVISION = "30"
MILLION = Decimal(1_000_000)


def set_base(market: Market, code: str = "WOK", *, gross="412.0", at=NEXT_MAY, **more):
    """The base of 2025/26 of needs S3-36, in millions: 412.0 less 61.5 and 88.0 unless told otherwise."""
    actor = more.pop("by", None) or market.actor(code, "s151")
    given = {
        "base_year": 2025,
        "basis": Basis.BUDGET,
        "gross": Decimal(gross) * MILLION,
        "exclusions": [
            NewExclusion(Excluded.TRANSFER_PAYMENTS, Decimal("61.5") * MILLION),
            NewExclusion(Excluded.DELEGATED_SCHOOLS, Decimal("88.0") * MILLION),
        ],
        "source": "Budget book 2025 to 2026, page 4",
    }
    with transaction("set_base_expenditure", actor=actor, now=at):
        return services.set_base_expenditure(actor=actor, now=at, **(given | more))


def set_programme(market: Market, *, rates=("2.5", "2.5", "2.5"), base_year=2025, at=NEXT_MAY, **more):
    lead = more.pop("by", None) or market.actor("SECE", "procurement_lead")
    with transaction("set_programme", actor=lead, now=at):
        return services.set_programme(
            actor=lead,
            now=at,
            title="Regional programme",
            base_year=base_year,
            rates=[NewRate(base_year + n, Decimal(rate)) for n, rate in enumerate(rates, 1)],
            source="Members' board, 3 March 2026",
            **more,
        )


def agree(market: Market, code: str = "WOK", *, total="10.00", cashable="5.00", year=2026, **more):
    actor = market.actor(code, "s151")
    with transaction("agree_target", actor=actor, now=NEXT_MAY):
        return services.agree_target(
            actor=actor,
            now=NEXT_MAY,
            financial_year=year,
            total=Decimal(total),
            cashable=Decimal(cashable),
            source="Cabinet, minute 84",
            **more,
        )


def outturn(market: Market, code: str = "WOK", *, amount, year=2026, at=NEXT_MAY, **more):
    actor = more.pop("by", None) or market.actor(code, "s151")
    with transaction("record_outturn", actor=actor, now=at):
        return services.record_outturn(
            actor=actor,
            now=at,
            financial_year=year,
            division=more.pop("division", PAPER_DIVISION),
            amount=Decimal(amount),
            source="Outturn return",
            **more,
        )


def propose(market: Market, amounts: dict[str, str], *, by=None, framework=None) -> Equalisation:
    lead = by or market.actor("SECE", "procurement_lead")
    with transaction("propose_equalisation", actor=lead, now=NEXT_MAY):
        return services.propose_equalisation(
            actor=lead,
            now=NEXT_MAY,
            framework=framework or market.framework,
            financial_year=2026,
            amounts={market.council_id(code): Decimal(value) for code, value in amounts.items()},
            reason="Slough pays more together than alone.",
        )


def answer(
    market: Market, code: str, equalisation: Equalisation, verb: str = "agree", **more
) -> Equalisation:
    actor = more.pop("by", None) or market.actor(code, "s151")
    act = {"agree": services.agree_equalisation, "decline": services.decline_equalisation}[verb]
    with transaction(f"{verb}_equalisation", actor=actor, now=NEXT_MAY):
        return act(actor=actor, now=NEXT_MAY, equalisation=equalisation, **more)
