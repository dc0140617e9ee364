"""The life of a demand round: open, then closed for good."""

from procurement_hub.core.workflow import Workflow
from procurement_hub.demand.models import RoundStatus

ROUND = Workflow("demand round", [("close", [RoundStatus.OPEN], RoundStatus.CLOSED)])
