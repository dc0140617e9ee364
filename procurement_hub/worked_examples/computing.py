"""Which of the platform's own functions computes an example, by the name that the example gives."""

from __future__ import annotations

from procurement_hub.worked_examples.gains import GAINS
from procurement_hub.worked_examples.given import Computation
from procurement_hub.worked_examples.judging import JUDGING
from procurement_hub.worked_examples.law import LAW
from procurement_hub.worked_examples.prices import PRICES
from procurement_hub.worked_examples.years import YEARS

COMPUTED_BY: dict[str, Computation] = GAINS | YEARS | PRICES | JUDGING | LAW
