"""Baselines: which old price may stand for what a council would have paid, and which version counts.

`kinds` says what each kind of old price must have and what it comes to, `freezing` keeps one,
`counting` tells which version a gain is held against and how it is uprated, and `peers` sets it
beside what other councils paid (savings-method 2.3 and 2.14)."""

from procurement_hub.savings.baselines.counting import (
    Counted,
    Held,
    Launch,
    counting,
    counting_of,
    held_against,
    highest_price,
    launch_of,
)
from procurement_hub.savings.baselines.freezing import freeze, set_in_round
from procurement_hub.savings.baselines.kinds import (
    GOOD_FOR,
    Curve,
    NotABaseline,
    OldPrice,
    RefusedPrice,
    WorkedOut,
    check,
    work_out_price,
)
from procurement_hub.savings.baselines.peers import Benchmark, benchmark
from procurement_hub.savings.baselines.previewing import Preview, preview

__all__ = [
    "GOOD_FOR",
    "Benchmark",
    "Counted",
    "Curve",
    "Held",
    "Launch",
    "NotABaseline",
    "OldPrice",
    "Preview",
    "RefusedPrice",
    "WorkedOut",
    "benchmark",
    "check",
    "counting",
    "counting_of",
    "freeze",
    "held_against",
    "highest_price",
    "launch_of",
    "preview",
    "set_in_round",
    "work_out_price",
]
