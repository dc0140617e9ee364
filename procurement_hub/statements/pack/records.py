"""The records of a pack, table by table: which rows belong to it, and in which order they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.calloffs.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Rebate,
    Receipt,
    ReceiptLine,
    SharedCost,
)
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Base, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.frameworks.models import AgreedTier, Framework, PriceChange, PriceChangeStatus
from procurement_hub.savings.models import (
    Baseline,
    BudgetRelease,
    Challenge,
    ChallengeRemark,
    GainDecision,
    GainEntry,
    IndexRelease,
    IndexSeries,
    OffFrameworkPurchase,
    QualityCheck,
    QualityChoice,
    SignOff,
    YearValue,
)
from procurement_hub.statements.models import Signature
from procurement_hub.statements.pack.scope import Scope

AT_ONCE = 500
CHANGES_LATER = {
    Order: {"status", "committed_gross", "ended_at", "ended_by_id", "end_reason", "request_key"},
    OrderLine: {"received", "invoiced"},
    Receipt: {"request_key"},
    ReceiptLine: {"matched"},
    InvoiceLine: {"returned", "credited_price"},
    Challenge: {"status"},
    QualityCheck: {"explanation", "explained_at", "explained_by_id"},
    SignOff: {"withdrawn_at", "withdrawn_by_id", "withdrawal_reason"},
    OffFrameworkPurchase: {"struck_at", "struck_by_id", "struck_reason"},
    StoredDocument: {"key"},
}
"""Columns that move on after a record was made, or that nobody outside needs: they are left out, and
what moved them is in the audit events. A pack of a version would otherwise not stay the same."""
NAMED = {
    Item: ("id", "code", "title", "unit_code", "cpv_code"),
    Organisation: ("id", "code", "name"),
    Person: ("id", "name"),
    Framework: ("id", "code", "title", "starts_on", "ends_on", "award_notice_reference", "award_notice_at"),
}
"""Tables of which a pack only needs the names."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that belong to the pack, where they are written, and what they prove."""

    path: str
    model: type[Base]
    where: ColumnElement[bool]
    proves: str

    @property
    def columns(self) -> list[str]:
        if self.model in NAMED:
            return list(NAMED[self.model])
        hidden = CHANGES_LATER.get(self.model, set())
        return [column.name for column in self.model.__table__.columns if column.name not in hidden]

    def rows(self) -> Iterator[tuple]:
        """In the order of the key, read in portions."""
        table = self.model.__table__
        yield from db.session.execute(
            select(*(table.c[name] for name in self.columns))
            .where(self.where)
            .order_by(*table.primary_key.columns)
            .execution_options(yield_per=AT_ONCE)
        )

    def ids(self) -> Select:
        return select(self.model.id).where(self.where)


