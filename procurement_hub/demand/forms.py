"""What the demand pages ask for, and in which words."""

from procurement_hub.demand.models import Commitment
from procurement_hub.savings.baselines import GOOD_FOR, RefusedPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.web.fields.numbers import NumberField
from procurement_hub.web.forms import (
    DateField,
    FieldList,
    FormField,
    HubForm,
    PercentField,
    QuantityField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    UnitPriceField,
    UploadField,
)

MOST_ITEMS = 60


class RoundItemRow(RowForm):
    """An item that the round asks about."""

    code = TextField(
        "Reference",
        hint="Short, such as A4-80. An item used before keeps its reference.",
        missing="Enter a reference for the item",
        classes="govuk-input--width-10",
    )
    title = TextField(
        "What it is",
        hint="As a supplier would say it, such as A4 copier paper, 80 gsm, white, 500 sheets.",
        missing="Enter what the item is",
    )
    unit = TextField(
        "Unit",
        hint="What quantities and prices are counted in: ream, each, box, hour.",
        missing="Enter the unit that the item is counted in",
        classes="govuk-input--width-10",
    )
    cpv = TextField(
        "CPV code",
        hint="With its check digit, such as 30197643-5. Search below if you do not know it.",
        missing="Enter the CPV code",
        classes="govuk-input--width-10",
    )
    specification = TextAreaField("Specification", rows=2, optional=True)


class RoundForm(HubForm):
    title = TextField(
        "Title", hint="Such as Copier paper 2026 to 2030.", missing="Enter a title for the round"
    )
    closes_on = DateField(
        "Closing date",
        hint="Councils can register until the end of this day. For example, 30 4 2026.",
        missing="Enter the closing date",
    )
    items = FieldList(FormField(RoundItemRow), min_entries=1, max_entries=MOST_ITEMS)
    cpv_search = TextField(
        "Find a CPV code",
        hint="A word or two for what you buy, or the first digits of a code.",
        optional=True,
        classes="govuk-input--width-20",
    )


class LineForm(HubForm):
    """A council's answer about one item."""

    commitment = RadiosField(
        "How sure is this quantity?",
        choices=[
            (Commitment.FIRM, "Firm", "We will buy this. It counts towards the price tier."),
            (Commitment.SOFT, "Soft", "We may buy this. Suppliers see it, but no price depends on it."),
        ],
        coerce=Commitment,
        missing="Say whether the quantity is firm or soft",
    )
    quantity = QuantityField(
        "Quantity needed in a year", noun="The quantity", missing="Enter the quantity", minimum="0.001"
    )
    current_price = UnitPriceField(
        "What you pay now for one",
        hint="Excluding VAT. It becomes your baseline, against which gains are counted.",
        optional=True,
        noun="The current price",
        minimum="0.000001",
    )
    price_date = DateField(
        "Date of that price",
        hint="The date of the invoice or contract. For example, 15 2 2026.",
        optional=True,
        noun="The date of the price",
    )
    current_quantity = QuantityField(
        "How many you buy in a year now", optional=True, noun="The quantity bought now", minimum="0.001"
    )
    current_supplier = TextField("Who supplies it now", optional=True)
    evidence_note = TextField(
        "What shows the price", hint="Such as invoice 2026-02.", optional=True, noun="The evidence"
    )
    evidence = UploadField(
        "A copy of it", hint="A PDF, picture, spreadsheet or Word document.", optional=True
    )


class UploadForm(HubForm):
    file = UploadField(
        "Your filled-in template",
        hint="A CSV or Excel (XLSX) file.",
        accept=".csv,.xlsx",
        missing="Choose your filled-in template",
    )


class ConfirmLinesForm(HubForm):
    """Carries the rows that were shown to the confirmation."""

    rows = TextAreaField("Rows", max_length=2_000_000, missing="Upload the file again")


def kind_of_price(value: str) -> BaselineType | RefusedPrice:
    """The kind that a form or an address names; ValueError for any other word."""
    return RefusedPrice(value) if value in set(RefusedPrice) else BaselineType(value)


class KindForm(HubForm):
    """What kind of old price it is. Those that are no baseline can be chosen too, to be told why."""

    type = RadiosField(
        "What kind of price do you have?",
        choices=[
            *[(kind, kind.label, GOOD_FOR[kind]) for kind in BaselineType],
            *[(kind, kind.label, "Not accepted. Select it to read why.") for kind in RefusedPrice],
        ],
        coerce=kind_of_price,
        missing="Select what kind of price you have",
    )


class FactorField(NumberField):
    """A number to a millionth that may be below zero, such as an exponent or a factor."""

    places = 6
    limit = 999999
    example = "0.96"

    def __init__(self, label: str, *, minimum=-999999, **kwargs):
        super().__init__(label, minimum=minimum, **kwargs)


