"""A region in miniature: a centre, councils, suppliers and their people, and a round to frameworks path."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.demand.models import DemandRound
from procurement_hub.demand.services import NewItem
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Agreement, DirectAward, Framework, Lot
from procurement_hub.frameworks.services import NewLot
from tests.makers import declare

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 8, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 8, tzinfo=UTC)
JULY = datetime(2026, 7, 6, 9, tzinfo=UTC)
SIGNING = datetime(2026, 7, 17, 7, 30, tzinfo=UTC)

PAPER = NewItem(
    code="A4-80", title="A4 copier paper, 80 gsm, white, 500 sheets", unit="ream", cpv="30197643-5"
)
FIRM = {"WOK": 12000, "WAM": 9000, "BRF": 8000, "RDG": 20000, "WBK": 14000, "SLO": 15000}
PRICE = {"WOK": "4.10", "WAM": "3.85", "BRF": "4.40", "RDG": "3.60", "WBK": "3.55", "SLO": "3.30"}
TIERS = [
    (Decimal(1), Decimal("3.71")),
    (Decimal(50000), Decimal("3.55")),
    (Decimal(75000), Decimal("3.42")),
    (Decimal(100000), Decimal("3.29")),
]


@dataclass
class Region:
    """Organisations by code, and an actor for each role that a test needs."""

    organisations: dict[str, Organisation]
    people: dict[str, Person]

    def actor(self, code: str, *roles: str) -> Actor:
        organisation = self.organisations[code]
        person = self.people[code]
        return Actor(
            person.id,
            person.name,
            organisation.id,
            organisation.name,
            organisation.kind.value,
            frozenset(roles),
        )

    @property
    def lead(self) -> Actor:
        return self.actor("SECE", "procurement_lead", "opening_officer")

    def buyer(self, code: str) -> Actor:
        return self.actor(code, "buyer")

    def bidder(self, code: str) -> Actor:
        return self.actor(code, "bidder")


def make_region() -> Region:
    kinds = {
        "SECE": Kind.RCE,
        "NECE": Kind.RCE,
        **dict.fromkeys([*FIRM, "KEN"], Kind.COUNCIL),
        **dict.fromkeys(["PEN", "ALB"], Kind.SUPPLIER),
    }
    organisations = {
        code: Organisation(code=code, name=f"{code} organisation", kind=kind) for code, kind in kinds.items()
    }
    people = {
        code: Person(email=f"person@{code.lower()}.example", name=f"Person {code}", fs_uniquifier=code)
        for code in kinds
    }
    with transaction():
        db.session.add_all([*organisations.values(), *people.values()])
        db.session.add_all(
            [
                Unit(code="RM", name="ream"),
                Unit(code="EA", name="each"),
                CpvCode(code="30197643-5", title="Photocopier paper"),
                CpvCode(code="30213100-6", title="Portable computers"),
            ]
        )
        db.session.flush()
        for code in ("PEN", "ALB"):
            declare(organisations[code], people[code])
    return Region(organisations, people)


def open_paper_round(
    region: Region, *, items: tuple[NewItem, ...] = (PAPER,), code: str = "R1"
) -> DemandRound:
    with transaction():
        return demand.open_round(
            actor=region.lead,
            now=MARCH,
            title="Copier paper 2026 to 2030",
            closes_on=date(2026, 4, 30),
            items=list(items),
            code=code,
        )


def the_item(code: str = "A4-80") -> Item:
    return db.session.scalars(db.select(Item).where(Item.code == code)).one()


def register(region: Region, demand_round: DemandRound, code: str, quantity, **more):
    """A line of the council `code`, firm unless told otherwise."""
    with transaction():
        return demand.register_demand(
            actor=region.buyer(code),
            now=MARCH,
            demand_round=demand_round,
            item=more.pop("item", None) or the_item(),
            quantity=Decimal(quantity),
            commitment=more.pop("commitment", "firm"),
            **more,
        )


def closed_paper_round(region: Region, *, price_date: date = date(2026, 2, 15)) -> DemandRound:
    """The six councils' firm demand for paper, 78,000 reams, with what each pays, on invoices of that
    day."""
    demand_round = open_paper_round(region)
    for code, quantity in FIRM.items():
        register(
            region,
            demand_round,
            code,
            quantity,
            current_price=Decimal(PRICE[code]),
            current_quantity=Decimal(quantity),
            price_date=price_date,
            current_supplier="Present supplier",
            evidence_note="invoice-2026-02.pdf",
        )
    with transaction():
        demand.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    return demand_round


def paper_draft(region: Region, demand_round: DemandRound | None = None, **changes) -> Framework:
    """The Berkshire framework as a draft; `changes` replace arguments of draft_framework."""
    demand_round = demand_round or closed_paper_round(region)
    lot = NewLot(
        number="1",
        title="A4 paper",
        items=[the_item()],
        max_suppliers=1,
        direct_award=DirectAward.SOLE_SUPPLIER,
    )
    terms = {
        "code": "F1",
        "title": "Copier paper framework",
        "starts_on": date(2026, 8, 1),
        "ends_on": date(2030, 7, 31),
        "ceiling_gross": Decimal("400000.00"),
        "vat_rate": Decimal(20),
        "levy_percent": Decimal("1.00"),
        "entitled": [region.organisations[code] for code in FIRM],
        "lots": [lot],
    }
    with transaction():
        return frameworks.draft_framework(
            actor=region.lead, now=MAY, demand_round=demand_round, **(terms | changes)
        )


def awarded_framework(region: Region, supplier: str = "PEN", **changes) -> tuple[Framework, Agreement]:
    """The framework awarded to one supplier, with the standstill running to 16 July 2026."""
    framework = paper_draft(region, **changes)
    with transaction():
        frameworks.publish(actor=region.lead, now=JUNE, framework=framework)
    lot = db.session.scalars(db.select(Lot).where(Lot.framework_id == framework.id).limit(1)).one()
    with transaction():
        agreement = frameworks.add_agreement(
            actor=region.lead,
            now=JULY,
            lot=lot,
            supplier_id=region.organisations[supplier].id,
            rank=1,
            tiers={the_item().id: TIERS},
        )
        frameworks.mark_awarded(
            actor=region.lead,
            now=JULY,
            framework=framework,
            reference="2026-000001",
            standstill_ends_on=date(2026, 7, 16),
        )
    return framework, agreement


def live_framework(region: Region, supplier: str = "PEN", **changes) -> tuple[Framework, Agreement]:
    """The framework with its agreement signed by both."""
    framework, agreement = awarded_framework(region, supplier, **changes)
    with transaction():
        frameworks.sign_agreement(actor=region.bidder(supplier), now=SIGNING, agreement=agreement)
    with transaction():
        frameworks.countersign_agreement(actor=region.lead, now=SIGNING, agreement=agreement)
    return framework, agreement
