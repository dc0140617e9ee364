from datetime import date

from procurement_hub.law.retention import keep_until, why_not_deleted_yet


def test_records_are_kept_three_years_from_the_last_contract():
    assert keep_until(date(2027, 1, 14)) == date(2030, 1, 14)
    assert keep_until(date(2028, 2, 29)) == date(2031, 3, 1)


def test_deleting_sooner_is_refused_with_the_date():
    assert (
        why_not_deleted_yet(date(2027, 1, 14), date(2030, 1, 14))
        == "Keep until 14 January 2030 (section 98)."
    )
    assert why_not_deleted_yet(date(2027, 1, 14), date(2030, 1, 15)) is None
