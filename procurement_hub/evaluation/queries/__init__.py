"""Reads for the pages of an evaluation, scoped to the reader: what an evaluator must not know yet is
never loaded."""

from procurement_hub.evaluation.queries.answers import Answer as Answer
from procurement_hub.evaluation.queries.answers import Sheet as Sheet
from procurement_hub.evaluation.queries.answers import own_sheet as own_sheet
from procurement_hub.evaluation.queries.answers import panel_sheet as panel_sheet
from procurement_hub.evaluation.queries.lots import LotResult as LotResult
from procurement_hub.evaluation.queries.lots import lot_result as lot_result
from procurement_hub.evaluation.queries.progress import own_progress as own_progress
from procurement_hub.evaluation.queries.progress import whole_progress as whole_progress
from procurement_hub.evaluation.queries.suppliers import Summary as Summary
from procurement_hub.evaluation.queries.suppliers import own_answers as own_answers
from procurement_hub.evaluation.queries.suppliers import own_results as own_results
from procurement_hub.evaluation.queries.suppliers import own_summary as own_summary
from procurement_hub.evaluation.queries.tenders import Evaluation as Evaluation
from procurement_hub.evaluation.queries.tenders import evaluation_for as evaluation_for
from procurement_hub.evaluation.queries.tenders import evaluations_page as evaluations_page
