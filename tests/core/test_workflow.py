"""A lifecycle is a table: what it does not list cannot happen."""

from enum import StrEnum
from types import SimpleNamespace

import pytest

from procurement_hub.core.errors import WrongState
from procurement_hub.core.workflow import Workflow


class Status(StrEnum):
    PLACED = "placed"
    APPROVED = "approved"
    CANCELLED = "cancelled"


WORKFLOW = Workflow(
    "order",
    [
        ("approve", [Status.PLACED], Status.APPROVED),
        ("cancel", [Status.PLACED, Status.APPROVED], Status.CANCELLED),
    ],
)


def test_an_act_moves_the_record():
    order = SimpleNamespace(status=Status.PLACED)
    WORKFLOW.move(order, "approve")
    assert order.status is Status.APPROVED


def test_an_act_out_of_turn_is_refused_with_the_state_named():
    order = SimpleNamespace(status=Status.CANCELLED)
    with pytest.raises(WrongState, match="This order is cancelled, so you cannot approve it"):
        WORKFLOW.move(order, "approve")
    assert order.status is Status.CANCELLED


def test_buttons_come_from_the_table():
    assert WORKFLOW.actions(SimpleNamespace(status=Status.PLACED)) == ["approve", "cancel"]
    assert WORKFLOW.actions(SimpleNamespace(status=Status.APPROVED)) == ["cancel"]
