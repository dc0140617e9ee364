"""Files of a bid come piece by piece, go on where they stopped, and belong to their answer."""

import base64
import hashlib
import threading

import pytest

from procurement_hub.core.database import db
from tests.tenders.tus import PDF, TUS, begin, head, metadata, patch, pdf, send
from tests.tenders.uploads import pieces, rows, the_files
from tests.tenders.visiting import lot_url, visit


def test_the_service_says_what_it_is_able_to_do(scene, bidder):
    told = bidder.options(lot_url(scene, "/uploads"))
    assert told.status_code == 204
    assert told.headers["Tus-Version"] == "1.0.0"
    assert told.headers["Tus-Max-Size"] == str(200 * 1024 * 1024)
    assert set(told.headers["Tus-Extension"].split(",")) == {
        "creation",
        "expiration",
        "termination",
        "checksum",
    }


def test_a_file_comes_piece_by_piece_and_belongs_to_its_answer(scene, bidder):
    made = begin(scene, bidder, len(PDF))
    assert made.status_code == 201
    assert "Upload-Expires" in made.headers
    place = made.headers["Location"]
    assert head(bidder, place).headers["Upload-Offset"] == "0"
    first = patch(bidder, place, 0, PDF[:500])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "500")
    assert head(bidder, place).headers["Upload-Offset"] == "500"
    assert head(bidder, place).headers["Upload-Length"] == str(len(PDF))
    assert "Hub-Part-Version" not in first.headers
    last = patch(bidder, place, 500, PDF[500:])
    assert last.headers["Hub-Part-Version"] == "1"
    assert last.headers["Hub-File-SHA256"] == hashlib.sha256(PDF).hexdigest()
    [file] = the_files(scene)
    assert (file.name, file.media_type, file.size) == ("Method.pdf", "application/pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert file.scan == "not scanned for viruses"


def test_another_version_of_the_protocol_is_refused(scene, bidder):
    refused = bidder.post(lot_url(scene, "/uploads"), headers={"Tus-Resumable": "0.2.2"})
    assert refused.status_code == 412
    assert refused.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("offset", [0, 499, 501, 2000])
def test_a_chunk_for_another_place_is_refused_and_nothing_of_it_kept(app, scene, bidder, offset):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    assert patch(bidder, place, offset, b"other").status_code == 409
    assert head(bidder, place).headers["Upload-Offset"] == "500"
    assert len(pieces(app, rows()[0].id)) == 1


def test_more_bytes_than_were_announced_are_refused(scene, bidder):
    place = begin(scene, bidder, 10).headers["Location"]
    assert patch(bidder, place, 0, b"%PDF-1.7 and more").status_code == 413


def test_a_chunk_may_not_be_too_large(scene, bidder):
    place = begin(scene, bidder, 9 * 1024 * 1024).headers["Location"]
    assert patch(bidder, place, 0, bytes(8 * 1024 * 1024 + 1)).status_code == 413
    assert head(bidder, place).headers["Upload-Offset"] == "0"


def test_a_chunk_is_sent_as_what_it_is(scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    assert patch(bidder, place, 0, PDF, **{"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_chunk_that_changed_on_its_way_is_not_kept(scene, bidder, algorithm):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    sums = [base64.b64encode(hashlib.new(algorithm, data).digest()).decode() for data in (PDF, PDF[1:])]
    garbled = patch(bidder, place, 0, PDF, **{"Upload-Checksum": f"{algorithm} {sums[1]}"})
    assert garbled.status_code == 460
    assert head(bidder, place).headers["Upload-Offset"] == "0"
    right = patch(bidder, place, 0, PDF, **{"Upload-Checksum": f"{algorithm} {sums[0]}"})
    assert right.status_code == 204


@pytest.mark.parametrize("header", ["md5 abcd", "sha256 no base64!", "sha256"])
def test_a_checksum_that_cannot_be_read_is_refused(scene, bidder, header):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    assert patch(bidder, place, 0, PDF, **{"Upload-Checksum": header}).status_code in (400, 460)
    assert head(bidder, place).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    "headers",
    [{"Upload-Length": "many"}, {"Upload-Length": "-5"}, {"Upload-Metadata": "filename *"}],
)
def test_a_beginning_that_makes_no_sense_is_refused(scene, bidder, headers):
    assert begin(scene, bidder, 10, **headers).status_code == 400


@pytest.mark.parametrize(
    ("name", "size", "status"),
    [
        ("tool.exe", 10, 422),
        ("page.html", 10, 422),
        ("empty.pdf", 0, 422),
        ("huge.pdf", 200 * 1024 * 1024 + 1, 422),
        ("", 10, 422),
        ("x" * 300 + ".pdf", 10, 422),
        ("tab\tin.pdf", 10, 422),
    ],
)
def test_what_is_never_taken_is_refused_before_it_is_sent(scene, bidder, name, size, status):
    refused = begin(scene, bidder, size, name)
    assert refused.status_code == status
    assert refused.json["sentence"].endswith((".", "characters."))
    assert rows() == []


def test_a_file_for_no_question_is_not_found(scene, bidder):
    assert begin(scene, bidder, 10, code="Q9").status_code == 404


def test_an_answer_takes_twenty_files_and_no_more(scene, bidder):
    for _ in range(20):
        assert begin(scene, bidder, 10).status_code == 201
    assert "20 files" in begin(scene, bidder, 10).json["sentence"]
    assert begin(scene, bidder, 10, code="Q2").status_code == 201


def test_the_files_of_a_lot_have_a_largest_sum(scene, bidder):
    for _ in range(5):
        assert begin(scene, bidder, 200 * 1024 * 1024).status_code == 201
    assert "1,024MB" in begin(scene, bidder, 200 * 1024 * 1024).json["sentence"]


def test_an_upload_can_be_forgotten(app, scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    file_id = rows()[0].id
    assert bidder.delete(place, headers=TUS).status_code == 204
    assert (rows(), pieces(app, file_id)) == ([], [])
    assert head(bidder, place).status_code == 404


def test_a_whole_file_is_not_forgotten_by_the_protocol(scene, bidder):
    send(scene, bidder)
    place = lot_url(scene, f"/uploads/{rows()[0].id}")
    assert bidder.delete(place, headers=TUS).status_code == 410
    assert patch(bidder, place, len(PDF), b"x").status_code == 410
    told = head(bidder, place)
    assert told.headers["Upload-Offset"] == str(len(PDF))
    assert told.headers["Hub-Part-Version"] == "1"


def test_another_suppliers_upload_is_not_there(app, scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    other = visit(app, scene, "PEN", "bidder")
    assert head(other, place).status_code == 404
    assert patch(other, place, 0, PDF).status_code == 404
    assert other.delete(place, headers=TUS).status_code == 404
    patch(bidder, place, 0, PDF)
    assert other.get(lot_url(scene, f"/files/{rows()[0].id}")).status_code == 404
    assert "Method.pdf" not in other.get(lot_url(scene, "/answers/Q1/files")).text


def test_another_site_cannot_send_a_chunk(app, scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    app.config["WTF_CSRF_ENABLED"] = True
    assert patch(bidder, place, 0, PDF).status_code == 400
    assert begin(scene, bidder, 10).status_code == 400
    assert bidder.delete(place, headers=TUS).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    assert head(bidder, place).headers["Upload-Offset"] == "0"


def test_two_chunks_for_one_place_at_once_count_once(app, scene, bidder):
    content = pdf(300_000)
    place = begin(scene, bidder, len(content)).headers["Location"]
    store, gate = app.extensions["files"], threading.Barrier(2, timeout=30)
    keep = store.keep_piece

    def meet(key, piece):
        keep(key, piece)
        gate.wait()  # both are in the store before either is counted

    store.keep_piece = meet
    statuses = []

    def race(client, length):
        with app.app_context():
            statuses.append(patch(client, place, 0, content[:length]).status_code)
            db.session.remove()

    racers = [
        threading.Thread(target=race, args=(visit(app, scene, "ALB", "bidder"), length))
        for length in (100_000, 200_000)
    ]
    db.session.commit()
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    store.keep_piece = keep
    assert sorted(statuses) == [204, 409]
    [row] = rows()
    assert len(pieces(app, row.id)) == 1
    offset = int(head(bidder, place).headers["Upload-Offset"])
    assert patch(bidder, place, offset, content[offset:]).status_code == 204
    assert the_files(scene)[0].sha256 == hashlib.sha256(content).hexdigest()


def test_metadata_is_written_as_the_protocol_says():
    assert metadata(filename="plan.pdf", question="Q1") == "filename cGxhbi5wZGY=,question UTE="
