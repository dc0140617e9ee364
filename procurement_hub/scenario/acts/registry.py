"""The acts that a scenario may name, and those whose refusal is nameless."""

from collections.abc import Callable
from datetime import datetime

from procurement_hub.core.actor import Actor

Act = Callable[[dict, Actor, datetime, dict[str, Actor]], None]

ACTS: dict[str, Act] = {}
NAMELESS = {"submit_bid", "withdraw_bid", "ask_question", "follow_tender"}
"""Acts whose refusal may not say who tried, because the box is still sealed."""


def act(function: Act) -> Act:
    ACTS[function.__name__] = function
    return function
