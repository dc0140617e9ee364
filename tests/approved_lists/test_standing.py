"""How a supplier stands follows from its evidence, day by day, and from nothing else."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.approved_lists.models import (
    CriteriaVersion,
    EntryCriterion,
    ListPlace,
    ListSuspension,
    PlaceStatus,
    StatementAnswer,
)
from procurement_hub.approved_lists.standing import (
    Finding,
    Held,
    State,
    check,
    checks_of,
    stand,
    version_for,
)
from procurement_hub.approved_lists.wording import criterion_in_words, to_supplier
from procurement_hub.suppliers.models import EvidenceKind

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
FIVE = Decimal(5_000_000)


def insurance(minimum=FIVE):
    return EntryCriterion(evidence_kind=EvidenceKind.PUBLIC_LIABILITY, minimum=minimum, named="")


def accreditation(named="ISO 9001"):
    return EntryCriterion(evidence_kind=EvidenceKind.ACCREDITATION, named=named)


def statement(words="We pay on time"):
    return EntryCriterion(statement=words, named="")


def policy(expires_on=TODAY + 365 * DAY, amount=FIVE, number=1):
    return Held(number, EvidenceKind.PUBLIC_LIABILITY, "Policy", expires_on, amount)


def certificate(title):
    return Held(2, EvidenceKind.ACCREDITATION, title)


def version(number=1, comply_by=None, criteria=()):
    return CriteriaVersion(number=number, comply_by=comply_by, criteria=list(criteria))


def a_place(status=PlaceStatus.APPROVED, version_number=1, suspensions=(), answers=()):
    return ListPlace(
        status=status,
        version_number=version_number,
        suspensions=list(suspensions),
        answers=[StatementAnswer(statement=text, agreed=agreed) for text, agreed in answers],
    )


def test_evidence_holds_on_its_last_day_and_is_gone_on_the_next():
    held = [policy(expires_on=TODAY)]
    assert check(insurance(), held, {}, TODAY).met
    assert check(insurance(), held, {}, TODAY + DAY).finding is Finding.EXPIRED


@pytest.mark.parametrize(
    ("days", "finding"), [(121, Finding.HELD), (120, Finding.SOON), (0, Finding.SOON), (-1, Finding.EXPIRED)]
)
def test_evidence_is_said_to_run_out_from_120_days_before(days, finding):
    assert check(insurance(), [policy(expires_on=TODAY + days * DAY)], {}, TODAY).finding is finding


@pytest.mark.parametrize(
    ("amount", "finding"),
    [
        (FIVE, Finding.HELD),
        (FIVE - Decimal("0.01"), Finding.TOO_LITTLE),
        (None, Finding.TOO_LITTLE),
    ],
)
def test_an_insurance_gives_the_cover_that_is_asked(amount, finding):
    assert check(insurance(), [policy(amount=amount)], {}, TODAY).finding is finding


@pytest.mark.parametrize(
    ("title", "met"),
    [
        ("ISO 9001", True),
        ("iso9001:2015 certificate", True),
        ("ISO 14001", False),
        ("Our quality certificate", False),
    ],
)
def test_an_accreditation_bears_the_name_that_is_asked(title, met):
    assert check(accreditation(), [certificate(title)], {}, TODAY).met is met


def test_evidence_of_another_kind_proves_nothing():
    other = Held(1, EvidenceKind.EMPLOYERS_LIABILITY, "Policy", None, FIVE)
    assert check(insurance(), [other], {}, TODAY).finding is Finding.MISSING


def test_the_item_that_holds_longest_is_the_one_that_counts():
    short, long = policy(TODAY + 10 * DAY, number=1), policy(TODAY + 400 * DAY, number=2)
    assert check(insurance(), [short, long], {}, TODAY).evidence is long


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        ({}, Finding.UNANSWERED),
        ({"We pay on time": True}, Finding.AGREED),
        ({"We pay on time": False}, Finding.DISAGREED),
    ],
)
def test_a_statement_is_met_by_a_yes_alone(answers, finding):
    found = check(statement(), [], answers, TODAY)
    assert found.finding is finding
    assert found.met is (finding is Finding.AGREED)


def test_the_supplier_reads_what_it_has_and_what_is_missing():
    held = [policy(expires_on=date(2027, 5, 3))]
    assert to_supplier(check(insurance(), held, {}, TODAY)) == "You have it: it expires on 3 May 2027"
    assert to_supplier(check(insurance(), held, {}, date(2027, 5, 4))).startswith(
        "Expired: its last day was 3 May 2027"
    )
    assert to_supplier(check(accreditation(), held, {}, TODAY)).startswith("Missing")


def test_a_criterion_is_said_in_words():
    assert criterion_in_words(insurance()) == "Public liability insurance of at least £5,000,000"
    assert criterion_in_words(accreditation()) == "Accreditation: ISO 9001"
    assert criterion_in_words(statement()) == "We pay on time"


# --- versions -------------------------------------------------------------------------------------

FIRST = version(1, criteria=[insurance(Decimal(1_000_000))])
SECOND = version(2, comply_by=TODAY + 30 * DAY, criteria=[insurance(FIVE)])


def test_who_applies_meets_the_newest_version_at_once():
    assert version_for([FIRST, SECOND], None, TODAY) is SECOND
    assert version_for([FIRST, SECOND], a_place(PlaceStatus.APPLIED), TODAY) is SECOND


def test_who_is_on_the_list_has_time_to_the_end_of_the_day_given():
    place = a_place()
    assert version_for([FIRST, SECOND], place, SECOND.comply_by) is FIRST
    assert version_for([FIRST, SECOND], place, SECOND.comply_by + DAY) is SECOND


def test_who_was_approved_under_a_version_is_never_held_to_less():
    assert version_for([FIRST, SECOND], a_place(version_number=2), TODAY) is SECOND


def test_what_is_coming_is_said_before_it_counts():
    held = [policy(amount=Decimal(2_000_000))]
    standing = stand(a_place(), [FIRST, SECOND], held, "", TODAY)
    assert standing.state is State.APPROVED
    assert standing.coming_by == SECOND.comply_by
    assert [found.finding for found in standing.coming] == [Finding.TOO_LITTLE]
    assert stand(a_place(), [FIRST, SECOND], held, "", SECOND.comply_by + DAY).state is State.LAPSED


# --- states ---------------------------------------------------------------------------------------


def suspension(ends_on=TODAY + 5 * DAY, lifted=False):
    return ListSuspension(ends_on=ends_on, lifted_at=datetime(2026, 11, 20) if lifted else None)


def test_a_suspension_ends_by_itself():
    place = a_place(suspensions=[suspension()])
    held = [policy()]
    assert stand(place, [FIRST], held, "", TODAY + 5 * DAY).state is State.SUSPENDED
    assert stand(place, [FIRST], held, "", TODAY + 6 * DAY).state is State.APPROVED


def test_a_lifted_suspension_counts_no_more():
    assert stand(a_place(suspensions=[suspension(lifted=True)]), [FIRST], [policy()], "", TODAY).usable


def test_exclusion_weighs_more_than_suspension_and_that_more_than_lapse():
    place = a_place(suspensions=[suspension()])
    assert stand(place, [FIRST], [], "On the debarment list", TODAY).state is State.EXCLUDED
    assert stand(place, [FIRST], [], "", TODAY).state is State.SUSPENDED
    assert stand(a_place(), [FIRST], [], "", TODAY).state is State.LAPSED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (PlaceStatus.APPLIED, State.WAITING),
        (PlaceStatus.REFUSED, State.REFUSED),
        (PlaceStatus.WITHDRAWN, State.WITHDRAWN),
    ],
)
def test_what_is_not_approved_is_what_was_decided(status, state):
    standing = stand(a_place(status), [FIRST], [policy()], "", TODAY)
    assert standing.state is state
    assert not standing.usable


days = st.integers(-400, 400)
policies = st.builds(
    lambda number, left, amount: policy(None if left is None else TODAY + left * DAY, amount, number),
    st.integers(1, 10**6),
    st.none() | days,
    st.none() | st.integers(1, 10_000_000).map(Decimal),
)


@given(st.lists(policies, max_size=6), days)
def test_adding_evidence_never_takes_a_supplier_off_a_list(held, later):
    on = TODAY + later * DAY
    before = stand(a_place(), [FIRST], held, "", on)
    after = stand(a_place(), [FIRST], [*held, policy(on + DAY)], "", on)
    assert after.usable
    assert before.usable <= after.usable


@given(st.lists(policies, max_size=6), days)
def test_a_supplier_is_on_a_list_to_the_last_day_of_its_standing_and_not_a_day_longer(held, later):
    on = TODAY + later * DAY
    standing = stand(a_place(), [FIRST], held, "", on)
    if not standing.usable or standing.until is None:
        return
    assert stand(a_place(), [FIRST], held, "", standing.until).usable
    assert not stand(a_place(), [FIRST], held, "", standing.until + DAY).usable


@given(st.lists(policies, max_size=6), days, st.booleans(), st.booleans())
def test_only_a_supplier_that_meets_everything_and_is_not_barred_is_usable(held, later, barred, paused):
    on = TODAY + later * DAY
    place = a_place(suspensions=[suspension(ends_on=on)] if paused else [])
    standing = stand(place, [FIRST], held, "Excluded" if barred else "", on)
    meets = all(found.met for found in checks_of(FIRST, held, {}, on))
    assert standing.usable == (meets and not barred and not paused)
