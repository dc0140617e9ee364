"""The acts of suppliers who look for work: alerts for tenders to come, and following one that is out."""

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework
from procurement_hub.scenario.acts.registry import act
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.interest import AlertFrequency
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.services import alerting


@act
def choose_alerts(event, actor, now, _cast):
    alerting.choose_alerts(
        actor=actor,
        now=now,
        frequency=AlertFrequency(event["frequency"]),
        codes=event["codes"],
        regions=event.get("regions", ()),
    )


@act
def follow_tender(event, actor, now, _cast):
    tender = db.session.scalars(
        select(Tender).join(Tender.framework).where(Framework.code == event["framework"])
    ).one()
    tenders.follow(actor=actor, now=now, tender=tender)
