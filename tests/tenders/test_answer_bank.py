"""The answer bank: kept, found again, brought into another bid, and readable by nobody else."""

from decimal import Decimal

import pytest
from sqlalchemy import text as sql

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.keys import KeyRing, SealBroken, configure, ring
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Lot
from procurement_hub.suppliers.models import SupplierProfile
from procurement_hub.tenders.answer_bank import finding, queries, services
from procurement_hub.tenders.answer_bank.models import BankedAnswer
from procurement_hub.tenders.answer_bank.services import Given
from procurement_hub.tenders.answer_bank.services.keeping import ChangedMeanwhile
from procurement_hub.tenders.answer_bank.shelf import shelf_of
from procurement_hub.tenders.desk import BidChangedElsewhere
from procurement_hub.tenders.models import Bid, BidStatus, CriterionKind
from procurement_hub.tenders.services import NewCriterion, NewQuestion, publish_tender
from procurement_hub.tenders.services.rotating import rewrap_keys
from procurement_hub.tenders.working import Progress, answer_part
from tests.conftest import SECRET_KEY
from tests.region import closed_paper_round, make_region, paper_draft
from tests.tenders.questionnaires import FIRST, SECOND, UNRELATED
from tests.tenders.scene import DEADLINE, IN_TIME, PUBLISHED, price

VANS = "Electric vans call at every site on Tuesdays and Fridays."


def given(question="How will you deliver?", text=VANS, *, tender="Paper", lot="1: A4", score=""):
    return Given(question, text, tender, lot, score)


def keep(scene, code, *answers, now=IN_TIME):
    with transaction():
        return services.keep(actor=scene.region.bidder(code), now=now, answers=answers or [given()])


def bank(scene, code):
    return queries.entries_of(scene.region.organisations[code].id)


def use(scene, code, entry_id, *, question="Q1", version=None):
    with transaction():
        return services.use(
            actor=scene.region.bidder(code),
            now=IN_TIME,
            lot=scene.lot,
            code=question,
            entry_id=entry_id,
            version=version,
        )


# --- keeping --------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_question_tender_moment_and_keeper(scene):
    assert keep(scene, "ALB", given(score="scored 4 of 5")) == 1
    [entry] = bank(scene, "ALB")
    assert (entry.question, entry.text, entry.tender) == ("How will you deliver?", VANS, "Paper")
    assert (entry.kept_at, entry.by, entry.score) == (IN_TIME, "Person ALB", "scored 4 of 5")


def test_a_newer_answer_to_the_same_question_keeps_the_older_version(scene):
    keep(scene, "ALB")
    keep(scene, "ALB", given("how will you deliver", "By bicycle.", tender="Laptops"))
    [entry] = bank(scene, "ALB")
    assert (entry.version, entry.text) == (2, "By bicycle.")
    versions = queries.versions_of(scene.region.bidder("ALB"), entry.id)
    assert [version.text for version in versions] == ["By bicycle.", VANS]


def test_the_same_text_again_is_no_newer_version(scene):
    keep(scene, "ALB")
    assert keep(scene, "ALB") == 0
    assert [entry.version for entry in bank(scene, "ALB")] == [1]


def test_the_same_text_takes_its_score_along_later(scene):
    keep(scene, "ALB")
    assert keep(scene, "ALB", given(score="scored 5 of 5")) == 1
    assert bank(scene, "ALB")[0].score == "scored 5 of 5"
    keep(scene, "ALB")
    assert bank(scene, "ALB")[0].score == "scored 5 of 5"


def test_two_lots_of_one_tender_are_two_answers(scene):
    keep(scene, "ALB", given(lot="1: A4"), given(text="By rail.", lot="2: A3"))
    assert {entry.text for entry in bank(scene, "ALB")} == {VANS, "By rail."}


def test_empty_answers_are_not_kept(scene):
    assert keep(scene, "ALB", given(text="  ")) == 0
    assert bank(scene, "ALB") == []


def test_a_full_bank_refuses_nothing_and_keeps_no_more(scene, monkeypatch):
    monkeypatch.setattr("procurement_hub.tenders.answer_bank.services.keeping.MOST_ENTRIES", 2)
    assert keep(scene, "ALB", *(given(f"Question about {n}") for n in ("one", "two", "three"))) == 2
    assert keep(scene, "ALB", given("Question about one", "Newer.")) == 1


def test_an_answer_is_changed_and_the_earlier_text_stays_below(scene):
    keep(scene, "ALB")
    [entry] = bank(scene, "ALB")
    with transaction():
        services.change(
            actor=scene.region.bidder("ALB"),
            now=IN_TIME,
            entry_id=entry.id,
            question=entry.question,
            text="By barge.",
            version=1,
        )
    versions = queries.versions_of(scene.region.bidder("ALB"), entry.id)
    assert [version.text for version in versions] == ["By barge.", VANS]


