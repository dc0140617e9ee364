"""A lifecycle as a table: which act moves a record from which states to which."""

from collections.abc import Iterable
from enum import StrEnum

from procurement_hub.core.errors import WrongState


class Workflow:
    """`Workflow("order", [("approve", [PLACED], APPROVED), …])`.

    Status is moved by nothing else; buttons are derived from `actions`."""

    def __init__(self, noun: str, table: Iterable[tuple[str, Iterable[StrEnum], StrEnum]]):
        self.noun = noun
        self.table = {action: (frozenset(sources), target) for action, sources, target in table}

    def allows(self, record, action: str) -> bool:
        return record.status in self.table[action][0]

    def actions(self, record) -> list[str]:
        """The acts that the record's state allows, in the table's order."""
        return [action for action in self.table if self.allows(record, action)]

    def move(self, record, action: str) -> None:
        """Put the record in the act's target state, or raise WrongState with a sentence."""
        sources, target = self.table[action]
        if record.status not in sources:
            state = record.status.value.replace("_", " ")
            raise WrongState(f"This {self.noun} is {state}, so you cannot {action.replace('_', ' ')} it.")
        record.status = target
