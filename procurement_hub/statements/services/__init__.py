"""What is done with statements: words and headings before, filing and signing, plans and due dates."""

from procurement_hub.statements.services.filing import sign_statement, signatories_of, submit_statement
from procurement_hub.statements.services.planning import plan_gain
from procurement_hub.statements.services.scheduling import set_due_date
from procurement_hub.statements.services.writing import choose_heading, write_narrative

__all__ = [
    "choose_heading",
    "plan_gain",
    "set_due_date",
    "sign_statement",
    "signatories_of",
    "submit_statement",
    "write_narrative",
]
