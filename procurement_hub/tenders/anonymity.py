"""Whether a question would tell who asks it: the supplier's name, its people, its addresses."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, Organisation, Person
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db

FORMS = re.compile(
    r"[\s,]+(?:and co|co|company|cic|group|holdings|inc|limited|llp|lp|ltd|plc|uk)\.?$|^the\s+", re.IGNORECASE
)
"""What companies put around their name and people leave out."""

POST_OF_MANY = {
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "outlook.com",
    "yahoo.co.uk",
    "yahoo.com",
}
ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,}", re.IGNORECASE)
SHORTEST_NAME = 3


def telltales(actor: Actor, text: str) -> list[str]:
    """Words of the text that say who the actor is, as they stand there; empty when there are none."""
    organisation = db.session.get_one(Organisation, actor.organisation_id)
    people = db.session.execute(
        select(Person.name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == actor.organisation_id)
        .order_by(Person.id)
        .limit(200)
    ).all()
    names = [organisation.name, *(name for name, _ in people)]
    emails = [organisation.email, *(email for _, email in people)]
    return telling_words(text, names=names, emails=emails)


def telling_words(text: str, *, names: Iterable[str], emails: Iterable[str]) -> list[str]:
    """Names, with or without their company form, e-mail addresses and web domains in the text.

    Any e-mail address tells who somebody is, whoever's it may be."""
    wanted = {name.strip() for name in names} | {_core(name) for name in names}
    for email in emails:
        domain = email.rpartition("@")[2].lower()
        if domain and domain not in POST_OF_MANY:
            wanted.add(domain)
    found = {match.group() for match in ADDRESS.finditer(text)}
    for name in sorted(wanted, key=len, reverse=True):
        if len(name) < SHORTEST_NAME:
            continue
        pattern = r"\s+".join(re.escape(part) for part in name.split())
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            if not any(match.group() in longer for longer in found):
                found.add(match.group())
    return sorted(found, key=text.find)


def _core(name: str) -> str:
    """Pennine Paper of The Pennine Paper Co. Ltd."""
    shorter = name.strip()
    while (next_one := FORMS.sub("", shorter).strip(" .,")) != shorter and next_one:
        shorter = next_one
    return shorter
