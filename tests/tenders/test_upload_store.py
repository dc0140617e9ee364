"""What the store holds of a bidder's file: nothing to be read without the key, and nothing of the name."""

import http.client
import io
import itertools
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.files import FileDamaged, FileStore
from procurement_hub.tenders.chunks import Chunks, drop, verified
from procurement_hub.tenders.models import BidAttachment
from tests.tenders.scene import IN_TIME, OPENING, published
from tests.tenders.tus import begin, patch, pdf, send
from tests.tenders.visiting import answer, clock, lot_url, price, visit

KEY = bytes(range(32))
NAME, WORDS = "Blackwater-Estuary-Method.txt", b"Badgers deliver the reams by moonlight. "


def stored(store, content, cuts=(), file_id="f" * 32):
    """The content in chunks cut at these places, closed."""
    places = [0, *sorted(cuts), len(content)]
    held = Chunks(store, file_id, KEY)
    for start, end in itertools.pairwise(places):
        held = Chunks(store, file_id, KEY, (*held.held, held.put(content[start:end])))
    held.close()
    return held


@given(content=st.binary(min_size=1, max_size=400), data=st.data())
@settings(max_examples=150)
def test_wherever_it_is_cut_a_file_comes_back_as_it_was(content, data):
    places = st.sets(st.integers(1, max(1, len(content) - 1)), max_size=12)
    cuts = [cut for cut in data.draw(places) if cut < len(content)]
    store = FileStore.open("memory:///")
    held = stored(store, content, cuts)
    assert b"".join(held) == content
    assert b"".join(Chunks.of_whole(store, "f" * 32, KEY)) == content
    file, twin = held.open(), io.BytesIO(content)
    for _ in range(8):
        place, length = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 80))
        assert file.seek(place) == twin.seek(place)
        assert file.read(length) == twin.read(length)
    assert file.seek(-1, io.SEEK_END) == len(content) - 1


@pytest.mark.parametrize("harm", ["swap", "change", "other file"])
def test_a_chunk_that_is_not_where_it_was_put_is_damage(harm):
    store = FileStore.open("memory:///")
    one, other = stored(store, b"one" * 90, [100]), stored(store, b"two" * 90, [100], "e" * 32)
    paths = [one._path(chunk.place) for chunk in one.held]
    if harm == "swap":
        store.keep_piece(paths[0], store.piece(paths[1]))
    elif harm == "change":
        store.keep_piece(paths[0], store.piece(paths[0])[:-1] + b"x")
    else:
        store.keep_piece(paths[0], store.piece(other._path(other.held[0].place)))
    with pytest.raises(FileDamaged):
        b"".join(one)


def test_a_file_is_read_back_whole_or_not_at_all():
    store = FileStore.open("memory:///")
    held = stored(store, b"A letter. " * 30, [100, 200])
    with pytest.raises(FileDamaged):
        b"".join(verified(store, held.file_id, KEY, "0" * 64))
    store.drop_piece(held._path(held.held[2].place))
    with pytest.raises(FileDamaged):
        b"".join(verified(store, held.file_id, KEY, "0" * 64))
    drop(store, held.file_id)
    with pytest.raises(NotFound):
        verified(store, held.file_id, KEY, "0" * 64)


def test_the_same_chunk_twice_is_two_pieces_and_neither_overwrites_the_other():
    held = Chunks(FileStore.open("memory:///"), "f" * 32, KEY)
    first, second = held.put(b"as it was"), held.put(b"as another sender has it")
    assert Chunks(held.store, held.file_id, KEY, (first,)).chunk(0) == b"as it was"
    held.take_back(second)
    assert Chunks(held.store, held.file_id, KEY, (first,)).chunk(0) == b"as it was"


def test_neither_database_nor_store_tells_a_name_or_a_word_before_the_opening(
    app, scene, bidder, db_url, tmp_path
):
    content = WORDS * 200
    send(scene, bidder, content, NAME, pieces=3)
    answer(scene, bidder, "Q1", "In words.", version="1")
    answer(scene, bidder, "Q2", "In words.")
    price(scene, bidder)
    scene.stand("ALB")
    unfinished = WORDS * 3000
    place = begin(scene, bidder, len(unfinished), "Half-" + NAME).headers["Location"]
    patch(bidder, place, 0, unfinished[:70_000])
    db.session.commit()
    tell_tales = [NAME.encode(), b"Blackwater", b"moonlight", b"text/plain"]
    held = raw_database(db_url, tmp_path) + raw_files(tmp_path / "var")
    assert len(held) > 80_000
    assert [word for word in tell_tales if word in held] == []


def raw_database(db_url, folder) -> bytes:
    """Every byte of the file with its log, or every row of every table as text."""
    if db_url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in folder.glob("hub.db*"))
    tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    rows = [
        str([bytes(v) if isinstance(v, memoryview) else v for v in row])
        for table in tables
        for row in db.session.execute(text(f'SELECT * FROM "{table}"'))
    ]
    return "\n".join(rows).encode()


