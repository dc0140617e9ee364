"""What somebody looks for in the list of tenders, read from the address and written into it again."""

from collections.abc import Mapping
from enum import StrEnum

from procurement_hub.tenders.queries.opportunities import Band, Order, Show, Wish

LONGEST = 200


def wish_of(arguments: Mapping[str, str]) -> Wish:
    """The wish in an address. What it does not understand it leaves out: an old link still works."""
    council, division = arguments.get("council", ""), arguments.get("cpv", "")
    return Wish(
        words=arguments.get("q", "").strip()[:LONGEST],
        show=_one_of(Show, arguments.get("show")) or Show.OPEN,
        division=division if len(division) == 2 and division.isascii() and division.isdigit() else "",
        council_id=int(council) if council.isascii() and council.isdigit() else None,
        band=_one_of(Band, arguments.get("value")),
        small=arguments.get("small") == "yes",
        order=_one_of(Order, arguments.get("sort")) or Order.DEADLINE,
    )


def address_of(wish: Wish) -> dict[str, str]:
    """The arguments of an address that says this wish, and no others."""
    said = {
        "q": wish.words,
        "show": "" if wish.show is Show.OPEN else wish.show.value,
        "cpv": wish.division,
        "council": "" if wish.council_id is None else str(wish.council_id),
        "value": wish.band.value if wish.band else "",
        "small": "yes" if wish.small else "",
        "sort": "" if wish.order is Order.DEADLINE else wish.order.value,
    }
    return {name: value for name, value in said.items() if value}


def _one_of(choices: type[StrEnum], value: str | None):
    return choices(value) if value in set(choices) else None
