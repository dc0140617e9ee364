"""What is swept of files that nobody finished or that were removed, and what never is."""

from datetime import timedelta

import pytest

from procurement_hub.core.files import FileDamaged, FileStore
from procurement_hub.tenders import chunks, upkeep
from procurement_hub.tenders.models import BidStatus
from tests.tenders.scene import IN_TIME, OPENING
from tests.tenders.tus import PDF, begin, patch, pdf, send
from tests.tenders.uploads import pieces, post, rows, the_files
from tests.tenders.visiting import answer, lot_url, price, the_bid


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
