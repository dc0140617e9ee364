"""Fields read what people type, say what is wrong in a sentence, and keep it as typed."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from werkzeug.datastructures import MultiDict

from procurement_hub import create_app
from procurement_hub.accounts.roles import Role
from procurement_hub.core.errors import DomainError, Invalid, NotFound, SeveralProblems
from procurement_hub.core.files import FileTypeNotAllowed
from procurement_hub.web import forms
from procurement_hub.web.forms import ActForm, FieldList, FixedRows, FormField, HubForm, RowForm, problems
from tests.conftest import settings


class Row(RowForm):
    quantity = forms.QuantityField("Quantity")


class OptionalRow(RowForm):
    quantity = forms.QuantityField("Quantity", optional=True)


class Everything(HubForm):
    name = forms.TextField("Name", max_length=20)
    note = forms.TextAreaField("Note", optional=True)
    email = forms.EmailField("E-mail address", optional=True)
    price = forms.MoneyField("Price", optional=True)
    unit_price = forms.UnitPriceField("Unit price", optional=True)
    quantity = forms.QuantityField("How many do you need?", optional=True, noun="The quantity")
    rate = forms.PercentField("Rate", optional=True)
    count = forms.WholeNumberField("Count", optional=True, minimum=1, maximum=50)
    starts = forms.DateField("Start", optional=True)
    closes = forms.MomentField("Close", optional=True)
    role = forms.RadiosField(
        "Role",
        choices=[(Role.BUYER, "Buyer", "places orders"), (Role.S151, "Finance")],
        coerce=Role,
        optional=True,
    )
    unit = forms.SelectField("Unit", choices=[("ream", "Ream"), ("box", "Box")], optional=True)
    days = forms.CheckboxesField("Days", choices=[(1, "Monday"), (2, "Tuesday")], coerce=int, optional=True)
    agreed = forms.TickField("I agree", missing="Tick the box to agree")
    lines = FieldList(FormField(Row), min_entries=0)
    shelf = FixedRows(FormField(OptionalRow))


GOOD = {"name": "Paper", "agreed": "yes"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """An application that these tests ask nothing of the database."""
    folder = tmp_path_factory.mktemp("fields")
    return create_app(settings(f"sqlite:///{folder / 'hub.db'}", folder))


@pytest.fixture
def ask(app):
    """ask(price="£5"): the form as sent with that, and the rest right."""

    def asked(**sent):
        data = MultiDict({**GOOD, **{name.replace("__", "-"): value for name, value in sent.items()}})
        with app.test_request_context("/", method="POST", data=data):
            form = Everything()
            form.validate()
            form.drawn = {field.name: str(field()) for field in form if not isinstance(field, FieldList)}
            return form

    return asked


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("£1,250.50", "1250.50"),
        (" 1250.5 ", "1250.50"),
        ("0", "0.00"),
        (".5", "0.50"),
        ("£ 12", "12.00"),
        ("1,000,000", "1000000.00"),
    ],
)
def test_money_is_read_as_people_type_it(ask, typed, pounds):
    form = ask(price=typed)
    assert form.price.data == Decimal(pounds)
    assert str(form.price.data) == pounds
    assert not problems(form)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.005", "Price must have no more than 2 decimal places"),
        ("-5", "Price must be £0 or more"),
        ("−5", "Price must be £0 or more"),
        ("NaN", "Price must be a number, like 1,250.50"),
        ("Infinity", "Price must be a number, like 1,250.50"),
        ("1e5", "Price must be a number, like 1,250.50"),
        ("1,25", "Price must be a number, like 1,250.50"),
        ("1.2.3", "Price must be a number, like 1,250.50"),
        ("٣", "Price must be a number, like 1,250.50"),
        ("£", "Price must be a number, like 1,250.50"),
        (".", "Price must be a number, like 1,250.50"),
        ("1_000", "Price must be a number, like 1,250.50"),
        ("9" * 400, "Price must be £99,999,999,999.99 or less"),
        ("<b>", "Price must be a number, like 1,250.50"),
    ],
)
def test_money_that_makes_no_sense_is_refused_and_kept(ask, typed, sentence):
    form = ask(price=typed)
    assert problems(form) == [("#price", sentence)]
    shown = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{shown}"' in form.drawn["price"]
    assert 'aria-describedby="price-error"' in form.drawn["price"]


def test_the_other_numbers_keep_their_places(ask):
    form = ask(unit_price="0.012345", quantity="2.125", rate="1.25%", count="1,0")
    assert form.unit_price.data == Decimal("0.012345")
    assert form.quantity.data == Decimal("2.125")
    assert form.rate.data == Decimal("1.2500")
    assert problems(form) == [("#count", "Count must be a number, like 12")]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"unit_price": "0.0123456"}, "Unit price must have no more than 6 decimal places"),
        ({"quantity": "2.1255"}, "The quantity must have no more than 3 decimal places"),
        ({"rate": "1.23456"}, "Rate must have no more than 4 decimal places"),
        ({"rate": "101"}, "Rate must be 100% or less"),
        ({"count": "1.5"}, "Count must be a whole number"),
        ({"count": "0"}, "Count must be 1 or more"),
        ({"count": "51"}, "Count must be 50 or less"),
        ({"name": ""}, "Enter name"),
        ({"name": "   \x00 "}, "Enter name"),
        ({"name": " \u200b\u2060 "}, "Enter name"),
        ({"name": "x" * 21}, "Name must be 20 characters or fewer"),
        (
            {"email": "asha at example"},
            "Enter an e-mail address in the correct format, like name@example.gov.uk",
        ),
        ({"role": "emperor"}, "Select role from the list"),
        ({"unit": "barrel"}, "Select unit from the list"),
        ({"days": "9"}, "Select days from the list"),
        ({"agreed": ""}, "Tick the box to agree"),
    ],
)
def test_each_refusal_is_one_sentence_beside_its_field(ask, sent, sentence):
    form = ask(**sent)
    (name,) = sent
    assert problems(form) == [(f"#{name}", sentence)]
    assert sentence in form.drawn[name]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),  # a word of Persian is written with a joiner
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("\ufeffpaper\u200b", "paper"),
        ("pap\x07er", "paper"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ],
)
def test_what_is_typed_is_kept_but_for_what_cannot_be_or_misleads(ask, typed, kept):
    assert ask(name=typed).name.data == kept


def test_a_row_that_was_not_sent_moves_no_other(ask):
    form = ask(shelf__2__quantity="7", shelf__999999999__quantity="8")
    assert [entry.form.quantity.data for entry in form.shelf] == [None, None, 7]
    assert [entry.name for entry in form.shelf] == ["shelf-0", "shelf-1", "shelf-2"]


def test_a_date_is_read_from_three_boxes(ask):
    assert ask(starts__day="27", starts__month="3", starts__year="2027").starts.data == date(2027, 3, 27)
    assert ask().starts.data is None


@pytest.mark.parametrize(
    ("day", "month", "year", "box", "sentence"),
    [
        ("31", "2", "2027", "day", "Start must be a real date"),
        ("29", "2", "2027", "day", "Start must be a real date"),
        ("2147483648", "2", "2027", "day", "Start must be a real date"),
        ("1", "9" * 40, "2027", "day", "Start must be a real date"),
        ("", "2", "2027", "day", "Start must include a day"),
        ("1", "", "", "month", "Start must include a month and a year"),
        ("1", "May", "2027", "month", "Start must be a real date, with the day, month and year as numbers"),
        ("1", "2", "27", "year", "Start must have a year of four figures, like 2027"),
        ("1", "2", "20277", "year", "Start must have a year of four figures, like 2027"),
        ("٣", "2", "2027", "day", "Start must be a real date, with the day, month and year as numbers"),
    ],
)
def test_a_date_that_is_none_is_refused_at_its_box_and_kept(ask, day, month, year, box, sentence):
    form = ask(starts__day=day, starts__month=month, starts__year=year)
    assert problems(form) == [(f"#starts-{box}", sentence)]
    drawn = form.drawn["starts"]
    assert f'id="starts-{box}"' in drawn
    for typed in filter(None, (day, month, year)):
        assert f'value="{typed}"' in drawn


def test_a_date_with_missing_or_extra_parts_never_breaks(ask):
    assert problems(ask(starts__day="1"))[0][0] == "#starts-month"
    assert ask(starts__hour="1").starts.data is None


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("12 noon", 11, 0),
        ("noon", 11, 0),
        ("5pm", 16, 0),
        ("5.30 p.m.", 16, 30),
        ("17:30", 16, 30),
        ("12:05am", 23, 5),
    ],
)
def test_a_moment_is_uk_time(ask, typed, hour, minute):
    form = ask(closes__day="27", closes__month="7", closes__year="2027", closes__time=typed)
    assert not problems(form)
    assert form.closes.data == datetime(2027, 7, 26 if hour == 23 else 27, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "month", "typed", "why"),
    [
        ("28", "3", "1:30am", "skipped when the clocks go forward"),
        ("31", "10", "1:30am", "comes twice when the clocks go back"),
        ("27", "7", "midnight", "use 11:59pm or 12:01am"),
        ("27", "7", "5", "must have a time, like 12 noon, 5pm or 17:30"),
        ("27", "7", "13pm", "must have a time, like 12 noon, 5pm or 17:30"),
        ("27", "7", "25:00", "must have a time, like 12 noon, 5pm or 17:30"),
        ("27", "7", "", "must include a time"),
    ],
)
def test_a_moment_nobody_can_be_sure_of_is_refused(ask, day, month, typed, why):
    form = ask(closes__day=day, closes__month=month, closes__year="2027", closes__time=typed)
    ((address, sentence),) = problems(form)
    assert address == "#closes-time"
    assert why in sentence


def test_deadlines_either_side_of_the_change_of_clocks(ask):
    before = ask(closes__day="27", closes__month="3", closes__year="2027", closes__time="12 noon")
    after = ask(closes__day="29", closes__month="3", closes__year="2027", closes__time="12 noon")
    assert (before.closes.data.hour, after.closes.data.hour) == (12, 11)


def test_choices_are_read_and_remembered(ask):
    form = ask(role="s151", unit="box", days="2")
    assert (form.role.data, form.unit.data, form.days.data) == (Role.S151, "box", [2])
    assert 'value="s151" checked' in form.drawn["role"]
    assert 'value="box" selected' in form.drawn["unit"]
    assert 'value="2" checked' in form.drawn["days"]


def test_every_description_pointed_at_is_there_and_says_something(ask):
    drawn = "".join(ask(price="x", starts__day="1").drawn.values())
    described = re.findall(r'aria-describedby="([^"]*)"', drawn)
    assert described
    for name in " ".join(described).split():
        said = re.search(rf'id="{name}"[^>]*>(.*?)</(?:div|p)>', drawn, re.DOTALL)
        assert said and said[1].strip(), name


def test_what_was_there_before_is_shown_again(app):
    with app.test_request_context("/"):
        form = Everything(
            price=Decimal("1250.50"),
            starts=date(2027, 3, 1),
            closes=datetime(2027, 7, 1, 11, tzinfo=UTC),
            days=[2],
            role=Role.BUYER,
        )
        assert 'value="1,250.50"' in str(form.price())
        assert 'value="2027"' in str(form.starts())
        assert 'value="12:00"' in str(form.closes())
        assert 'value="2" checked' in str(form.days())
        assert 'value="buyer" checked' in str(form.role())


def test_rows_lead_to_their_own_boxes(app):
    sent = {**GOOD, "lines-0-quantity": "5", "lines-1-quantity": "none", "lines-2-quantity": ""}
    with app.test_request_context("/", method="POST", data=sent):
        form = Everything()
        assert not form.validate()
        assert [address for address, _ in problems(form)] == ["#lines-1-quantity", "#lines-2-quantity"]
        assert form.lines[0].quantity.data == Decimal(5)
        assert 'value="none"' in str(form.lines[1].quantity())


def test_a_sentence_that_two_rows_share_names_each_row(app):
    sent = {**GOOD, "lines-0-quantity": "none", "lines-1-quantity": "5", "lines-2-quantity": "none"}
    with app.test_request_context("/", method="POST", data=sent):
        form = Everything()
        assert not form.validate()
        first, second = (sentence for _, sentence in problems(form))
    assert first.endswith(" (row 1)")
    assert second.endswith(" (row 3)")


def test_a_refusal_lands_beside_the_field_that_it_names(app):
    sent = {**GOOD, "lines-0-quantity": "5"}
    with app.test_request_context("/", method="POST", data=sent):
        form = Everything()
        assert form.validate()
        with form.refusals():
            raise SeveralProblems(
                [
                    ("lines.0.quantity", "Too many."),
                    ("lines-0-quantity", "Far too many."),
                    ("nothing", "No."),
                    (None, "Never."),
                ]
            )
        assert problems(form) == [
            (None, "No."),
            (None, "Never."),
            ("#lines-0-quantity", "Too many."),
            ("#lines-0-quantity", "Far too many."),
        ]
        assert "Too many." in str(form.lines[0].quantity())


def test_a_missing_record_is_no_matter_for_the_form(app):
    with app.test_request_context("/", method="POST", data=GOOD):
        form = Everything()
        with pytest.raises(NotFound), form.refusals():
            raise NotFound()
        with form.refusals():
            raise DomainError("Not now.")
        assert problems(form) == [(None, "Not now.")]


def test_an_act_may_ask_for_its_reason(app):
    with app.test_request_context("/", method="POST", data={"reason": ""}):
        form = ActForm(reason="Why is it closed early?")
        assert not form.validate()
        assert problems(form) == [("#reason", "Give the reason")]
        assert ActForm().validate()


class Sending(HubForm):
    file = forms.UploadField("Evidence", missing="Choose the evidence")


@pytest.mark.parametrize(
    ("name", "data"), [("bid.exe", b"MZ"), ("bid.pdf", b"not a pdf"), ("bid.pdf", b""), ("bid", b"%PDF-1.7")]
)
def test_a_file_of_another_kind_is_refused(app, name, data):
    with app.test_request_context("/", method="POST", data={"file": (BytesIO(data), name)}):
        form = Sending()
        assert form.validate()
        with pytest.raises(FileTypeNotAllowed) as refusal:
            form.file.store()
        assert refusal.value.field == "file"


def test_a_file_is_kept_before_any_transaction_and_comes_back(app):
    with app.test_request_context("/", method="POST", data={"file": (BytesIO(b"%PDF-1.7 bid"), "bid.pdf")}):
        form = Sending()
        assert form.validate()
        stored = form.file.store()
        assert (stored.media_type, stored.size) == ("application/pdf", 12)
    with app.test_request_context("/", method="POST", data={}):
        assert problems_of(Sending()) == [("#file", "Choose the evidence")]


def problems_of(form):
    form.validate()
    return problems(form)


def test_a_refusal_of_the_value_is_one_of_the_forms(app):
    with app.test_request_context("/", method="POST", data=GOOD):
        form = Everything()
        form.validate()
        with form.refusals():
            raise Invalid("Too dear.", "price")
        assert problems(form) == [("#price", "Too dear.")]
