"""The Berkshire paper framework, live, and a short way from an order to its invoice.

Times are August 2026 to July 2027; the framework runs from 1 August 2026."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import CreditNote, Invoice, Order, Receipt
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Agreement, Framework, Lot
from tests.region import Region, live_framework, make_region, the_item

AUGUST = datetime(2026, 8, 5, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 6, 10, tzinfo=UTC)
NEXT_APRIL = datetime(2027, 4, 6, 9, tzinfo=UTC)
PRICE = Decimal("3.42")


@dataclass
class Market:
    """A live framework and the people around it. Every person holds one role only."""

    region: Region
    framework: Framework
    agreement: Agreement
    lot: Lot
    item: Item

    def __post_init__(self):
        self.people: dict[tuple[str, str], Person] = {}
        self.numbers = count(1)

    def actor(self, code: str, role: str) -> Actor:
        organisation = self.region.organisations[code]
        person = self.people.get((code, role)) or self._person(code, role)
        return Actor(
            person.id,
            person.name,
            organisation.id,
            organisation.name,
            organisation.kind.value,
            frozenset({role}),
        )

    def _person(self, code: str, role: str) -> Person:
        with transaction():
            name = f"{role}@{code}".lower()
            person = Person(email=f"{name}.example", name=name, fs_uniquifier=name)
            db.session.add(person)
            db.session.flush()
            membership = Membership(person_id=person.id, organisation_id=self.region.organisations[code].id)
            membership.held_roles = [MembershipRole(role=Role(role))]
            db.session.add(membership)
        self.people[code, role] = person
        return person

    def council_id(self, code: str) -> int:
        return self.region.organisations[code].id

    def place(self, code: str, quantity, *, at: datetime = AUGUST, **more) -> Order:
        buyer = self.actor(code, "buyer")
        with transaction("place_order", actor=buyer, now=at):
            return services.place_order(
                actor=buyer,
                now=at,
                lot=self.lot,
                lines=more.pop("lines", None) or [(self.item, Decimal(quantity))],
                budget_code=more.pop("budget_code", "1001"),
                **more,
            )

    def approve(self, order: Order, code: str, *, at: datetime = AUGUST) -> Order:
        approver = self.actor(code, "approver")
        with transaction("approve_order", actor=approver, now=at):
            return services.approve_order(actor=approver, now=at, order=order)

    def accept(self, order: Order, *, supplier: str = "PEN", at: datetime = AUGUST) -> Order:
        bidder = self.actor(supplier, "bidder")
        with transaction("accept_order", actor=bidder, now=at):
            return services.accept_order(actor=bidder, now=at, order=order)

    def accepted(self, code: str, quantity, *, at: datetime = AUGUST) -> Order:
        order = self.place(code, quantity, at=at)
        self.approve(order, code, at=at)
        return self.accept(order, at=at)

    def receive(self, order: Order, code: str, quantity, *, at: datetime = AUGUST, **more) -> Receipt:
        buyer = self.actor(code, "buyer")
        with transaction("receive", actor=buyer, now=at):
            return services.receive(
                actor=buyer, now=at, order=order, lines=[(self.item, Decimal(quantity))], **more
            )

    def invoice(
        self, order: Order, quantity, *, price=PRICE, number: str | None = None, at: datetime = AUGUST
    ) -> Invoice:
        bidder = self.actor("PEN", "bidder")
        with transaction("invoice", actor=bidder, now=at):
            return services.invoice(
                actor=bidder,
                now=at,
                order=order,
                number=number or f"INV-{next(self.numbers)}",
                lines=[(self.item, Decimal(quantity), Decimal(price))],
            )

    def credit(
        self, invoice: Invoice, *, returned=None, price=None, number: str | None = None, at: datetime = AUGUST
    ) -> CreditNote:
        """The supplier credits units of the item that went back, or a lower price for those kept."""
        bidder = self.actor("PEN", "bidder")
        line = services.Credit(
            self.item,
            "Damaged in the warehouse" if price is None else "Price agreed afterwards",
            returned=None if returned is None else Decimal(returned),
            unit_price=None if price is None else Decimal(price),
        )
        with transaction("credit_invoice", actor=bidder, now=at):
            return services.credit_invoice(
                actor=bidder,
                now=at,
                invoice=invoice,
                number=number or f"CN-{next(self.numbers)}",
                lines=[line],
            )

    def buy(self, code: str, quantity, *, at: datetime = AUGUST) -> Order:
        """Order, approve, accept, receive and invoice a quantity, all at one moment."""
        order = self.accepted(code, quantity, at=at)
        self.receive(order, code, quantity, at=at)
        self.invoice(order, quantity, at=at)
        return order


def paper_market(**changes) -> Market:
    return market_of(make_region(), **changes)


def market_of(region: Region, **changes) -> Market:
    """The same in a region that is there already."""
    framework, agreement = live_framework(region, **changes)
    lot = db.session.scalars(db.select(Lot).where(Lot.framework_id == framework.id)).first()
    return Market(region, framework, agreement, lot, the_item())
