"""What is asked about purchases beside the frameworks, and about claims that no invoice makes."""

from collections.abc import Sequence

from procurement_hub.core.money import format_pence
from procurement_hub.savings.forms import ItemField
from procurement_hub.savings.method import AvoidanceKind, Provision
from procurement_hub.savings.queries import Accrued
from procurement_hub.web.forms import (
    DateField,
    HubForm,
    MoneyField,
    QuantityField,
    RadiosField,
    TextAreaField,
    TextField,
    UnitPriceField,
)

ONCE = "one_off_gain"
NO_REBATE = 0


class PurchaseForm(HubForm):
    item = ItemField("Item", missing="Select the item")
    quantity = QuantityField("Quantity", missing="Enter the quantity", noun="The quantity", width="5")
    unit_price = UnitPriceField("Price for one, excluding VAT", missing="Enter the price for one", width="5")
    supplied_on = DateField(
        "When was it supplied?", missing="Enter the day of supply", noun="The day of supply"
    )
    supplier_name = TextField("Who supplied it?", missing="Enter who supplied it")
    reason = TextAreaField(
        "Why was it not bought under a framework?",
        rows=3,
        missing="Enter why it was not bought under a framework",
    )


class ClaimForm(HubForm):
    kind = RadiosField(
        "What is it?",
        choices=[
            (
                AvoidanceKind.PRICE_HELD.value,
                "Price held",
                "The supplier asked for an increase in writing, and you do not pay it. Never cash.",
            ),
            (
                AvoidanceKind.TENDER_MINUS_AWARD.value,
                "Tender minus award",
                "The award lies below the median compliant tender. Never cash.",
            ),
            (
                AvoidanceKind.BENCHMARK.value,
                "Below a benchmark",
                "The price lies below the median of other councils or a market average. Never cash.",
            ),
            (
                AvoidanceKind.PROCESS.value,
                "Process saving",
                "Work that did not have to be done, such as a tender of your own. Never cash.",
            ),
            (ONCE, "One-off gain", "Money that came to your council and is not expected again. Cash."),
        ],
        missing="Select what it is",
    )
    rebate = RadiosField(
        "Is it paid out of a rebate that is in your books?",
        hint="Your part of a rebate was counted when the supplier confirmed it. Only what the centre kept of "
        "it is new when it is paid out.",
        missing="Select whether it is paid out of a rebate that is in your books",
        coerce=int,
        choices=[],
    )
    item = ItemField("Item", missing="Select the item")
    amount = MoneyField(
        "Amount", hint="Excluding VAT.", minimum="0.01", missing="Enter the amount", noun="The amount"
    )
    reason = TextAreaField(
        "How is it worked out, and what shows it?",
        hint="Such as the letter that asked for 5% more, and the spend that it is on.",
        rows=4,
        missing="Enter how it is worked out",
    )

    def ask_about(self, accrued: Sequence[Accrued]) -> None:
        """Ask which rebate it is paid out of; nothing where the books have none."""
        if not accrued:
            del self.rebate
            return
        self.rebate.choices = [
            (NO_REBATE, "No, it comes from elsewhere"),
            *(
                (
                    found.rebate_id,
                    found.title,
                    f"{format_pence(found.counted)} of it is counted, and the centre kept "
                    f"{format_pence(found.kept)} of your part.",
                )
                for found in accrued
            ),
        ]

    @property
    def paid_out_of(self) -> int | None:
        """The rebate, if it is paid out of one."""
        return (self.rebate.data or None) if self.rebate else None


class SubstitutionForm(HubForm):
    item = ItemField("Service used now", missing="Select the service used now")
    people_before = QuantityField(
        "People served before", missing="Enter how many people were served before", width="5"
    )
    units_before = QuantityField(
        "Units for each in a year before",
        hint="1 for a place that is paid by the year; hours a week times 52 for care by the hour.",
        missing="Enter the units for each in a year before",
        width="5",
    )
    price_before = UnitPriceField(
        "Price of a unit before, excluding VAT", missing="Enter the price of a unit before", width="5"
    )
    people_after = QuantityField(
        "People served now", missing="Enter how many people are served now", width="5"
    )
    units_after = QuantityField(
        "Units for each in a year now", missing="Enter the units for each in a year now", width="5"
    )
    price_after = UnitPriceField(
        "Price of a unit now, excluding VAT", missing="Enter the price of a unit now", width="5"
    )
    displaced_costs = MoneyField(
        "What does it cost elsewhere in a year?",
        hint="Such as dearer transport. Excluding VAT. It is charged as a recurring cost.",
        optional=True,
        noun="The cost",
    )
    reason = TextAreaField("What replaced what?", rows=3, missing="Enter what replaced what")

    @property
    def before(self) -> Provision:
        return Provision(self.people_before.data, self.units_before.data, self.price_before.data)

    @property
    def after(self) -> Provision:
        return Provision(self.people_after.data, self.units_after.data, self.price_after.data)
