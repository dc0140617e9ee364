"""The acts on targets, outturn and the equalisation of a joint saving."""

from decimal import Decimal

from procurement_hub.core.database import db
from procurement_hub.scenario.acts.finding import decimal, framework_of, organisation
from procurement_hub.scenario.acts.registry import act
from procurement_hub.targets import services as targets
from procurement_hub.targets.models import Basis, Equalisation, EqualisationStatus, Excluded, Outturn


@act
def set_base_expenditure(event, actor, now, _cast):
    """`exclusions` by category; whatever is none of the categories is another one by that name."""
    known = set(Excluded) - {Excluded.OTHER}
    targets.set_base_expenditure(
        actor=actor,
        now=now,
        base_year=event["year"],
        basis=Basis(event["basis"]),
        gross=decimal(event["gross"]),
        exclusions=[
            targets.NewExclusion(Excluded(name), decimal(amount))
            if name in known
            else targets.NewExclusion(Excluded.OTHER, decimal(amount), name)
            for name, amount in event.get("exclusions", {}).items()
        ],
        source=event.get("source", "Statement of accounts"),
        reason=event.get("reason", ""),
        counts_from=event.get("counts_from"),
    )


@act
def set_programme(event, actor, now, _cast):
    targets.set_programme(
        actor=actor,
        now=now,
        title=event["title"],
        base_year=event["base_year"],
        rates=[targets.NewRate(int(year), decimal(rate)) for year, rate in sorted(event["rates"].items())],
        source=event["source"],
        cashable_percent=decimal(event.get("cashable_percent", "50")),
        compounding=event.get("compounding", False),
    )


@act
def agree_target(event, actor, now, _cast):
    targets.agree_target(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        total=decimal(event["total"]),
        cashable=decimal(event["cashable"]),
        source=event["source"],
        division=event.get("category", ""),
        reason=event.get("reason", ""),
    )


@act
def set_council_tax_base(event, actor, now, _cast):
    targets.set_council_tax_base(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        band_d=decimal(event["band_d"]),
        source=event.get("source", "Council tax base return"),
    )


@act
def record_outturn(event, actor, now, _cast):
    targets.record_outturn(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        division=event["category"],
        amount=decimal(event["amount"]),
        new_burdens=decimal(event.get("new_burdens", "0")),
        demand_factor=decimal(event.get("demand_factor", "1")),
        source=event.get("source", "Revenue outturn return"),
        reason=event.get("reason", ""),
    )


@act
def explain_outturn(event, actor, now, _cast):
    found = db.session.scalars(
        db.select(Outturn)
        .where(
            Outturn.council_id == actor.organisation_id,
            Outturn.financial_year == event["financial_year"],
            Outturn.division == event["category"],
        )
        .order_by(Outturn.number.desc())
        .limit(1)
    ).one()
    targets.explain_outturn(
        actor=actor,
        now=now,
        outturn=found,
        explanation=event["explanation"],
        virement=event["virement"],
    )


@act
def name_adjacent_heads(event, actor, now, _cast):
    first, second = event["categories"]
    targets.name_adjacent_heads(actor=actor, now=now, division=first, beside=second, reason=event["reason"])


@act
def propose_equalisation(event, actor, now, _cast):
    """`payments` by council: what it receives, or below zero what it pays."""
    targets.propose_equalisation(
        actor=actor,
        now=now,
        framework=framework_of(event),
        financial_year=event["financial_year"],
        amounts={organisation(code).id: Decimal(str(amount)) for code, amount in event["payments"].items()},
        reason=event["reason"],
    )


@act
def agree_equalisation(event, actor, now, _cast):
    targets.agree_equalisation(actor=actor, now=now, equalisation=_proposed(event))


@act
def decline_equalisation(event, actor, now, _cast):
    targets.decline_equalisation(actor=actor, now=now, equalisation=_proposed(event), reason=event["reason"])


def _proposed(event: dict) -> Equalisation:
    return db.session.scalars(
        db.select(Equalisation).where(
            Equalisation.framework_id == framework_of(event).id,
            Equalisation.financial_year == event["financial_year"],
            Equalisation.status == EqualisationStatus.PROPOSED,
        )
    ).one()
