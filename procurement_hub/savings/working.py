"""The working of a ledger entry: what went in, kept as JSON, and the sums that come out of it.

An entry can be worked out again from its stored working alone, by the same edition of the
method, whatever has happened to anything else since (savings-method 2.16).
"""

from procurement_hub.savings.method import METHOD_VERSION, Amounts, Working, read_working

__all__ = ["Amounts", "Working", "work_out"]


def work_out(working: str, version: str = METHOD_VERSION) -> Amounts:
    """The amounts of a stored working by an edition of the method.

    A working that holds `before` and `after` is a correction: what the second gives more than the
    first. An unknown version is UnknownEdition."""
    return read_working(working).amounts(version)
