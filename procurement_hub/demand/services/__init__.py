"""The verbs of demand: open and close a round; register and withdraw a council's lines; set a baseline."""

from procurement_hub.demand.services.baselines import set_baseline
from procurement_hub.demand.services.lines import (
    ItemNotInRound,
    LineRow,
    RoundClosed,
    problems_of_rows,
    register_demand,
    register_lines,
    withdraw_demand,
)
from procurement_hub.demand.services.rounds import (
    NewItem,
    RemindedToday,
    RoundCodeTaken,
    close_round,
    open_round,
    remind_councils,
)

__all__ = [
    "ItemNotInRound",
    "LineRow",
    "NewItem",
    "RemindedToday",
    "RoundClosed",
    "RoundCodeTaken",
    "close_round",
    "open_round",
    "problems_of_rows",
    "register_demand",
    "register_lines",
    "remind_councils",
    "set_baseline",
    "withdraw_demand",
]
