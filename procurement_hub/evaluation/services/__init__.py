"""The verbs of an evaluation, in the order in which they happen."""

from procurement_hub.evaluation.services.noticing import publish_award_notice as publish_award_notice
from procurement_hub.evaluation.services.panel import declare_interest as declare_interest
from procurement_hub.evaluation.services.pricing import open_prices as open_prices
from procurement_hub.evaluation.services.pricing import start_opening_prices as start_opening_prices
from procurement_hub.evaluation.services.recommending import recommend_award as recommend_award
from procurement_hub.evaluation.services.recommending import (
    withdraw_recommendation as withdraw_recommendation,
)
from procurement_hub.evaluation.services.releasing import release_summaries as release_summaries
from procurement_hub.evaluation.services.scores import agree_score as agree_score
from procurement_hub.evaluation.services.scores import score as score
