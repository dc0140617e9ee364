"""Mail by SMTP, encrypted on the way whenever the server can."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 30


def send(message: EmailMessage, *, url: str, api_key: str | None = None) -> None:
    """Deliver to smtp://user:password@host:587 (upgraded to TLS when the server offers it;
    `?tls=required` insists) or smtps://host:465."""
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
