"""The numbers that name a supplier, read as people write them: company number (GB-COH), charity
number (GB-CHC) and PPON (GB-PPON). No database."""

import re

from procurement_hub.core.errors import Invalid

COMPANY = re.compile(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]\d{7}")
CHARITY = re.compile(r"\d{6,7}(-\d{1,2})?")
PPON = re.compile(r"P[BCDGHJLMNPQRTVWXYZ]{3}-[1-9]{4}-[BCDGHJLMNPQRTVWXYZ]{3}[CDGHJLMNPQRTVWXYZ]")
CONSORTIUM = "C"
"""The last letter of the PPON of an informal consortium, and of nobody else."""


def company_number(text: str | None, *, field: str = "company_number") -> str | None:
    """The eight characters of Companies House, or None for an empty answer; else Invalid.

    Blanks do not count, and a missing leading zero is put back."""
    number = plain_company_number(text)
    if not number:
        return None
    if not COMPANY.fullmatch(number):
        raise Invalid(
            "Enter the company number as Companies House writes it: 8 characters, such as 04150001.", field
        )
    return number


def plain_company_number(text: str | None) -> str:
    """Without blanks, in capitals and with its leading zeros, whether it can be one or not."""
    number = re.sub(r"\s", "", text or "").upper()
    if re.fullmatch(r"\d{6,7}", number):
        return number.zfill(8)  # written without its leading zeros, as many do
    prefixed = re.fullmatch(r"([A-Z]{2})(\d{4,5})", number)
    return prefixed[1] + prefixed[2].zfill(6) if prefixed else number


def charity_number(text: str | None, *, field: str = "charity_number") -> str | None:
    """A number of the register of charities of England and Wales, or None for an empty answer."""
    number = re.sub(r"\s", "", text or "")
    if not number:
        return None
    if not CHARITY.fullmatch(number):
        raise Invalid(
            "Enter the charity number of the register for England and Wales: 6 or 7 digits, such as 1123456.",
            field,
        )
    return number


def ppon(text: str | None, *, consortium: bool = False, field: str = "ppon") -> str | None:
    """A public procurement organisation number, or None for an empty answer; else Invalid.

    The letters leave out vowels and those easily misread; a last letter C is for an informal
    consortium only, and only a consortium may have it."""
    number = plain_ppon(text)
    if not number:
        return None
    if not PPON.fullmatch(number):
        raise Invalid(
            "Enter the PPON as Find a Tender shows it: 4 letters beginning with P, 4 digits, 4 letters, "
            "such as PBRL-1724-VNQT. It has no vowels and no zero.",
            field,
        )
    if number.endswith(CONSORTIUM) and not consortium:
        raise Invalid(
            "A PPON that ends in C belongs to an informal consortium, not to a supplier. "
            "Enter the supplier’s own.",
            field,
        )
    if consortium and not number.endswith(CONSORTIUM):
        raise Invalid("The PPON of an informal consortium ends in C.", field)
    return number


def plain_ppon(text: str | None) -> str:
    """In capitals and with its two hyphens, whether it can be one or not."""
    letters = re.sub(r"[\s\-\u2010-\u2015]", "", text or "").upper()
    if len(letters) != 12:
        return letters
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
