"""National indicator 179: gains per Band D equivalent and in per cent of the base (savings-method 2.12)."""

from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.targets.models import BaseExpenditure, CouncilTaxBase
from procurement_hub.targets.queries.aims import tax_base
from procurement_hub.targets.queries.bases import bases_of
from procurement_hub.targets.queries.gains import altogether, gains_by_council
from procurement_hub.targets.reckoning import base_for, percent_of

BASE_YEAR = 2007
"""The base of the indicator is 2007/08 for as long as its years run; later years take the year before."""
LAST_YEAR = 2010


@dataclass(frozen=True, slots=True)
class BandD:
    """Cashable gains after costs (£, unrounded), and what they come to for a taxpayer."""

    financial_year: int
    base_year: int
    gain: Decimal
    tax_base: CouncilTaxBase | None
    base: BaseExpenditure | None

    @property
    def per_band_d(self) -> Decimal | None:
        """£ for each Band D equivalent, unrounded."""
        return self.gain / self.tax_base.band_d if self.tax_base else None

    @property
    def percent(self) -> Decimal | None:
        """Gains in per cent of the base, to 1 decimal place."""
        return percent_of(self.gain, self.base.net) if self.base else None


def band_d(council_id: int, financial_year: int) -> BandD:
    """The indicator of a council's year, as far as its inputs are recorded."""
    base_year = BASE_YEAR if BASE_YEAR < financial_year <= LAST_YEAR else financial_year - 1
    gains = gains_by_council([council_id], financial_year).get(council_id, {})
    return BandD(
        financial_year=financial_year,
        base_year=base_year,
        gain=altogether(gains).cashable,
        tax_base=tax_base(council_id, financial_year),
        base=base_for(
            bases_of([council_id]).get(council_id, []), base_year=base_year, financial_year=financial_year
        ),
    )