class BaselineForm(HubForm):
    """An old price of a kind that has been chosen; `keep` leaves the fields of that kind."""

    unit_price = UnitPriceField(
        "Price for one",
        hint="Excluding VAT.",
        missing="Enter the price for one",
        noun="The price",
        minimum="0.000001",
    )
    compared_price = UnitPriceField(
        "Price of the comparable item, for one",
        hint="Excluding VAT, as you paid it.",
        missing="Enter the price of the comparable item",
        noun="The price",
        minimum="0.000001",
    )
    factor = FactorField(
        "Factor",
        hint="What the price is multiplied by to be that of this item: 0.96 when the comparable item is "
        "4% better.",
        missing="Enter the factor",
        noun="The factor",
        minimum="0.000001",
    )
    tenders = TextAreaField(
        "Prices of the compliant tenders, for one",
        hint="Excluding VAT, one on each line. Leave out every tender that did not meet a requirement.",
        missing="Enter the prices of the compliant tenders",
        rows=5,
    )
    fixed = UnitPriceField("Fixed part of the price", optional=True, noun="The fixed part", minimum=0)
    scale = UnitPriceField(
        "Price of the first one above the fixed part", optional=True, noun="The scale", minimum=0
    )
    exponent = FactorField(
        "Exponent", hint="0 or less, such as -0.5.", optional=True, noun="The exponent", maximum=0
    )
    basis = TextAreaField(
        "Where it comes from",
        hint="So that an auditor can find it and work it out again.",
        missing="Enter where it comes from",
        rows=3,
    )
    price_date = DateField(
        "Date of the price",
        hint="The date of the invoice, contract or publication. For example, 15 2 2026.",
        missing="Enter the date of the price",
        noun="The date of the price",
    )
    clause_percent = PercentField(
        "Rise in a year by the contract",
        hint="If the contract names a percentage.",
        optional=True,
        noun="The rise",
        minimum=-50,
        maximum=50,
    )
    clause_index = SelectField(
        "Index that the contract follows",
        hint="If the contract names an index instead.",
        coerce=int,
        optional=True,
        unchosen="None",
    )
    annual_quantity = QuantityField(
        "How many you bought in a year",
        hint="Without it the gain still counts, with evidence of grade B at most.",
        optional=True,
        noun="The quantity",
        minimum="0.001",
    )
    supplier_name = TextField("Who supplied it", optional=True)
    evidence_note = TextField(
        "What shows the price", hint="Such as invoice 2026-02.", optional=True, noun="The evidence"
    )
    reason = TextAreaField(
        "Why is the baseline revised?",
        hint="It is kept with both versions.",
        missing="Enter why the baseline is revised",
        rows=3,
    )
    evidence = UploadField(
        "A copy of what shows the price",
        hint="A PDF, picture, spreadsheet or Word document.",
        optional=True,
    )

    def keep(self, kind: BaselineType, *, revising: bool, series) -> None:
        """Only ask what the kind needs."""
        unwanted = {name for name, kinds in ONLY_FOR.items() if kind not in kinds}
        if not revising:
            unwanted.add("reason")
        for name in unwanted:
            delattr(self, name)
        if self.clause_index is not None:
            self.clause_index.choices = [(one.id, one.title) for one in series]
        if kind is BaselineType.SHOULD_COST:
            self.unit_price.optional = True


B = BaselineType
WITH_BASIS = frozenset(
    {
        B.OWN_COMPARABLE_ITEM,
        B.MARKET_AVERAGE,
        B.MEDIAN_COMPLIANT_TENDER,
        B.SHOULD_COST,
        B.BUDGET,
    }
)
ONLY_FOR = {
    "unit_price": frozenset(B) - {B.OWN_COMPARABLE_ITEM, B.PEER_MEDIAN, B.MEDIAN_COMPLIANT_TENDER},
    "compared_price": {B.OWN_COMPARABLE_ITEM},
    "factor": {B.OWN_COMPARABLE_ITEM},
    "tenders": {B.MEDIAN_COMPLIANT_TENDER},
    "fixed": {B.SHOULD_COST},
    "scale": {B.SHOULD_COST},
    "exponent": {B.SHOULD_COST},
    "basis": WITH_BASIS,
    "price_date": frozenset(B) - {B.PEER_MEDIAN},
    "clause_percent": {B.OWN_EXPIRING_CONTRACT},
    "clause_index": {B.OWN_EXPIRING_CONTRACT},
    "supplier_name": {B.OWN_LAST_PRICE, B.OWN_EXPIRING_CONTRACT, B.OWN_COMPARABLE_ITEM},
    "evidence_note": frozenset(B) - {B.PEER_MEDIAN},
    "evidence": frozenset(B) - {B.PEER_MEDIAN},
}
"""The kinds of price that a field is asked for; one that is not here is asked for every kind."""
