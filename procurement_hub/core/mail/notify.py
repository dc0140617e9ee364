"""Mail by GOV.UK Notify: its public REST API, spoken with the standard library.

One POST with a token signed by HMAC-SHA-256 is all that is needed of it. Notify's own client would
bring three packages more, one of them without a release since 2014.

The template has a subject of ((subject)) and a body of ((text)). Notify attaches no calendar files;
every letter about a deadline therefore links to its calendar file as well.
"""

import hmac
import json
import re
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

SECONDS = 30
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY = re.compile(rf"(?P<service>{UUID})-(?P<secret>{UUID})$")


class NotifyRefused(Exception):
    """Notify took no letter: its status, and none of what it said, which may name the recipient."""


def send(message: EmailMessage, *, url: str, api_key: str | None) -> None:
    """Deliver by notify://host/template-id with an API key of the form name-service_id-secret.

    `?tls=no` speaks plain HTTP, to a stand-in on this machine only. Raises NotifyRefused."""
    parts = urlsplit(url)
    plain = parse_qs(parts.query).get("tls") == ["no"]
    if plain and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("MAIL_URL asks for plain HTTP to another machine")
    request = urllib.request.Request(
        f"{'http' if plain else 'https'}://{parts.netloc}/v2/notifications/email",
        data=json.dumps(_letter(message, template=parts.path.strip("/"))).encode(),
        headers={
            "Authorization": f"Bearer {token(api_key or '', at=int(time.time()))}",
            "Content-Type": "application/json",
            "User-Agent": "procurement-hub",
        },
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):
            pass
    except urllib.error.HTTPError as answer:
        answer.close()
        raise NotifyRefused(f"GOV.UK Notify answered {answer.code}") from None


def token(api_key: str, *, at: int) -> str:
    """The JSON Web Token that Notify asks for: who (the service) and when (seconds since 1970)."""
    found = KEY.search(api_key)
    if found is None:
        raise ValueError("NOTIFY_API_KEY is not a key of GOV.UK Notify")
    signed = ".".join(_part(part) for part in ({"typ": "JWT", "alg": "HS256"}, _claims(found, at)))
    signature = hmac.new(found["secret"].encode(), signed.encode(), sha256).digest()
    return f"{signed}.{_encoded(signature)}"


def _claims(key: re.Match, at: int) -> dict:
    return {"iss": key["service"], "iat": at}


def _letter(message: EmailMessage, *, template: str) -> dict:
    body = message.get_body(("plain",))
    return {
        "email_address": str(message["To"]),
        "template_id": template,
        "personalisation": {"subject": str(message["Subject"]), "text": body.get_content()},
    }


def _part(content: dict) -> str:
    return _encoded(json.dumps(content, separators=(",", ":")).encode())


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
