"""What tenders leave to be done after the commit, and what they look after every minute."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services
from procurement_hub.tenders.letters import Links
from procurement_hub.tenders.models import BidReceipt, Tender
from procurement_hub.tenders.queries import alerting
from procurement_hub.tenders.queries import following as queries
from procurement_hub.tenders.queries.receipts import final_receipts_to_mail
from procurement_hub.tenders.receipt_letter import ReceiptLinks
from procurement_hub.tenders.services import alerting as alerts
from procurement_hub.tenders.services import outages, receipting
from procurement_hub.web.jobs import present
from procurement_hub.web.password_links import public_url

INSTANT = timedelta(microseconds=1)


def links_to(tender: Tender) -> Links:
    return Links(
        page=public_url("tenders.show", tender_id=tender.id),
        calendar=public_url("tenders.deadline_file", tender_id=tender.id),
        following=public_url("tenders.following", tender_id=tender.id),
        host=own_host(),
    )


def own_host() -> str:
    """The name in identifiers that must stay the same: of the service's configured address."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def tell_followers(payload: dict) -> None:
    with transaction():
        tender = queries.tender_for_letters(payload["tender_id"])
        services.tell_followers(
            tender=tender,
            subject=payload["subject"],
            text=payload["text"],
            now=present(),
            links=links_to(tender),
        )


def tell_of_withdrawal(payload: dict) -> None:
    with transaction():
        tender = queries.tender_of_framework(payload["framework_id"])
        if tender is not None:
            services.tell_followers(
                tender=tender,
                subject=f"Withdrawn: {tender.framework.title}",
                text=f"This tender was withdrawn. It takes no bids.\n\nReason given: {payload['reason']}",
                now=present(),
                links=links_to(tender),
            )


def remind_followers(now: datetime) -> None:
    if queries.to_be_reminded(now):
        with transaction():
            services.remind_followers(now=now, links_of=links_to)


def tell_alerts(payload: dict) -> None:
    """A tender is published: those who want to hear at once do, the others in their digest."""
    now = present()
    with transaction():
        tender = queries.tender_for_letters(payload["tender_id"])
        hurried = alerts.match_alerts(tender=tender, now=now)
        _write_alerts(now=now, before=now + INSTANT, only=hurried)


def send_digests(now: datetime) -> None:
    until = alerting.digest_until(now)
    if alerting.untold(until):
        with transaction():
            _write_alerts(now=now, before=until)


def _write_alerts(**which) -> None:
    alerts.tell_alerts(
        page_of=lambda tender: public_url("tenders.show", tender_id=tender.id),
        alerts_page=public_url("tenders.alerts"),
        unsubscribe_of=lambda alert_id, person_id: public_url(
            "tenders.unsubscribe", token=_unsubscribing().dumps([alert_id, person_id])
        ),
        **which,
    )


def read_unsubscribe_token(token: str) -> tuple[int, int]:
    """The alert and the person that a link was signed for. NotFound when it was not signed here."""
    try:
        alert_id, person_id = _unsubscribing().loads(token)
    except BadSignature:
        raise NotFound("This link is not whole. Open it from the e-mail again.") from None
    return alert_id, person_id


def _unsubscribing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="unsubscribe from alerts")


def mail_receipt(payload: dict) -> None:
    with transaction():
        receipting.mail_receipt(now=present(), receipt_id=payload["receipt_id"], links_of=receipt_links)


def mail_final_receipts(now: datetime) -> None:
    """After a deadline, once: what is in the box of those whose bids stood as submitted.

    Not while an outage before the deadline may still move it: then nothing in the box is final."""
    for receipt_id, tender_id in final_receipts_to_mail(now):
        with transaction():
            if outages.is_unaccounted(now=now, tender=db.session.get_one(Tender, tender_id)):
                continue
            receipting.mail_receipt(now=now, receipt_id=receipt_id, links_of=receipt_links)


def receipt_links(tender: Tender, receipt: BidReceipt) -> ReceiptLinks:
    return ReceiptLinks(
        page=public_url("tenders.show", tender_id=tender.id),
        receipt=public_url(
            "tenders.receipt", tender_id=tender.id, act=receipt.act.value, digest=receipt.content_sha256
        ),
        verify=public_url("tenders.verify_receipt"),
    )


HANDLERS = {
    receipting.KIND: mail_receipt,
    "tell_followers": tell_followers,
    "framework_withdrawn": tell_of_withdrawal,
    "tell_alerts": tell_alerts,
}
DUTIES = [remind_followers, send_digests, mail_final_receipts]
