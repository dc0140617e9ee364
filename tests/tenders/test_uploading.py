"""Files of a bid come piece by piece, go on where they stopped, and belong to their answer."""

import base64
import hashlib
import io
import threading
from datetime import timedelta

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.files import FileDamaged, FileStore
from procurement_hub.core.scanning import Outcome, Verdict
from procurement_hub.tenders import chunks, upkeep
from procurement_hub.tenders.models import BidFile, BidStatus
from procurement_hub.tenders.working import Progress
from procurement_hub.web import session
from tests.tenders.scene import DEADLINE, IN_TIME, LAST_SECOND, OPENING
from tests.tenders.tus import EICAR, PDF, TUS, begin, head, metadata, patch, pdf, send, workbook
from tests.tenders.visiting import answer, clock, lot_url, price, the_bid, visit


def rows() -> list[BidFile]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(BidFile).order_by(BidFile.begun_at, BidFile.id)))


def pieces(app, file_id) -> list:
    store = app.extensions["files"]
    return [meta for found in store._store.list(prefix=chunks.folder(file_id)) for meta in found]


def the_files(scene, code="Q1", bidder="ALB"):
    return scene.draft(bidder).files(code)


def post(scene, client, code="Q1", text="", version="", **fields):
    data = {"text": text, "version": version, **fields}
    return client.post(
        lot_url(scene, f"/answers/{code}/files"), data=data, content_type="multipart/form-data"
    )


# --- the protocol ---------------------------------------------------------------------------------


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


# --- the deadline ---------------------------------------------------------------------------------


def test_a_last_byte_a_second_before_the_deadline_counts(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    clock(monkeypatch, LAST_SECOND)
    assert patch(bidder, place, 500, PDF[500:]).status_code == 204
    assert len(the_files(scene)) == 1


def test_a_last_byte_at_the_deadline_is_too_late(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    clock(monkeypatch, DEADLINE)
    late = patch(bidder, place, 500, PDF[500:])
    assert late.status_code == 410
    assert "deadline" in late.json["sentence"]
    assert head(bidder, place).status_code == 410
    assert begin(scene, bidder, 10).status_code == 410
    assert the_files(scene) == []
    assert rows()[0].received == 500


def test_the_moment_is_when_the_last_byte_was_here_not_when_the_database_got_to_it(
    app, scene, bidder, monkeypatch
):
    """The deadline passes while the chunk is being stored and the file looked at."""
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    clock(monkeypatch, LAST_SECOND)
    store = app.extensions["files"]
    keep = store.keep_piece

    def slowly(key, piece):
        clock(monkeypatch, DEADLINE + timedelta(minutes=5))
        keep(key, piece)

    monkeypatch.setattr(store, "keep_piece", slowly)
    assert patch(bidder, place, 0, PDF).status_code == 204
    assert len(the_files(scene)) == 1
    assert rows()[0].completed_at == LAST_SECOND
    assert session.utcnow() > DEADLINE


def test_a_file_that_came_in_time_is_attached_after_a_fault_even_after_the_deadline(
    app, scene, bidder, monkeypatch
):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    clock(monkeypatch, LAST_SECOND)
    monkeypatch.setattr("procurement_hub.tenders.receiving.inspect", power_cut)
    with pytest.raises(PowerCut):
        patch(bidder, place, 0, PDF)
    monkeypatch.undo()
    clock(monkeypatch, DEADLINE + timedelta(minutes=5))
    assert the_files(scene) == []
    upkeep.finish_broken_off(DEADLINE + timedelta(minutes=5))
    assert [file.name for file in the_files(scene)] == ["Method.pdf"]
    assert head(bidder, place).headers["Upload-Offset"] == str(len(PDF))


def test_who_asks_again_after_a_fault_gets_the_file_finished(scene, bidder, monkeypatch):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    monkeypatch.setattr("procurement_hub.tenders.receiving.inspect", power_cut)
    with pytest.raises(PowerCut):
        patch(bidder, place, 0, PDF)
    monkeypatch.undo()
    clock(monkeypatch, IN_TIME)
    assert head(bidder, place).headers["Hub-Part-Version"] == "1"
    assert head(bidder, place).headers["Hub-Part-Version"] == "1"
    assert len(the_files(scene)) == 1


class PowerCut(BaseException):
    pass


def power_cut(*_args, **_more):
    raise PowerCut


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


# --- the page of the answer -----------------------------------------------------------------------


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


# --- what is swept --------------------------------------------------------------------------------


def test_an_upload_left_for_a_week_is_deleted_with_its_chunks(app, scene, bidder):
    place = begin(scene, bidder, len(PDF)).headers["Location"]
    patch(bidder, place, 0, PDF[:500])
    file_id = rows()[0].id
    upkeep.sweep_files(on_the_hour(IN_TIME + timedelta(days=6, hours=23)))
    assert len(pieces(app, file_id)) == 1
    upkeep.sweep_files(on_the_hour(IN_TIME + timedelta(days=7, hours=2)))
    assert (rows(), pieces(app, file_id)) == ([], [])


def on_the_hour(moment):
    return moment.replace(minute=0)


def test_a_removed_file_is_swept_but_never_one_that_the_box_needs(app, scene, bidder):
    send(scene, bidder)
    send(scene, bidder, name="Kept.pdf", code="Q2")
    for code in ("Q1", "Q2"):
        answer(scene, bidder, code, "In words.", version="1")
    price(scene, bidder)
    receipt_of = bidder.get(lot_url(scene, "/check")).text
    mark = receipt_of.split('name="seen" type="hidden" value="')[1].split('"')[0]
    bidder.post(lot_url(scene, "/check"), data={"seen": mark})
    assert the_bid().status is BidStatus.SUBMITTED
    first = the_files(scene)[0].file_id
    post(scene, bidder, text="In words.", remove=first)
    later = on_the_hour(IN_TIME + timedelta(hours=3))
    upkeep.sweep_files(later)
    assert len(rows()) == 2  # the version in the box still has it
    assert bidder.get(lot_url(scene, f"/files/{first}")).data == PDF
    scene.withdraw("ALB")
    upkeep.sweep_files(later)
    assert [row.id for row in rows()] == [the_files(scene, "Q2")[0].file_id]
    assert pieces(app, first) == []


def test_nothing_is_swept_once_the_bids_are_open(app, scene, bidder):
    send(scene, bidder)
    for code in ("Q1", "Q2"):
        answer(scene, bidder, code, "In words.", version="1" if code == "Q1" else "")
    price(scene, bidder)
    scene.stand("ALB")
    scene.open()
    upkeep.sweep_files(on_the_hour(OPENING + timedelta(days=30)))
    assert len(rows()) == 1


def test_a_damaged_file_never_arrives_whole(app, scene, bidder):
    content = pdf(20_000)
    send(scene, bidder, content, pieces=4)
    [file] = the_files(scene)
    store: FileStore = app.extensions["files"]
    [one, other] = [
        meta["path"] for meta in pieces(app, file.file_id) if not meta["path"].endswith(chunks.TABLE)
    ][:2]
    kept = store.piece(one)
    store.keep_piece(one, store.piece(other))
    store.keep_piece(other, kept)
    with pytest.raises(FileDamaged, match="not what was stored"):
        _ = bidder.get(lot_url(scene, f"/files/{file.file_id}")).data


def test_metadata_is_written_as_the_protocol_says():
    assert metadata(filename="plan.pdf", question="Q1") == "filename cGxhbi5wZGY=,question UTE="
