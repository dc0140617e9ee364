"""What a pack says of itself: how to read it, and the method in words."""

from procurement_hub.core.calendar import format_moment
from procurement_hub.savings.method import EDITIONS
from procurement_hub.statements.pack.scope import Scope

README = """\
Evidence pack
=============

{council}
{title}
{standing}

Check it
--------
    python3 verify.py

in the unpacked folder, or with the ZIP file's name behind it. It needs Python 3.10 or later and
nothing else, no network and no account. It checks the hash of every file, works out every ledger
entry again from its working, adds the ledger up to what was claimed of each gain, splits that as the
decision says into allowed, held and disallowed, works the statement's figures out from what was
allowed, and checks the chain of audit events. It holds every cell of a table for a spreadsheet against
what it is a copy of, every paper against the entries that rest on it, and every record against its
audit event. It says what it proved and what it could not check. Exit code 1 means a fault, named with
its file and row.

The SHA-256 of the whole pack was written to the audit trail when it was made. For a version of a
statement the pack is the same file whenever it is made, so the two can be compared.

What is in it
-------------
manifest.json        every file with its size, SHA-256 and what it proves
statement/           the statement as filed (sheet.json) with what was claimed, allowed, held and
                     disallowed of each gain, printed, as a workbook and as rows; the signatures
                     under it, each on the statement's SHA-256
ledger/              every entry with its working (entries.jsonl), the same as rows, and their sums
baselines/           what the council paid alone, frozen before
evidence/            the files kept as evidence of old prices and rebates
purchases/           orders, receipts, invoices, credit notes, prices agreed and changed, rebates
judgements/          quality checks, decisions, challenges, budget released, sign-offs, and the
                     gains of sheet.json as a table (standings.csv)
indices/             the releases of price indices that were read
method/              the method in words, and its editions
audit/               the audit events of these records as they were hashed, the links of the chains
                     between them, and the last event of each chain (heads.json)
names/               items, organisations, frameworks and people by their numbers

All money is pounds excluding VAT. Amounts in the ledger are not rounded. In the .csv files words
that begin like a spreadsheet formula have an apostrophe in front.
"""

METHOD = """\
How a gain is worked out
========================

For each quantity that was received and invoiced:

    before    what the council itself paid for one, frozen before the award
    factor    index of the year of supply / index of the year of the price; 1 without an index
    paid      the price on the invoice
    nominal = before - paid
    real    = before x factor - paid
    within  = the part of the quantity that the old yearly quantity (times the demand factor) still
              covers, after what was counted earlier in the year; all of it when the old quantity is
              not known, and all of it for a loss

    gross        = real x quantity
    cashable     = real x within                    for a loss, or with evidence from the budget
                 = max(0, min(nominal, real)) x within   otherwise
    not cashable: inflation avoided = real x within - cashable
                  more volume       = real x (quantity - within)

Gross, cashable and inflation avoided are rounded half up to a billionth of a pound. A price that is
not the council's own, is more than 36 months old when the framework starts, or is dated after the
start, carries no cash: what would be cashable is shown as not cashable. A budget counts for nothing,
and a list price is refused. Costs come off in the year in which they were incurred.

A year's recurring gain is the gross gain less one-off gains and recurring costs. Sustained is the
smaller of this year's and last year's, never below nothing; ongoing is the rest of this year's;
further is that and one-off gains less one-off costs; cumulative is sustained and further.

Everything is added up unrounded and rounded once, half up. Rows are rounded so that they add up to
their total: those with the largest remainders go up.

Editions
--------
"""


def readme(scope: Scope) -> bytes:
    filed = scope.filed
    standing = (
        f"Version {filed.version}, submitted {format_moment(filed.submitted_at)} by {filed.submitted_by}; "
        f"signed by {len(filed.signed)} of 3."
        if filed
        else f"As the books stood {format_moment(scope.until)}. Not a version that was filed."
    )
    return README.format(council=scope.sheet.council, title=scope.sheet.title, standing=standing).encode()


def method() -> bytes:
    editions = [
        f"{edition.version}  {edition.name}, for supplies from {edition.valid_from.isoformat()}\n"
        f"    {edition.what_changed}\n"
        for edition in EDITIONS.values()
        if not edition.trial
    ]
    return (METHOD + "\n".join(editions)).encode()
