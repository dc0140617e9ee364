"""The acts on what councils say of their gains: words, headings, plans, filing, signing and due dates."""

from procurement_hub.scenario.acts.finding import day, decimal, framework_of, item_of
from procurement_hub.scenario.acts.registry import act
from procurement_hub.statements import services
from procurement_hub.statements.models import Look, NarrativeField, Signatory
from procurement_hub.statements.queries.filings import fingerprint_of
from procurement_hub.statements.queries.forms import looks_at


@act
def write_narrative(event, actor, now, _cast):
    services.write_narrative(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        look=looks_at(event["layout"]),
        field=NarrativeField(event["field"]),
        words=event["words"],
        heading_code=event.get("heading"),
    )


@act
def choose_heading(event, actor, now, _cast):
    services.choose_heading(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=item_of(event),
        heading_code=event["heading"],
    )


@act
def plan_gain(event, actor, now, _cast):
    services.plan_gain(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item_id=item_of(event).id,
        framework_id=framework_of(event).id,
        probability=decimal(event.get("probability", 100)),
        indicator=event.get("indicator", ""),
    )


@act
def submit_statement(event, actor, now, _cast):
    services.submit_statement(
        actor=actor,
        now=now,
        layout_code=event["layout"],
        financial_year=event["financial_year"],
        on=day(event.get("on")),
    )


@act
def sign_statement(event, actor, now, _cast):
    """Sign the latest version, as somebody does who has just read it."""
    services.sign_statement(
        actor=actor,
        now=now,
        layout_code=event["layout"],
        financial_year=event["financial_year"],
        sha256=fingerprint_of(actor.organisation_id, event["financial_year"], event["layout"]),
        signatory=Signatory(event["role"]),
    )


@act
def set_due_date(event, actor, now, _cast):
    services.set_due_date(
        actor=actor,
        now=now,
        look=Look(event["look"]),
        financial_year=event["financial_year"],
        due_on=day(event["due_on"]),
        source=event.get("source", ""),
    )
