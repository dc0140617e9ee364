"""Examples of the law: time limits, thresholds, notices, terms and scoring."""

from __future__ import annotations

from collections.abc import Mapping

from procurement_hub.evaluation.scoring import ScoredBid, score_lot
from procurement_hub.law.notices import notice_due
from procurement_hub.law.standstill import standstill_end
from procurement_hub.law.terms import framework_last_day
from procurement_hub.law.thresholds import above_threshold
from procurement_hub.law.time_limits import earliest_deadline
from procurement_hub.worked_examples.given import Answer, Computation, Given, day, number, numbers


def _standstill_end(given: Given) -> Answer:
    return {"last_day": standstill_end(day(given["notice_published"]))}


def _earliest_deadline(given: Given) -> Answer:
    first_day, sentence = earliest_deadline(
        day(given["published"]),
        given["electronic"],
        given["documents_complete"],
        given.get("reason"),
    )
    return {"first_day": first_day, "sentence": sentence}


def _framework_last_day(given: Given) -> Answer:
    return {"last_day": framework_last_day(day(given["starts_on"]))}


def _notice_due(given: Given) -> Answer:
    light_touch = given.get("light_touch", False)
    return {"due_on": notice_due(given["notice"], day(given["from"]), light_touch)}


def _above_threshold(given: Given) -> Answer:
    above = above_threshold(
        given["kind"],
        number(given["net"]),
        number(given["vat_rate"]),
        day(given["started_on"]),
    )
    return {"above": above}


def _score_lot(given: Given) -> Answer:
    scale_max = given["scale_max"]
    lot = score_lot(
        numbers(given["weights"]),
        numbers(scale_max) if isinstance(scale_max, Mapping) else number(scale_max),
        {
            supplier: ScoredBid(number(bid["total"]), numbers(bid["scores"]))
            for supplier, bid in given["bids"].items()
        },
    )
    return {
        "scores": lot.scores,
        "ranking": lot.ranking,
        "tied": lot.tied,
        "needs_draw": lot.needs_draw,
    }


LAW: dict[str, Computation] = {
    "standstill_end": _standstill_end,
    "earliest_deadline": _earliest_deadline,
    "framework_last_day": _framework_last_day,
    "notice_due": _notice_due,
    "above_threshold": _above_threshold,
    "score_lot": _score_lot,
}
