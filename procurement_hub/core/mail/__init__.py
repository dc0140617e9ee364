"""Mail: a letter is composed here and leaves by the way that MAIL_URL names.

| MAIL_URL | way |
| --- | --- |
| none | a folder of .eml files, for a demonstration |
| smtp://user:password@host:587, smtps://host:465 | a mail server |
| notify://api.notifications.service.gov.uk/template-id | GOV.UK Notify, with NOTIFY_API_KEY |
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from procurement_hub.core.database import utcnow
from procurement_hub.core.mail import folder as kept
from procurement_hub.core.mail import notify, smtp

CALENDAR = "deadline.ics"

BY_SCHEME: dict[str, Callable] = {"smtp": smtp.send, "smtps": smtp.send, "notify": notify.send}


def compose(
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    calendar: str | None = None,
    unsubscribe: str | None = None,
    at: datetime | None = None,
) -> EmailMessage:
    """A plain-text message; `calendar` is the text of a calendar file to attach, `unsubscribe` the
    address of a page that ends such mail (RFC 2369), `at` its date.

    Line ends in the subject or address are refused by the library."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at or utcnow())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message.set_content(text)
    if calendar:
        message.add_attachment(
            calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename=CALENDAR,
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    return message


def send(
    message: EmailMessage, *, url: str | None, folder: Path, sealed: bool = False, api_key: str | None = None
) -> None:
    """Deliver the message. In the folder a sealed one is written encrypted: its recipient, subject and
    text can then be read by nobody who only has the files.

    Raises whatever went wrong on the way, for the outbox to try again."""
    if not url:
        kept.keep(message, folder=folder, sealed=sealed)
        return
    scheme = urlsplit(url).scheme
    try:
        by = BY_SCHEME[scheme]
    except KeyError:
        raise ValueError(f"MAIL_URL begins with {scheme}://, which is no way to send mail") from None
    by(message, url=url, api_key=api_key)
