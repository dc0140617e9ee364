"""Examples of judging claims: targets, outturn, grades, quality and stages."""

from __future__ import annotations

from procurement_hub.savings import method
from procurement_hub.worked_examples.given import Answer, Computation, Given, day, number, numbers, optional

YES_OR_NO = (
    "indexed",
    "comparable",
    "locked_before_award",
    "has_volume_baseline",
    "matched",
    "ledger_code",
    "signed",
)


def _targets(given: Given) -> Answer:
    rate = method.COUNCIL_RATE
    if "yearly_percent" in given:
        rate = method.TargetRate(number(given["yearly_percent"]))
    tests = method.targets(
        number(given["base"]),
        int(given["n"]),
        number(given["total"]),
        number(given["cash"]),
        rate=rate,
        **optional(given, agreed_target="agreed_target"),
    )
    return {
        "T_cum": tests.cumulative,
        "Tc_cum": tests.cumulative_cashable,
        "test1": tests.total_reached,
        "test2": tests.cashable_reached,
        "test3": tests.half_of_claim_cashable,
        "achieved": tests.achieved_percent,
        "cashable_achieved": tests.cashable_achieved_percent,
    }


def _base_expenditure(given: Given) -> Answer:
    return {"base": method.base_expenditure(number(given["gross"]), numbers(given["exclusions"]))}


def _csr_target(given: Given) -> Answer:
    return {"pct": method.csr_target([number(rate) for rate in given["rates"]])}


def _carry_forward(given: Given) -> Answer:
    carried = method.carry_forward(
        number(given["ongoing_cash"]), number(given["base"]), **optional(given, R="R")
    )
    return {"carry": carried}


def _ni179(given: Given) -> Answer:
    forecast = number(given["forecast"])
    return {
        "per_band_d": method.ni179_per_band_d(forecast, number(given["band_d"])),
        "percent": method.ni179_percent(forecast, number(given["base"])),
    }


def _pct(given: Given) -> Answer:
    return {"pct": method.pct(number(given["num"]), number(given["den"]))}


def _triangulate(given: Given) -> Answer:
    outturn = method.triangulate(*(number(given[key]) for key in ("prev", "now", "R", "Dm", "claim")))
    return {
        "counterfactual": outturn.counterfactual,
        "expected": outturn.expected,
        "residual": outturn.residual,
        "tolerance": outturn.tolerance,
        "rag": outturn.rag,
    }


def _colour_rollup(given: Given) -> Answer:
    found = method.colour_rollup(
        (method.Colour(name), number(amount)) for name, amount in given["amounts"].items()
    )
    return {str(colour): share.percent for colour, share in found.items()}


def _evidence_grade(given: Given) -> Answer:
    facts = dict(given["facts"])
    gate = _gate(facts) if facts.get("baseline") else None
    found = method.evidence_grade(
        method.EvidenceFacts(
            baseline=method.BaselineType(facts["baseline"]) if facts.get("baseline") else None,
            verdict=gate,
            proof=method.Proof(facts.get("proof", "nothing")),
            quality=method.QualityOutcome(facts.get("quality", "pending")),
            **{name: bool(facts.get(name, False)) for name in YES_OR_NO},
        )
    )
    return {"grade": found.grade, "reasons": len(found.reasons)}


def _quality_outcome(given: Given) -> Answer:
    after = given.get("after")
    found = method.quality_outcome(
        given["better"],
        number(given["before"]),
        None if after is None else number(after),
        number(given.get("tolerance", "0")),
        bool(given.get("explanation_accepted", False)),
    )
    return {"outcome": found, "backward": found.counts_in_backward_look}


def _stage_counts(given: Given) -> Answer:
    stage = method.Stage[given["stage"]]
    amount = method.counted(
        number(given["amount"]),
        stage,
        given["look"],
        probability=number(given.get("probability", "1")),
        at_year_end=bool(given.get("at_year_end", False)),
    )
    return {"counting": method.counting(stage, given["look"]), "amount": amount}


def _gate(facts: Given) -> method.BaselineVerdict:
    return method.baseline_gate(facts["baseline"], day(facts["price_date"]), day(facts["start"]))


JUDGING: dict[str, Computation] = {
    "targets": _targets,
    "base_expenditure": _base_expenditure,
    "csr_target": _csr_target,
    "carry_forward": _carry_forward,
    "ni179": _ni179,
    "pct": _pct,
    "triangulate": _triangulate,
    "colour_rollup": _colour_rollup,
    "evidence_grade": _evidence_grade,
    "quality_outcome": _quality_outcome,
    "stage_counts": _stage_counts,
}
