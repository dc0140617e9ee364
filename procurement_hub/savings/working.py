"""The working of a ledger entry: what went in, kept as JSON, and the sums that come out of it.

An entry can be worked out again from its stored working alone, by the same edition of the
method, whatever has happened to anything else since (savings-method 2.16).
"""

import json

from procurement_hub.savings.method import METHOD_VERSION, Amounts, Working, edition

__all__ = ["Amounts", "Working", "work_out"]


def work_out(working: str, version: str = METHOD_VERSION) -> Amounts:
    """The amounts of a stored working by an edition of the method.

    A working that holds `before` and `after` is a correction: what the second gives more than the
    first. An unknown version is UnknownEdition."""
    values = json.loads(working)
    if "after" in values:
        return _gain(values["after"], version) - _gain(values["before"], version)
    return _gain(values, version)


def _gain(values: dict, version: str) -> Amounts:
    return edition(version).work_out(Working.from_values(values))
