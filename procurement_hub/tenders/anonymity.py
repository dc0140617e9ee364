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
ORDINARY = re.compile(
    r"advanced|best|books|british|building|care|central|city|clean|cleaning|computer|computers|"
    r"county|data|digital|direct|east|energy|england|english|european|express|fast|first|food|foods|"
    r"furniture|general|global|good|green|home|international|laptop|laptops|light|local|london|"
    r"medical|modern|national|north|northern|office|paper|premier|print|printing|professional|public|"
    r"quality|regional|royal|safe|school|schools|security|smart|south|southern|stationery|supply|"
    r"supplies|technology|total|transport|united|waste|west|western",
    re.IGNORECASE,
)
"""First words of names that are also words of many a question: alone they tell nothing."""


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
    emails = [organisation.email, *(email for _, email in people)]
    return telling_words(text, name=organisation.name, people=[person for person, _ in people], emails=emails)


def telling_words(text: str, *, name: str, people: Iterable[str], emails: Iterable[str]) -> list[str]:
    """What the text has of the organisation's name, its people's names, and its web domains.

    Of a name its beginning is enough: Pennine Paper, or just Pennine with its capital letter, for
    Pennine Paper Supplies Ltd. Any e-mail address tells who somebody is, whoever's it may be."""
    core = _core(name)
    words = core.split()
    wanted = {name.strip(), core, " ".join(words[:2]), *people}
    for email in emails:
        domain = email.rpartition("@")[2].lower()
        if domain and domain not in POST_OF_MANY:
            wanted.add(domain)
    found = {match.group() for match in ADDRESS.finditer(text)}
    for words_of_it in sorted(wanted, key=len, reverse=True):
        if len(words_of_it) >= SHORTEST_NAME:
            _add(found, text, words_of_it, re.IGNORECASE)
    if words and len(words[0]) > SHORTEST_NAME and not ORDINARY.fullmatch(words[0]):
        _add(found, text, words[0])
    return sorted(found, key=text.find)


def _add(found: set[str], text: str, words: str, flags: int = 0) -> None:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, flags):
        if not any(match.group() in longer for longer in found):
            found.add(match.group())


def _core(name: str) -> str:
    """Pennine Paper of The Pennine Paper Co. Ltd."""
    shorter = name.strip()
    while (next_one := FORMS.sub("", shorter).strip(" .,")) != shorter and next_one:
        shorter = next_one
    return shorter
