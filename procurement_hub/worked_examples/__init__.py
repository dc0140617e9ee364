"""Published worked examples, computed with the functions that the pages and the ledger use.

An example is `{"id", "fn", "in", "out"}`. `check` computes each and says where the answers
differ, so that anyone with the file can test the arithmetic without reading the code.
"""

from procurement_hub.worked_examples.checking import CheckResult, Difference, check

__all__ = ["CheckResult", "Difference", "check"]
