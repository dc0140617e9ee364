"""When two names or numbers mean the same company."""

import re
import unicodedata
from dataclasses import dataclass

LEGAL_FORMS = (
    "limited liability partnership",
    "community interest company",
    "public limited company",
    "cyfyngedig",
    "limited",
    "cyf",
    "cic",
    "llp",
    "ltd",
    "plc",
    "lp",
)
_ENDING = re.compile(rf" (?:{'|'.join(LEGAL_FORMS)})$")


@dataclass(frozen=True, slots=True)
class Party:
    """A company as somebody names it. The numbers are empty when they are not known."""

    name: str
    company_number: str = ""
    ppon: str = ""


def name_key(name: str) -> str:
    """The name without case, accents, punctuation, spaces, a leading "the" and the legal form at its
    end: "The Mid-Vale Paper Co. Limited" and "MIDVALE PAPER CO LTD" are the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("&", " and ")
    joined = re.sub(r"[.'’]", "", letters)  # "Co." is Co and "O'Neill" is ONeill
    words = re.sub(r"[^\w]+", " ", joined).strip()
    words = words.removeprefix("the ")
    while (shorter := _ENDING.sub("", words)) != words:
        words = shorter
    return words.replace(" ", "")
