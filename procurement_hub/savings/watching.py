"""Whether a low price may stand: the floor, and the hours that each person gets (needs S2-37).

Pure: it judges the records that it is given. A price under the floor goes to review; hours that
rise after a price cut send the gain to be tested again by its cost for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.money import format_unit_price
from procurement_hub.savings.method.hours import RETEST_ABOVE_PERCENT
from procurement_hub.savings.models import FloorBasis, PriceWatch, WatchKind

HOURS_MAY_RISE_PERCENT = RETEST_ABOVE_PERCENT
"""Per cent by which the hours of one person may rise after a price cut before the gain is tested again."""


class Concern(StrEnum):
    SUSTAINABILITY_REVIEW = "sustainability_review"
    HOURS_RISEN = "hours_risen"

    @property
    def label(self) -> str:
        return {
            "sustainability_review": "Sustainability review: the price is under the floor",
            "hours_risen": "To be tested again: hours for each person have risen",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watches on an item say about one gain. `concern` is None when the price may stand.

    `cost_before` and `cost_now` are £ net for one person, None without hours on record."""

    concern: Concern | None
    sentence: str
    floor: PriceWatch | None = None
    hours: PriceWatch | None = None
    review: PriceWatch | None = None
    cost_before: Decimal | None = None
    cost_now: Decimal | None = None

    @property
    def saves_for_each_person(self) -> bool:
        return self.cost_before is None or self.cost_now < self.cost_before

    def recorded_by(self, person_id: int | None) -> bool:
        """Whether that person recorded the floor or the hours, and so may not review them."""
        return any(watch and watch.recorded_by_id == person_id for watch in (self.floor, self.hours))

    def may_be_reviewed_by(self, person_id: int | None) -> bool:
        return self.saves_for_each_person and not self.recorded_by(person_id)


NOTHING = Watched(None, "")


def judge(
    watches: Sequence[PriceWatch],
    *,
    framework_id: int | None,
    price_before: Decimal | None,
    price_paid: Decimal | None,
) -> Watched:
    """Prices are £ net a unit: the baseline's, and the average that was paid."""
    floor, hours = _latest(watches, WatchKind.FLOOR), _latest(watches, WatchKind.HOURS)
    if price_paid is None or (floor is None and hours is None):
        return NOTHING
    review = _latest([watch for watch in watches if watch.framework_id == framework_id], WatchKind.REVIEW)
    before = hours.hours_before * price_before if hours and price_before is not None else None
    now = hours.hours_after * price_paid if hours and price_before is not None else None
    concern, sentence = _concern(floor, hours, price_before, price_paid)
    if concern and _covers(review, floor, hours, price_paid):
        concern = None
    return Watched(concern, sentence if concern else "", floor, hours, review, before, now)


def _concern(
    floor: PriceWatch | None, hours: PriceWatch | None, price_before: Decimal | None, price_paid: Decimal
) -> tuple[Concern | None, str]:
    if floor and price_paid < floor.unit_price:
        return Concern.SUSTAINABILITY_REVIEW, (
            f"The price paid, {format_unit_price(_shown(price_paid))}, is under the floor of "
            f"{format_unit_price(floor.unit_price)} ({_basis(floor)}). It is held until somebody says why "
            "the service can be kept at it."
        )
    if hours and price_before is not None and price_paid < price_before:
        most = hours.hours_before * (100 + HOURS_MAY_RISE_PERCENT) / 100
        if hours.hours_after > most:
            return Concern.HOURS_RISEN, (
                f"The price fell, and hours for each person rose by more than {HOURS_MAY_RISE_PERCENT:f}%. "
                "The gain is held until it has been tested again."
            )
    return None, ""


def _covers(
    review: PriceWatch | None, floor: PriceWatch | None, hours: PriceWatch | None, price_paid: Decimal
) -> bool:
    """A review holds until a newer floor or newer hours, or a price below the one reviewed."""
    if review is None or _shown(price_paid) < review.unit_price:
        return False
    return all(watch is None or watch.id < review.id for watch in (floor, hours))


def _latest(watches: Sequence[PriceWatch], kind: WatchKind) -> PriceWatch | None:
    return max((watch for watch in watches if watch.kind is kind), key=lambda watch: watch.id, default=None)


def _basis(floor: PriceWatch) -> str:
    return FloorBasis(floor.basis).label.lower()


def _shown(price: Decimal) -> Decimal:
    """An average price to a millionth, as a price is kept."""
    return price.quantize(Decimal("0.000001"))