def raw_files(folder) -> bytes:
    """Every name and every byte under the folder."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found += [path.encode(), file.read()]
    return b"\n".join(found)


# --- after the opening ----------------------------------------------------------------------------


def test_every_file_opens_under_its_own_question_and_comes_back_as_it_was(app, monkeypatch):
    scene = opened_with_files(app, monkeypatch)
    lead = visit(app, scene, "SECE", "procurement_lead")
    page = lead.get(f"/evaluations/{scene.tender.id}/bids/{scene.bid('ALB').id}/agree").text
    first, second = page.split('id="q')[1:3]
    assert first.count("Method.pdf") == 1
    assert second.count("Method.pdf") == 1
    for part, size in ((first, 3000), (second, 5000)):
        address = part.split('href="')[1].split('"')[0]
        back = lead.get(address)
        assert back.data == pdf(size)
        assert back.headers["Content-Disposition"] == "attachment; filename=Method.pdf"


def opened_with_files(app, monkeypatch, name="Method.pdf"):
    """Two files of one name; one of them was sent to the wrong question and moved."""
    clock(monkeypatch, IN_TIME)
    scene = published()
    bidder = visit(app, scene, "ALB", "bidder")
    send(scene, bidder, pdf(3000), name)
    send(scene, bidder, pdf(5000), name)
    [_, misplaced] = scene.draft("ALB").files("Q1")
    fields = {"text": "", "version": "", "move": misplaced.file_id, f"to-{misplaced.file_id}": "Q2"}
    bidder.post(lot_url(scene, "/answers/Q1/files"), data=fields, content_type="multipart/form-data")
    answer(scene, bidder, "Q1", "", version="3")
    answer(scene, bidder, "Q2", "In words too.", version="1")
    price(scene, bidder)
    scene.stand("ALB")
    scene.submit("PEN")
    scene.open()
    clock(monkeypatch, OPENING)
    return scene


def test_an_evaluator_reads_files_without_the_bidders_name_once_nothing_is_in_conflict(app, monkeypatch):
    scene = opened_with_files(app, monkeypatch, "Method of ALB organisation.pdf")
    evaluator = visit(app, scene, "EV1", "evaluator")
    bid = scene.bid("ALB")
    [file, _] = files_of(bid)
    address = f"/evaluations/{scene.tender.id}/bids/{bid.id}/files/{file}"
    assert evaluator.get(address).status_code == 404  # no interests declared yet
    scene.declare("EV1")
    page = evaluator.get(f"/evaluations/{scene.tender.id}/bids/{bid.id}/score").text
    assert "ALB organisation" not in page
    assert "Method of Bidder A.pdf" in page
    back = evaluator.get(address)
    assert back.status_code == 200
    assert "ALB" not in back.headers["Content-Disposition"]
    other = scene.bid("PEN")
    assert evaluator.get(address.replace(f"bids/{bid.id}", f"bids/{other.id}")).status_code == 404


def files_of(bid):
    rows = db.session.scalars(
        db.select(BidAttachment).where(BidAttachment.bid_id == bid.id).order_by(BidAttachment.question_id)
    )
    return [row.file_id for row in rows]


def test_nobody_else_reads_a_file_of_an_opened_bid(app, monkeypatch):
    scene = opened_with_files(app, monkeypatch)
    bid = scene.bid("ALB")
    address = f"/evaluations/{scene.tender.id}/bids/{bid.id}/files/{files_of(bid)[0]}"
    assert visit(app, scene, "PEN", "bidder").get(address).status_code == 403
    assert app.test_client().get(address).status_code == 302
    own = visit(app, scene, "ALB", "bidder").get(lot_url(scene, f"/files/{files_of(bid)[0]}"))
    assert own.data == pdf(3000)


# --- S3 -------------------------------------------------------------------------------------------


@pytest.fixture
def s3():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connection = http.client.HTTPConnection(host, port)
    connection.request("PUT", "/bids")
    assert connection.getresponse().status == 200
    connection.close()
    yield FileStore.open(
        "s3://bids/files",
        endpoint=f"http://{host}:{port}",
        region="us-east-1",
        access_key_id="test",
        secret_access_key="test",
        client_options={"allow_http": True},
    )
    server.stop()


def test_files_lie_in_s3_as_well(app, scene, bidder, s3):
    app.extensions["files"] = s3
    content = pdf(300_000)
    assert "Hub-Part-Version" in send(scene, bidder, content, pieces=5).headers
    [file] = scene.draft("ALB").files("Q1")
    assert bidder.get(lot_url(scene, f"/files/{file.file_id}")).data == content
    keys = [meta["path"] for found in s3._store.list() for meta in found]
    assert len(keys) == 6  # five chunks and their table
    assert all("Method" not in key and file.file_id not in key for key in keys)
    drop(s3, file.file_id)
    assert [meta for found in s3._store.list() for meta in found] == []
