"""What a file makes of its answer, and what is not taken for what is in it."""

import pytest

from procurement_hub.core.scanning import Outcome, Verdict
from procurement_hub.tenders import chunks
from procurement_hub.tenders.models import BidStatus
from procurement_hub.tenders.working import Progress
from tests.tenders.tus import EICAR, PDF, begin, head, patch, send, workbook
from tests.tenders.uploads import pieces, post, rows, the_files
from tests.tenders.visiting import answer, lot_url, price, the_bid

# --- what becomes of the answer -------------------------------------------------------------------


def test_a_bid_that_stands_is_submitted_by_its_last_missing_file(scene, bidder):
    scene.stand("ALB")
    answer(scene, bidder, "Q2", "Electric vans.")
    price(scene, bidder)
    assert the_bid().status is BidStatus.DRAFT
    send(scene, bidder)
    assert the_bid().status is BidStatus.DRAFT  # the answer is not marked complete yet
    done = answer(scene, bidder, "Q1", "", version="1")
    assert "/receipts/submitted/" in done.headers["Location"]
    before = the_bid().content_sha256
    last = send(scene, bidder, name="Annex.pdf")
    assert "/receipts/submitted/" in last.headers["Hub-Receipt"]
    assert the_bid().content_sha256 != before


def test_a_file_leaves_a_complete_answer_complete(scene, bidder):
    answer(scene, bidder, "Q1", "Twice a week.")
    send(scene, bidder)
    assert scene.draft("ALB").progress("answer:Q1") is Progress.COMPLETE
    assert scene.draft("ALB").text("Q1") == "Twice a week."


def test_an_answer_of_files_alone_can_be_complete_and_loses_that_with_them(scene, bidder):
    send(scene, bidder)
    assert answer(scene, bidder, "Q1", "", version="1").status_code == 302
    assert scene.draft("ALB").progress("answer:Q1") is Progress.COMPLETE
    post(scene, bidder, remove=the_files(scene)[0].file_id)
    assert scene.draft("ALB").progress("answer:Q1") is not Progress.COMPLETE


@pytest.mark.parametrize("seen", ["", "1", "2"])
def test_a_file_that_comes_while_somebody_writes_is_no_conflict(scene, bidder, seen):
    if seen:
        answer(scene, bidder, "Q1", "So far.", then="save")
    send(scene, bidder)
    assert answer(scene, bidder, "Q1", "And further.", version=seen, then="save").status_code == 302
    assert scene.draft("ALB").text("Q1") == "And further."
    assert len(the_files(scene)) == 1


def test_what_a_colleague_wrote_before_the_file_came_is_still_a_conflict(scene, bidder):
    answer(scene, bidder, "Q1", "Mine.", then="save")
    answer(scene, bidder, "Q1", "A colleague's.", version="1", then="save")
    send(scene, bidder)
    refused = answer(scene, bidder, "Q1", "Mine, longer.", version="1", then="save")
    assert refused.status_code == 422
    assert scene.draft("ALB").text("Q1") == "A colleague's."


# --- what is in the file --------------------------------------------------------------------------


def test_a_file_that_is_not_what_it_is_called_is_deleted_and_says_why(app, scene, bidder):
    place = begin(scene, bidder, len(PDF), "Prices.xlsx").headers["Location"]
    refused = patch(bidder, place, 0, PDF)
    assert refused.status_code == 422
    assert "does not hold one" in refused.json["sentence"]
    assert the_files(scene) == []
    assert pieces(app, rows()[0].id) == []
    assert "was not taken" in bidder.get(lot_url(scene, "/answers/Q1")).text
    assert head(bidder, place).status_code == 410
    post(scene, bidder, drop=rows()[0].id)
    assert rows() == []


def test_a_workbook_is_known_by_what_is_in_it_though_it_came_in_pieces(scene, bidder):
    send(scene, bidder, workbook(), "Prices.xlsx", pieces=7)
    assert the_files(scene)[0].media_type.endswith("spreadsheetml.sheet")


def test_an_infected_file_is_refused_and_deleted(app, scene, bidder):
    app.extensions["scanner"] = Suspicious()
    place = begin(scene, bidder, len(EICAR), "readme.txt").headers["Location"]
    refused = patch(bidder, place, 0, EICAR)
    assert refused.status_code == 422
    assert "it has a virus in it (Eicar-Signature)" in refused.json["sentence"]
    assert pieces(app, rows()[0].id) == []
    assert the_files(scene) == []


class Suspicious:
    def scan(self, pieces):
        return Verdict(Outcome.INFECTED, "Eicar-Signature") if EICAR in b"".join(pieces) else None


def test_a_file_whose_chunk_was_lost_in_the_store_is_refused(app, scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    chunks.drop(app.extensions["files"], rows()[0].id)
    lost = patch(bidder, place, 500, PDF[500:])
    assert lost.status_code == 422
    assert "Send it again" in lost.json["sentence"]
