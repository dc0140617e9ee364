"""Alerts: a supplier says what it sells and where, and hears of new tenders for it.

An alert reveals no bidder, so its letters are plain."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.tenders.interest import (
    AlertCode,
    AlertCouncil,
    AlertFrequency,
    AlertLeaver,
    AlertMatch,
    AlertRegion,
    TenderAlert,
    stem_of,
)
from procurement_hub.tenders.letters import of_new_tenders
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.queries import alerting as queries
from procurement_hub.tenders.queries.following import bidders_of


class TooManyCodes(DomainError):
    """A list of codes so long that a broader code would say it better."""


class NoSuchChoice(DomainError):
    """A code, region or council that is on none of the lists."""


def choose_alerts(
    *,
    actor: Actor,
    now: datetime,
    frequency: AlertFrequency,
    codes: Collection[str],
    regions: Collection[str] = (),
    councils: Collection[int] = (),
) -> TenderAlert:
    """Set what the actor's supplier hears of, in place of what was chosen before.

    `codes` are whole CPV codes, each standing for everything below it; none means every kind. No
    region and no council means everywhere."""
    require(actor, Permission.BID)
    if len(codes) > queries.MOST_CODES:
        raise TooManyCodes(
            f"Choose at most {queries.MOST_CODES} codes. A broader code stands for all below it.", "codes"
        )
    known = [code.code for code in queries.codes(codes)]
    if (
        set(codes) - set(known)
        or set(regions) - set(queries.regions())
        or set(councils) - {council for council, _name in queries.councils()}
    ):
        raise NoSuchChoice("Something that you chose is no longer on the list. Choose again.")
    alert = queries.own_alert(actor)
    if alert is None:
        insert_if_absent(
            db.session,
            TenderAlert.__table__,
            {"supplier_id": actor.organisation_id, "frequency": frequency, "changed_at": now},
            ["supplier_id"],
        )
        alert = queries.own_alert(actor)
    alert.frequency = frequency
    alert.changed_at = now
    alert.codes = _kept(alert.codes, "code", known, lambda code: AlertCode(code=code, stem=stem_of(code)))
    alert.regions = _kept(alert.regions, "region", regions, lambda region: AlertRegion(region=region))
    alert.councils = _kept(alert.councils, "council_id", councils, lambda id: AlertCouncil(council_id=id))
    detail = {"frequency": frequency.value, "codes": " ".join(known)}
    audit.record(actor, "choose_alerts", alert, now=now, detail=detail)
    db.session.flush()
    return alert


def stop_alerts(*, actor: Actor, now: datetime) -> None:
    """Give up the supplier's alerts, what they found included."""
    require(actor, Permission.BID)
    alert = queries.own_alert(actor)
    if alert is None:
        return
    audit.record(actor, "stop_alerts", alert, now=now)
    db.session.execute(db.delete(AlertMatch).where(AlertMatch.alert_id == alert.id))
    db.session.delete(alert)
    db.session.flush()


def leave_alerts(*, actor: Actor, now: datetime, alert: TenderAlert) -> None:
    """Send the actor no more alerts; colleagues still get theirs. Twice is as good as once."""
    if actor.person_id not in [leaver.person_id for leaver in alert.leavers]:
        alert.leavers.append(AlertLeaver(person_id=actor.person_id))
        audit.record(actor, "leave_alerts", alert, now=now)
        db.session.flush()


def rejoin_alerts(*, actor: Actor, now: datetime) -> None:
    """Send the actor the supplier's alerts again."""
    require(actor, Permission.BID)
    alert = queries.own_alert(actor)
    if alert is not None:
        alert.leavers = [leaver for leaver in alert.leavers if leaver.person_id != actor.person_id]
        audit.record(actor, "rejoin_alerts", alert, now=now)
        db.session.flush()


def match_alerts(*, tender: Tender, now: datetime) -> list[int]:
    """Note which alerts a new tender matches; those that want to hear at once are returned."""
    found = queries.matching(tender)
    for alert_id in found:
        row = {"alert_id": alert_id, "tender_id": tender.id, "matched_at": now, "told_at": None}
        insert_if_absent(db.session, AlertMatch.__table__, row, ["alert_id", "tender_id"])
    hurried = db.select(TenderAlert.id).where(
        TenderAlert.id.in_(found), TenderAlert.frequency == AlertFrequency.AT_ONCE
    )
    return list(db.session.scalars(hurried))


def tell_alerts(
    *,
    now: datetime,
    page_of: Callable[[Tender], str],
    alerts_page: str,
    unsubscribe_of: Callable[[int, int], str],
    before: datetime | None = None,
    only: Iterable[int] | None = None,
) -> int:
    """Write what was found before a moment (now, unless given) and not told. Returns how many letters.

    A tender that closed or was withdrawn in the meantime is not told."""
    due = queries.untold(before or now, only=only)
    tenders = queries.open_tenders((match.tender_id for matches in due.values() for match in matches), now)
    bidders = bidders_of([alert.supplier_id for alert in due])
    written = 0
    for alert, matches in due.items():
        for match in matches:
            match.told_at = now
        news = [tenders[match.tender_id] for match in matches if match.tender_id in tenders]
        left = {leaver.person_id for leaver in alert.leavers}
        for bidder in bidders.get(alert.supplier_id, []):
            if not news or bidder.person_id in left:
                continue
            unsubscribe = unsubscribe_of(alert.id, bidder.person_id)
            letter = of_new_tenders(
                [(tender, page_of(tender)) for tender in news],
                supplier=bidder.supplier,
                alerts=alerts_page,
                unsubscribe=unsubscribe,
            )
            payload = {"to": bidder.email, "subject": letter.subject, "text": letter.text}
            outbox.put("mail", payload | {"unsubscribe": unsubscribe}, now=now)
            written += 1
    db.session.flush()
    return written


def _kept(held: list, name: str, wanted: Iterable, make: Callable) -> list:
    """The rows held already that are still wanted, and new ones for the rest."""
    by_value = {getattr(row, name): row for row in held}
    return [by_value.get(value) or make(value) for value in sorted(set(wanted))]
