"""How alike two questions are, in a way that can be explained: the words that both are about.

Words that every question has ("describe", "your", "please") do not count; endings do not count
("deliveries", "delivering"); words that councils use for the same thing count as one. What is left
is compared by Dice's coefficient: twice the shared words ÷ the words of both."""

import re

NEAR = 50
"""Per cent from which a kept answer is offered for a question without anybody looking for it."""

FACT_NEAR = 67
"""The same for a fact of the profile: whatever asks for more than the fact is not answered by it."""

WORD = re.compile(r"[a-z0-9]+")

EVERYWHERE = frozenset(
    WORD.findall(
        """
        a about across all also an and any approach are arrangements as at be been being both by can
        company could describe describing detail details do does during each ensure every example
        examples explain explaining for from give have how if in including include into is it its made
        make may me must of on organisation or our out outline over please process provide propose set
        should show such tell than that the their them these they this those through to up us use used was
        we what when where which while who will with within would you your firm bidder tenderer supplier
        """
    )
)

SAME = {
    name: group[0]
    for group in (
        ("staff", "employee", "workforce", "personnel", "people", "worker", "team"),
        ("framework", "contract", "agreement"),
        ("council", "authority", "customer", "client", "buyer"),
        ("environment", "carbon", "climate", "emission", "sustainable", "sustainability", "net", "zero"),
        ("risk", "continuity", "disruption", "contingency"),
        ("quality", "standard"),
        ("complaint", "fault", "problem", "issue"),
        ("invoice", "billing", "bill"),
        ("data", "information", "gdpr"),
        ("train", "training", "skill", "apprentice", "apprenticeship"),
        ("start", "mobilise", "mobilisation", "implementation", "implement", "transition"),
        ("site", "location", "premises"),
        ("health", "safety"),
        ("subcontractor", "subcontract", "supply", "chain"),
        ("equality", "diversity", "inclusion", "discrimination"),
        ("slavery", "trafficking"),
        ("experience", "track", "record", "previous"),
    )
    for name in group
}

_ENDINGS = (
    *("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s"),
    "ly",
)
SHORTEST = 4


def stems(question: str) -> dict[str, str]:
    """What a question is about: each word without its ending, and the word as it stands there."""
    found: dict[str, str] = {}
    for word in WORD.findall(question.lower().replace("’s", "").replace("'s", "")):
        if word not in EVERYWHERE:
            found.setdefault(_stem(word), word)
    return found


def alike(one: frozenset[str], other: frozenset[str]) -> int:
    """Per cent of the words that both are about; 0 when either is about nothing."""
    if not one or not other:
        return 0
    return round(200 * len(one & other) / (len(one) + len(other)))


def _stem(word: str) -> str:
    return _STEMMED.get(_bare(word)) or _bare(word)


def _bare(word: str) -> str:
    while (shorter := _without(_without(word, _ENDINGS), ("y", "e"))) != word:
        word = shorter
    return word


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending)
    return word


_STEMMED = {_bare(name): _bare(first) for name, first in SAME.items()}
