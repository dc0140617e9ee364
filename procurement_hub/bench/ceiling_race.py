"""`ceiling-race`: fifty buyers in eight processes under one framework, against fifty frameworks.

Every order must fit under three ceilings: framework, lot and supplier. The last orders do not,
and are refused. Hot ÷ spread is what it costs that everybody wants the same framework.
"""

from decimal import Decimal

from procurement_hub.bench.books import check_ceilings, check_trail
from procurement_hub.bench.buyers import Crowd, Errand, Tally, crowd
from procurement_hub.bench.engines import Engine, migrated, opened
from procurement_hub.bench.figures import Figure, Result, Void, alternate
from procurement_hub.bench.market import COUNCILS, GROSS, Market, Place, open_market

FLOOR, AIM = 0.30, 0.80
KILLED_AFTER = 3  # answers to the process that is killed


def run(engines: list[Engine], *, pairs: int, scale: float) -> Result:
    result = Result("ceiling-race")
    each = max(2, round(16 * scale))  # orders of a buyer in a round
    for engine in engines:
        _race_on(engine, result, pairs, each)
    return result


def _race_on(engine: Engine, result: Result, pairs: int, each: int) -> None:
    fits = max(1, each - max(1, each // 8))  # orders that fit under a spread ceiling
    room = GROSS - Decimal("0.01")  # a penny too little for one order more
    hot_ceiling, spread_ceiling = GROSS * fits * COUNCILS + room, GROSS * fits + room
    ceilings = [hot_ceiling] * (pairs + 2) + [spread_ceiling] * (pairs * COUNCILS)
    url = migrated(engine, "ceiling-race")
    with opened(url):
        market = open_market(ceilings)
    (warm, doomed, *hot), spread = market.places[: pairs + 2], market.places[pairs + 2 :]
    tries, fitting = each * COUNCILS, fits * COUNCILS

    with crowd(url) as buyers:

        def on_one(pair: int) -> float:
            told = buyers.race(_errands(market, [hot[pair]] * COUNCILS, each))
            return _as_expected(told, tries, fitting).rate

        def on_fifty(pair: int) -> float:
            places = spread[pair * COUNCILS : (pair + 1) * COUNCILS]
            told = buyers.race(_errands(market, places, each))
            return _as_expected(told, tries, fitting).rate

        buyers.race(_errands(market, [warm] * COUNCILS, each))
        ours, bare, ratios = alternate(on_fifty, on_one, pairs)
    with crowd(url, each_answer_at_once=True) as buyers:
        killed = _race_with_a_death(buyers, market, doomed, each)

    with opened(url):
        check_ceilings([warm, *hot], committed=GROSS * fitting)
        check_ceilings(spread, committed=GROSS * fits)
        survived = check_ceilings([doomed])
        if not killed.placed <= survived <= killed.placed + 1:
            raise Void(f"{killed.placed} orders were acknowledged before the kill, but {survived} are kept")
        check_trail(placed=(2 * pairs + 1) * fitting + survived)
    result.figures.append(
        Figure(
            f"one framework, on {engine.name}",
            ours,
            bare,
            ratios,
            FLOOR,
            AIM,
            what_is_bare="fifty frameworks",
        )
    )
    result.kept += [
        f"{engine.name}: {2 * pairs * tries:,} orders tried, 0 over a ceiling, 0 too few, "
        f"{2 * pairs * (tries - fitting):,} refused, 0 errors shown",
        f"{engine.name}: with one process killed (SIGKILL) mid-race, sum of orders = committed ≤ ceiling, "
        "0 acknowledged orders lost",
        f"{engine.name}: every order has its line and its audit event, every chain is whole",
    ]


def _errands(market: Market, places: list[Place], each: int) -> list[Errand]:
    """Buyer after buyer, each at its own place, `each` times over."""
    return [
        Errand(buyer, place.lot_id, market.items[turn % len(market.items)])
        for turn in range(each)
        for buyer, place in zip(market.buyers, places, strict=True)
    ]


def _as_expected(told: Tally, tries: int, fitting: int) -> Tally:
    if told.errors:
        raise Void(f"{len(told.errors)} errors shown to buyers, the first: {told.errors[0]}")
    if (told.placed, told.refused) != (fitting, tries - fitting):
        raise Void(f"{fitting} of {tries} orders fit, but {told.placed} were placed")
    return told


def _race_with_a_death(buyers: Crowd, market: Market, place: Place, each: int) -> Tally:
    told = buyers.race(_errands(market, [place] * COUNCILS, each), kill_after=KILLED_AFTER)
    if told.errors:
        raise Void(f"an error shown after another process was killed: {told.errors[0]}")
    if not told.killed:
        raise Void("the process that was to be killed had finished before")
    return told
