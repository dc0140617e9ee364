"""Files on the pages of a bid, where no script runs."""

import hashlib
import io

from procurement_hub.tenders.working import Progress
from tests.tenders.tus import PDF, begin, patch, pdf, send
from tests.tenders.uploads import post, rows, the_files
from tests.tenders.visiting import lot_url


def test_files_are_sent_with_the_form_where_there_is_no_script(scene, bidder):
    sent = post(scene, bidder, text="In words too.", files=[part(PDF, "One.pdf"), part(PDF, "Two.pdf")])
    assert sent.status_code == 302
    assert [file.name for file in the_files(scene)] == ["One.pdf", "Two.pdf"]
    assert scene.draft("ALB").text("Q1") == "In words too."


def part(content, name):
    return (io.BytesIO(content), name)


def test_a_file_chosen_before_mark_complete_goes_with_it(scene, bidder):
    data = {"text": "", "version": "", "then": "done", "files": [part(PDF, "One.pdf")]}
    done = bidder.post(lot_url(scene, "/answers/Q1"), data=data, content_type="multipart/form-data")
    assert done.status_code == 302
    assert scene.draft("ALB").progress("answer:Q1") is Progress.COMPLETE


def test_a_refused_file_keeps_what_was_typed_and_leaves_nothing_behind(scene, bidder):
    page = post(scene, bidder, text="Typed at length.", files=[part(b"MZ", "One.pdf")])
    assert page.status_code == 422
    assert "Typed at length." in page.text
    assert "does not hold one" in page.text
    assert scene.draft("ALB").text("Q1") == "Typed at length."
    assert rows() == []


def test_pressing_upload_with_no_file_says_so(scene, bidder):
    page = post(scene, bidder, text="Typed.")
    assert page.status_code == 422
    assert "Choose a file first" in page.text


def test_limits_are_said_before_anything_is_sent(scene, bidder):
    page = bidder.get(lot_url(scene, "/answers/Q1")).text
    for limit in ("20 files", "200MB", "20MB", "1GB", "DOCX", "PNG"):
        assert limit in page


def test_the_same_name_twice_is_two_files_and_each_comes_back_as_it_was(scene, bidder):
    one, other = pdf(3000), pdf(5000)
    send(scene, bidder, one)
    send(scene, bidder, other)
    back = [bidder.get(lot_url(scene, f"/files/{file.file_id}")) for file in the_files(scene)]
    assert [answer.data for answer in back] == [one, other]
    assert all(answer.headers["Content-Disposition"] == "attachment; filename=Method.pdf" for answer in back)
    assert all(answer.headers["X-Content-Type-Options"] == "nosniff" for answer in back)


def test_a_file_moves_to_another_question_without_being_sent_again(scene, bidder):
    send(scene, bidder)
    [file] = the_files(scene)
    moved = post(scene, bidder, text="Typed meanwhile.", move=file.file_id, **{f"to-{file.file_id}": "Q2"})
    assert moved.status_code == 302
    assert the_files(scene, "Q1") == []
    assert the_files(scene, "Q2") == [file]
    assert scene.draft("ALB").text("Q1") == "Typed meanwhile."


def test_a_file_that_is_not_there_is_neither_moved_nor_removed(scene, bidder):
    assert post(scene, bidder, remove="0" * 32).status_code == 404
    send(scene, bidder)
    [file] = the_files(scene)
    assert post(scene, bidder, move=file.file_id, **{f"to-{file.file_id}": "Q9"}).status_code == 404


def test_the_page_says_how_far_an_unfinished_file_is(scene, bidder):
    place = begin(scene, bidder, 2048, "Plan.pdf").headers["Location"]
    patch(bidder, place, 0, pdf(1024))
    page = bidder.get(lot_url(scene, "/answers/Q1")).text
    assert "1KB of 2KB are here, kept until 1 July 2026 at 4pm (BST)" in page
    assert "Plan.pdf" not in bidder.get(lot_url(scene, "/answers/Q2")).text
    assert "Plan.pdf" in bidder.get(lot_url(scene, "/answers/Q1/files")).text


def test_files_and_their_hashes_are_on_the_page_that_checks_the_bid(scene, bidder):
    send(scene, bidder)
    page = bidder.get(lot_url(scene, "/check")).text
    assert "Method.pdf" in page
    assert hashlib.sha256(PDF).hexdigest() in page
