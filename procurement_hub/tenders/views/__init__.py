"""The pages of tenders, one module a step."""

from procurement_hub.tenders.views import addenda as addenda
from procurement_hub.tenders.views import alerts as alerts
from procurement_hub.tenders.views import answer_bank as answer_bank
from procurement_hub.tenders.views import bids as bids
from procurement_hub.tenders.views import feed as feed
from procurement_hub.tenders.views import files as files
from procurement_hub.tenders.views import following as following
from procurement_hub.tenders.views import opening as opening
from procurement_hub.tenders.views import practice as practice
from procurement_hub.tenders.views import pricing as pricing
from procurement_hub.tenders.views import publish as publish
from procurement_hub.tenders.views import questions as questions
from procurement_hub.tenders.views import receipts as receipts
from procurement_hub.tenders.views import uploads as uploads
from procurement_hub.tenders.views import verifying as verifying
from procurement_hub.tenders.views import winning as winning
from procurement_hub.tenders.views import writing as writing
from procurement_hub.tenders.views.blueprint import blueprint as blueprint
from procurement_hub.tenders.views.health import health_blueprint as health_blueprint

from procurement_hub.tenders.views import public as public  # isort: skip
