"""Sending mail: by SMTP when a server is named, or else into a folder of .eml files."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from procurement_hub.core.database import utcnow

SECONDS = 30


def compose(*, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """A plain-text message. Line ends in the subject or address are refused by the library."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(utcnow())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(message: EmailMessage, *, url: str | None, folder: Path) -> None:
    """Deliver by `url`, smtp://user:password@host:587 (upgraded to TLS when the server offers it;
    `?tls=required` insists) or smtps://host:465; without one, write an .eml file in `folder`."""
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{utcnow():%Y%m%dT%H%M%S}-{uuid4().hex[:8]}.eml"
        (folder / name).write_bytes(message.as_bytes())
        return
    parts = urlsplit(url)
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=SECONDS)
    with server:
        if parts.scheme != "smtps":
            server.ehlo()
            insisted = parse_qs(parts.query).get("tls") == ["required"]
            if insisted or parts.username or server.has_extn("starttls"):
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