def test_a_change_on_top_of_a_colleagues_is_refused(scene):
    keep(scene, "ALB")
    keep(scene, "ALB", given(text="By bicycle."))
    [entry] = bank(scene, "ALB")
    with pytest.raises(ChangedMeanwhile), transaction():
        services.change(
            actor=scene.region.bidder("ALB"),
            now=IN_TIME,
            entry_id=entry.id,
            question="Q",
            text="T",
            version=1,
        )


def test_a_deleted_answer_is_gone_with_its_versions(scene):
    keep(scene, "ALB")
    keep(scene, "ALB", given(text="By bicycle."))
    [entry] = bank(scene, "ALB")
    with transaction():
        services.delete(actor=scene.region.bidder("ALB"), now=IN_TIME, entry_id=entry.id)
    assert db.session.scalar(db.select(db.func.count()).select_from(BankedAnswer)) == 0


# --- secrecy --------------------------------------------------------------------------------------


def everything_in_the_database() -> bytes:
    """Every value of every row of every table, as bytes."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sql(f'SELECT * FROM "{table.name}"')):
            found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\n".join(found)


def test_a_copy_of_the_database_shows_neither_text_nor_question_nor_keeper(scene):
    keep(scene, "ALB", given("How will you reach Maidenhead?", tender="Envelopes 2025"))
    entry = bank(scene, "ALB")[0]
    use(scene, "ALB", entry.id)
    copy = everything_in_the_database()
    assert entry.id.encode() in copy
    for secret in (VANS, "Tuesdays", "Maidenhead", "Envelopes 2025"):
        assert secret.encode() not in copy


def test_a_row_of_the_bank_does_not_say_whose_it_is(scene):
    keep(scene, "ALB")
    keep(scene, "PEN")
    rows = db.session.scalars(db.select(BankedAnswer)).all()
    assert len({row.owner for row in rows}) == 2
    assert {column.name for column in BankedAnswer.__table__.columns} == {"id", "version", "owner", "locked"}


def test_short_and_long_answers_take_the_same_room(scene):
    keep(scene, "ALB", given("One?", "No."), given("Two?", "Yes, on every day of the week."))
    assert len({len(row.locked) for row in db.session.scalars(db.select(BankedAnswer))}) == 1


def test_keeping_leaves_no_trace_in_the_audit(scene):
    before = db.session.execute(sql("SELECT count(*) FROM audit_event")).scalar()
    keep(scene, "ALB")
    assert db.session.execute(sql("SELECT count(*) FROM audit_event")).scalar() == before


def test_another_supplier_reads_changes_and_uses_nothing(scene):
    keep(scene, "ALB")
    [entry] = bank(scene, "ALB")
    other = scene.region.bidder("PEN")
    assert bank(scene, "PEN") == []
    with pytest.raises(NotFound):
        queries.versions_of(other, entry.id)
    with pytest.raises(NotFound), transaction():
        services.delete(actor=other, now=IN_TIME, entry_id=entry.id)
    with pytest.raises(NotFound):
        use(scene, "PEN", entry.id)


def test_a_row_moved_to_another_entry_does_not_open(scene):
    keep(scene, "ALB")
    shelf = shelf_of(scene.region.organisations["ALB"].id)
    row = db.session.scalars(db.select(BankedAnswer)).one()
    with pytest.raises(SealBroken):
        shelf.read("0" * 32, row.locked)


def test_the_bank_outlives_the_secret_that_it_was_made_under(scene):
    keep(scene, "ALB")
    newer = "a newer secret, long enough for the ring"
    try:
        configure(KeyRing([newer, SECRET_KEY]))
        with transaction():
            rewrap_keys(now=IN_TIME)
        configure(KeyRing([newer]))
        assert [entry.text for entry in bank(scene, "ALB")] == [VANS]
    finally:
        configure(KeyRing([SECRET_KEY]))
    assert ring()


# --- using ----------------------------------------------------------------------------------------


def test_an_earlier_answer_comes_into_the_draft_to_be_reviewed(scene):
    keep(scene, "ALB")
    use(scene, "ALB", bank(scene, "ALB")[0].id)
    draft = scene.draft("ALB")
    assert draft.text("Q1") == VANS
    assert draft.from_bank("Q1")["question"] == "How will you deliver?"
    assert draft.progress(answer_part("Q1")) is Progress.IN_PROGRESS


def test_it_is_to_review_until_somebody_marks_it_complete(scene):
    keep(scene, "ALB")
    used = use(scene, "ALB", bank(scene, "ALB")[0].id)
    typed = scene.save("ALB", text=f"{VANS} And on Mondays.", version=used.version)
    assert scene.draft("ALB").from_bank("Q1")
    scene.save("ALB", text=VANS, version=typed.version, done=True)
    assert scene.draft("ALB").from_bank("Q1") is None


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(scene):
    keep(scene, "ALB")
    scene.save("ALB", text="What a colleague wrote")
    with pytest.raises(BidChangedElsewhere):
        use(scene, "ALB", bank(scene, "ALB")[0].id, version=None)
    assert scene.draft("ALB").text("Q1") == "What a colleague wrote"


def test_the_text_that_stood_there_before_can_be_put_back(scene):
    keep(scene, "ALB")
    saved = scene.save("ALB", text="What I had written")
    used = use(scene, "ALB", bank(scene, "ALB")[0].id, version=saved.version)
    with transaction():
        services.put_back(
            actor=scene.region.bidder("ALB"), now=IN_TIME, lot=scene.lot, code="Q1", version=used.version
        )
    draft = scene.draft("ALB")
    assert draft.text("Q1") == "What I had written"
    assert draft.from_bank("Q1") is None


def test_a_standing_bid_does_not_go_into_the_box_with_unreviewed_answers(scene):
    scene.submit("ALB")
    scene.stand("ALB")
    keep(scene, "ALB")
    version = scene.draft("ALB").version(answer_part("Q1"))
    digest = db.session.scalars(db.select(Bid)).one().content_sha256
    use(scene, "ALB", bank(scene, "ALB")[0].id, version=version)
    bid = db.session.scalars(db.select(Bid)).one()
    assert (bid.status, bid.content_sha256) == (BidStatus.SUBMITTED, digest)


def test_filling_in_leaves_what_somebody_has_begun_alone(scene):
    keep(scene, "ALB", given("Question Q1"), given("Question Q2"))
    scene.save("ALB", "Q1", "Begun")
    ids = {entry.question: entry.id for entry in bank(scene, "ALB")}
    with transaction():
        filled = services.fill_in(
            actor=scene.region.bidder("ALB"),
            now=IN_TIME,
            lot=scene.lot,
            chosen={"Q1": ids["Question Q1"], "Q2": ids["Question Q2"]},
        )
    assert filled == ["Q2"]
    assert (scene.draft("ALB").text("Q1"), scene.draft("ALB").text("Q2")) == ("Begun", VANS)


def test_an_entry_or_question_that_there_is_not_fills_nothing_in(scene):
    keep(scene, "ALB")
    [entry] = bank(scene, "ALB")
    for chosen in ({"Q9": entry.id}, {"Q1": "0" * 32}):
        with pytest.raises(NotFound), transaction():
            services.fill_in(actor=scene.region.bidder("ALB"), now=IN_TIME, lot=scene.lot, chosen=chosen)


# --- the second bid -------------------------------------------------------------------------------


def tender_asking(region, questions):
    framework = paper_draft(region, closed_paper_round(region))
    weights = [Decimal(1)] * (len(questions) - 1) + [Decimal(41 - len(questions))]
    asked = [
        NewQuestion(f"Q{number}", question, weight)
        for number, (question, weight) in enumerate(zip(questions, weights, strict=True), 1)
    ]
    quality = NewCriterion("quality", "Quality", Decimal(40), CriterionKind.QUALITY, asked)
    with transaction():
        return publish_tender(
            actor=region.lead,
            now=PUBLISHED,
            framework=framework,
            deadline_at=DEADLINE,
            electronic=True,
            documents_complete=True,
            criteria=[price(), quality],
        )


def test_a_suppliers_second_bid_is_at_least_60_per_cent_filled_in(app):
    region = make_region()
    supplier, actor = region.organisations["PEN"], region.bidder("PEN")
    tender = tender_asking(region, SECOND)
    lot = db.session.scalars(db.select(Lot).where(Lot.framework_id == tender.framework_id)).one()
    with transaction():
        supplier = db.session.merge(supplier)
        supplier.address = "1 Mill Lane, Slough SL1 1AA"
        db.session.add(SupplierProfile(organisation_id=supplier.id, company_number="04150001"))
        services.keep(
            actor=actor,
            now=PUBLISHED,
            answers=[given(question, f"Our answer about {n}.") for n, question in enumerate(FIRST)],
        )
    known = queries.known(actor).all
    chosen = finding.plan({f"Q{n}": question for n, question in enumerate(SECOND, 1)}, known)
    with transaction():
        filled = services.fill_in(
            actor=actor,
            now=IN_TIME,
            lot=lot,
            chosen={code: match.entry.id for code, match in chosen.items()},
        )
    share = 100 * len(filled) / len(SECOND)
    assert share >= 60
    assert len(filled) == len(SECOND) - len(UNRELATED)
    facts = {code: match.entry.text for code, match in chosen.items() if match.entry.from_profile}
    assert facts == {"Q20": "04150001", "Q21": "1 Mill Lane, Slough SL1 1AA"}
