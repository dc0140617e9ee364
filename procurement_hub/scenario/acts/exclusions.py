"""The acts on exclusion grounds, the debarment list and exclusion cases."""

from procurement_hub.core.calendar import uk_date
from procurement_hub.exclusions import services as exclusions
from procurement_hub.exclusions.declaration import Answer, Subcontractor
from procurement_hub.exclusions.models import ExclusionCase
from procurement_hub.law.exclusion_grounds import declared_grounds
from procurement_hub.scenario.acts.finding import day, one, organisation
from procurement_hub.scenario.acts.registry import act


@act
def declare_exclusion_grounds(event, actor, now, _cast):
    """Answer every ground, confirm, and so make the supplier's next version; "yes" lists what applies."""
    said = {each["ground"]: each for each in event.get("yes", [])}
    exclusions.save_answers(
        actor=actor,
        now=now,
        answers=[Answer(ground.code, ground.code in said) for ground in declared_grounds(uk_date(now))],
    )
    exclusions.save_details(
        actor=actor,
        now=now,
        answers=[
            Answer(
                each["ground"], True, each["what"], day(each["happened_on"]), each.get("self_cleaning", "")
            )
            for each in said.values()
        ],
        subcontractors=[
            Subcontractor(each["name"], each.get("company_number", ""))
            for each in event.get("subcontractors", [])
        ],
    )
    exclusions.confirm_declaration(actor=actor, now=now, name=event["name"])


@act
def add_debarment(event, actor, now, _cast):
    exclusions.add_debarment(
        actor=actor,
        now=now,
        entry=exclusions.NewEntry(
            name=event["name"],
            company_number=event.get("company_number", ""),
            ground=event["ground"],
            listed_on=day(event["listed_on"]),
            until=day(event.get("until")),
            source=event["source"],
        ),
    )


@act
def open_case(event, actor, now, _cast):
    """Open a case about a supplier and invite it to answer."""
    case = exclusions.open_case(
        actor=actor,
        now=now,
        supplier=organisation(event["supplier"]),
        ground=event["ground"],
        facts=event["facts"],
    )
    exclusions.invite_representations(actor=actor, now=now, case=case, reply_by=day(event["reply_by"]))


@act
def answer_case(event, actor, now, _cast):
    case = one(ExclusionCase, supplier_id=actor.organisation_id, ground=event["ground"])
    exclusions.answer_case(actor=actor, now=now, case=case, text=event["text"])