def entries(scope: Scope) -> Iterator[dict]:
    """The ledger with its workings, in the order of writing."""
    names = [column.name for column in GainEntry.__table__.columns]
    rows = db.session.execute(
        select(GainEntry.__table__)
        .where(scope.entries)
        .order_by(GainEntry.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _of_entries(scope: Scope, column) -> Select:
    return select(column).where(scope.entries, column.is_not(None))


def purchases(scope: Scope) -> list[Table]:
    """What was bought: from the agreement's prices to the invoice and what was credited of it."""
    invoice_lines = InvoiceLine.id.in_(_of_entries(scope, GainEntry.invoice_line_id))
    invoices = Invoice.id.in_(select(InvoiceLine.invoice_id).where(invoice_lines))
    orders = Order.id.in_(select(Invoice.order_id).where(invoices))
    receipt_lines = ReceiptLine.id.in_(_of_entries(scope, GainEntry.receipt_line_id))
    credit_lines = CreditNoteLine.id.in_(_of_entries(scope, GainEntry.credit_note_line_id))
    agreements = select(Order.agreement_id).where(orders)
    items = _of_entries(scope, GainEntry.item_id)
    return [
        Table("purchases/orders.csv", Order, orders, "Who ordered what through which agreement"),
        Table(
            "purchases/order-lines.csv",
            OrderLine,
            OrderLine.order_id.in_(select(Order.id).where(orders)),
            "The quantity and unit price of each order",
        ),
        Table(
            "purchases/receipts.csv",
            Receipt,
            Receipt.id.in_(select(ReceiptLine.receipt_id).where(receipt_lines)),
            "When deliveries were taken in, and by whom",
        ),
        Table("purchases/receipt-lines.csv", ReceiptLine, receipt_lines, "How much came, on which day"),
        Table("purchases/invoices.csv", Invoice, invoices, "The supplier's invoices"),
        Table("purchases/invoice-lines.csv", InvoiceLine, invoice_lines, "The price paid for each quantity"),
        Table(
            "purchases/credit-notes.csv",
            CreditNote,
            CreditNote.id.in_(select(CreditNoteLine.credit_note_id).where(credit_lines)),
            "What suppliers gave back of an invoice",
        ),
        Table(
            "purchases/credit-note-lines.csv",
            CreditNoteLine,
            credit_lines,
            "What went back, or became cheaper",
        ),
        Table(
            "purchases/price-schedules.csv",
            AgreedTier,
            and_(AgreedTier.agreement_id.in_(agreements), AgreedTier.item_id.in_(items)),
            "The prices that the supplier had agreed to",
        ),
        Table(
            "purchases/price-changes.csv",
            PriceChange,
            and_(
                PriceChange.agreement_id.in_(agreements),
                PriceChange.item_id.in_(items),
                PriceChange.status == PriceChangeStatus.AGREED,
                PriceChange.answered_at <= scope.until,
            ),
            "Prices that were changed by agreement",
        ),
        Table(
            "purchases/rebates.csv",
            Rebate,
            Rebate.id.in_(_of_entries(scope, GainEntry.rebate_id)),
            "Rebates that the supplier's statement confirms",
        ),
        Table(
            "purchases/shared-costs.csv",
            SharedCost,
            SharedCost.id.in_(_of_entries(scope, GainEntry.shared_cost_id)),
            "Costs of the centre that its councils bear",
        ),
        Table(
            "purchases/off-framework.csv",
            OffFrameworkPurchase,
            and_(
                OffFrameworkPurchase.council_id == scope.council_id,
                OffFrameworkPurchase.financial_year == scope.financial_year,
                OffFrameworkPurchase.recorded_at <= scope.until,
            ),
            "What was bought beside the frameworks: reported, never claimed",
        ),
    ]


def baselines(scope: Scope) -> Table:
    where = Baseline.id.in_(_of_entries(scope, GainEntry.baseline_id))
    return Table("baselines/baselines.csv", Baseline, where, "What the council paid alone, frozen")


def evidence(scope: Scope) -> Table:
    """The files behind old prices and rebates."""
    of_baselines = select(Baseline.evidence_id).where(baselines(scope).where)
    of_rebates = select(Rebate.statement_id).where(Rebate.id.in_(_of_entries(scope, GainEntry.rebate_id)))
    where = or_(StoredDocument.id.in_(of_baselines), StoredDocument.id.in_(of_rebates))
    return Table("evidence/files.csv", StoredDocument, where, "The files kept as evidence, with their hashes")


def documents(table: Table) -> list[StoredDocument]:
    """The stored documents of that table, to find their bytes by."""
    return list(db.session.scalars(select(StoredDocument).where(table.where).order_by(StoredDocument.id)))


def judgements(scope: Scope) -> list[Table]:
    """What was checked, decided, asked and signed."""
    checks = _of_year(scope, QualityCheck, QualityCheck.recorded_at)
    challenges = _of_year(scope, Challenge, Challenge.raised_at)
    return [
        Table("judgements/quality-checks.csv", QualityCheck, checks, "Whether the service stayed as good"),
        Table(
            "judgements/quality-choices.csv",
            QualityChoice,
            QualityChoice.id.in_(select(QualityCheck.choice_id).where(checks)),
            "Which indicators were chosen, and whether before the award",
        ),
        Table(
            "judgements/decisions.csv",
            GainDecision,
            _of_year(scope, GainDecision, GainDecision.decided_at),
            "What was accepted, held or rejected, with code and reason",
        ),
        Table("judgements/challenges.csv", Challenge, challenges, "What outside reviewers challenged"),
        Table(
            "judgements/challenge-remarks.csv",
            ChallengeRemark,
            and_(
                ChallengeRemark.challenge_id.in_(select(Challenge.id).where(challenges)),
                ChallengeRemark.said_at <= scope.until,
            ),
            "What was asked and answered",
        ),
        Table(
            "judgements/budget-releases.csv",
            BudgetRelease,
            _of_year(scope, BudgetRelease, BudgetRelease.released_at),
            "What became of the money that was freed",
        ),
        Table(
            "judgements/sign-offs.csv",
            SignOff,
            _of_year(scope, SignOff, SignOff.signed_at),
            "The chief finance officer's decisions on the year",
        ),
        Table(
            "statement/signatures.csv",
            Signature,
            Signature.submission_id == (scope.submission_id or 0),
            "Who signed this version, on which hash",
        ),
    ]


def _of_year(scope: Scope, model, moment) -> ColumnElement[bool]:
    return and_(
        model.council_id == scope.council_id,
        model.financial_year == scope.financial_year,
        moment <= scope.until,
    )


def indices(read: set[tuple[str, object]]) -> list[Table]:
    """The releases of indices that the workings name, by code and vintage."""
    releases = select(IndexRelease.id).join(IndexSeries, IndexSeries.id == IndexRelease.series_id)
    releases = releases.where(tuple_(IndexSeries.code, IndexRelease.vintage).in_(sorted(read)))
    return [
        Table(
            "indices/series.csv",
            IndexSeries,
            IndexSeries.code.in_(sorted({code for code, _ in read})),
            "The price indices that were read",
        ),
        Table("indices/releases.csv", IndexRelease, IndexRelease.id.in_(releases), "From which publication"),
        Table("indices/values.csv", YearValue, YearValue.release_id.in_(releases), "Their values by year"),
    ]


def names(kind: type[Base], ids: set[int], what: str) -> Table:
    return Table(f"names/{kind.__tablename__}s.csv", kind, kind.id.in_(sorted(ids)), what)
