"""Who acts: a person, for one organisation, with the roles held there."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for an organisation. Services take one and never look at the request."""

    person_id: int | None
    person_name: str
    organisation_id: int | None
    organisation_name: str
    organisation_kind: str
    roles: frozenset[str]

    def unnamed(self) -> "Actor":
        """The same right to act without the name: what the audit keeps while bids are sealed,
        so that nobody can read there who bid (law.md B1)."""
        return replace(
            self, person_id=None, person_name="", organisation_id=None, organisation_name="A supplier"
        )


SYSTEM = Actor(None, "The platform", None, "Procurement Hub", "", frozenset())
