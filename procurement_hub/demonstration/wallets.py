"""What the demonstration's suppliers have said of themselves: Pennine Paper all of it, the others a
little. The evidence that an approved list asks for is in the events: Pennine's insurance is about to
expire and Albion's has expired."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money
from procurement_hub.core.pdf import Document
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import services
from procurement_hub.suppliers.models import Connection, ContactRole, EvidenceKind
from procurement_hub.suppliers.services import Details, Figures, Proof
from procurement_hub.web.uploads import store

YEAR = timedelta(days=365)


def fill(people: dict[str, Actor], *, now: datetime) -> None:
    """Let the suppliers' bidders keep their profiles, as they would have done by `now`."""
    _describe(people["bids@pen.example"], now)
    _describe_others(people, now)
    _fill_pennine(people["bids@pen.example"], now)


def _own(actor: Actor) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.id == actor.organisation_id)).one()


def _describe(pennine: Actor, now: datetime) -> None:
    details = Details(
        company_number="04150001",
        ppon="PBRL-1724-VNQT",
        address="Unit 4, Canal Mill\nHebden Bridge\nHX7 0AA",
        website="https://pennine-paper.example",
        staff=12,
        turnover=Decimal("1850000.00"),
        balance_sheet=Decimal("940000.00"),
    )
    with transaction():
        services.describe(actor=pennine, now=now, organisation=_own(pennine), details=details)


def _describe_others(people: dict[str, Actor], now: datetime) -> None:
    others = {
        "bids@alb.example": Details(
            company_number="02750002", staff=640, turnover=Decimal("96000000.00"), website="albion.example"
        ),
        "bids@tvs.example": Details(
            company_number="07350003", staff=6, turnover=Decimal("310000.00"), vcse=True
        ),
    }
    for email, details in others.items():
        with transaction():
            services.describe(actor=people[email], now=now, organisation=_own(people[email]), details=details)


def _fill_pennine(actor: Actor, now: datetime) -> None:
    today = uk_date(now)
    _add(actor, now, EvidenceKind.EMPLOYERS_LIABILITY, _cover("Employers’ liability", "10000000", today, 290))
    _add(
        actor,
        now,
        EvidenceKind.POLICY,
        Proof(
            title="Environmental policy", issuer="Pennine Paper Ltd", issued_on=today - timedelta(days=200)
        ),
    )
    organisation = _own(actor)
    contacts = [
        (ContactRole.BIDS, "Carol Heaton", "bids@pen.example", "01422 555 0101"),
        (ContactRole.ORDERS, "Dev Marsden", "orders@pen.example", "01422 555 0102"),
        (ContactRole.INVOICES, "Dev Marsden", "accounts@pen.example", ""),
    ]
    persons = [
        ("Carol Heaton", Connection.DIRECTOR, 4, 1971),
        ("Martin Heaton", Connection.CONTROL, 9, 1968),
    ]
    with transaction():
        for role, name, email, phone in contacts:
            services.add_contact(
                actor=actor,
                now=now,
                organisation=organisation,
                role=role,
                name=name,
                email=email,
                phone=phone,
            )
        for name, connection, month, year in persons:
            services.add_connected_person(
                actor=actor,
                now=now,
                organisation=organisation,
                name=name,
                connection=connection,
                birth_month=month,
                birth_year=year,
            )
        for ago, turnover, profit in (
            (2, "1640000", "71000"),
            (1, "1720000", "84000"),
            (0, "1850000", "96000"),
        ):
            services.record_accounts(
                actor=actor,
                now=now,
                organisation=organisation,
                ended_on=date(today.year - 1 - ago, 12, 31),
                figures=Figures(
                    turnover=Decimal(turnover),
                    profit=Decimal(profit),
                    current_assets=Decimal(540000),
                    current_liabilities=Decimal(300000),
                    net_assets=Decimal(410000),
                ),
                years_in_profit=9,
            )


def _cover(title: str, amount: str, today: date, days_left: int) -> Proof:
    expires_on = today + timedelta(days=days_left)
    return Proof(
        title=title,
        issuer="Calder Mutual",
        reference=f"CM-{expires_on:%y%m}-{int(amount) // 1000000:02}",
        amount=Decimal(amount),
        issued_on=expires_on - YEAR,
        expires_on=expires_on,
    )


def _add(actor: Actor, now: datetime, kind: EvidenceKind, proof: Proof) -> None:
    file = store().put(_certificate(actor, kind, proof), media_type="application/pdf")
    with transaction():
        services.add_evidence(
            actor=actor,
            now=now,
            organisation=_own(actor),
            kind=kind,
            proof=proof,
            file=file,
            file_name=f"{kind.value.replace('_', '-')}.pdf",
        )


def _certificate(actor: Actor, kind: EvidenceKind, proof: Proof) -> bytes:
    document = Document(proof.title, proof.issuer, proof.reference or "")
    facts = [("Kind", kind.label), ("Held by", actor.organisation_name)]
    if proof.amount is not None:
        facts.append(("Cover for one claim", format_money(proof.amount)))
    if proof.expires_on is not None:
        facts.append(("Valid until", format_date(proof.expires_on)))
    document.facts(facts)
    document.paragraph("Made up for the demonstration.")
    return document.render()
