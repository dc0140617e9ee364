"""What a bidder reads of its own assessment, and when."""

import io
import re

import page as verapdf
import pypdf
import pytest

from tests.evaluation.visitors import (
    bidder_of,
    text,
)
from tests.tenders.scene import REASON, scored
from tests.tenders.visiting import visit


def test_before_the_release_a_bidder_reads_nothing(app):
    scene = scored()
    scene.recommend()
    client = bidder_of(app, scene, "ALB")
    assert "You have no results yet" in text(client.get("/evaluations/results"))
    address = f"/evaluations/results/{scene.bid('ALB').id}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/summary.pdf").status_code == 404


def test_a_bidder_reads_its_own_scores_reasons_and_those_of_the_winner(app, released):
    client = bidder_of(app, released, "ALB")
    assert "Not awarded" in text(client.get("/evaluations/results"))
    said = text(client.get(f"/evaluations/results/{released.bid('ALB').id}"))
    assert "You are not awarded a place" in said
    assert "came 3rd of 3 bids, with 85.97 points" in said
    assert "60 × £266,760.00 ÷ £271,440.00 = 58.97" in said
    assert "which gives 15 × 4 ÷ 5 = 12.00 points" in said
    assert said.count(REASON) == 4
    assert "PEN organisation, awarded a place" in said and "89.00 points" in said
    assert "8 working days from the day of the award notice" in said
    assert "TVS organisation" not in said


def test_the_winner_reads_only_its_own_assessment(app, released):
    said = text(bidder_of(app, released, "PEN").get(f"/evaluations/results/{released.bid('PEN').id}"))
    assert "You are awarded a place" in said and said.count(REASON) == 2


def test_the_result_gives_the_standstill_once_the_notice_is_out(app, released):
    released.notice()
    said = text(bidder_of(app, released, "ALB").get(f"/evaluations/results/{released.bid('ALB').id}"))
    assert "Ends on 16 July 2026; agreements can be signed from 17 July 2026" in said


def test_another_suppliers_summary_is_not_found(app, released):
    client = bidder_of(app, released, "ALB")
    address = f"/evaluations/results/{released.bid('TVS').id}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/summary.pdf").status_code == 404


@pytest.mark.parametrize("role", ["procurement_lead", "evaluator"])
def test_results_are_for_bidders(app, released, role):
    assert visit(app, released, "SECE", role).get("/evaluations/results").status_code == 403


def test_the_summary_is_a_document_that_everybody_can_read(app, released):
    released.notice()
    sent = bidder_of(app, released, "ALB").get(f"/evaluations/results/{released.bid('ALB').id}/summary.pdf")
    assert sent.mimetype == "application/pdf"
    report = verapdf.validate_pdf_bytes(sent.data, profile=verapdf.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    said = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(sent.data)).pages)
    said = re.sub(r"\s+", " ", said)
    for words in ("ALB organisation", "PEN organisation", "85.97", "89.00", "16 July 2026", REASON):
        assert words in said
    assert "TVS organisation" not in said
