"""What lies on the disk of a closed tender that nobody has opened: nothing that tells who bids, or what.

A bid is written, gets a file, is submitted and receipted by mail; then the database, the file store, the
mail that went out and the log are searched, byte for byte."""

import logging

from procurement_hub.core.database import db
from procurement_hub.tenders.models import Bid, BidStatus
from tests.tenders.mailing import minute
from tests.tenders.scene import DEADLINE, IN_TIME, OPENING
from tests.tenders.tus import begin, patch, pdf
from tests.tenders.visiting import answer, clock, lot_url, price, submit, visit

TEXT = "Our drivers know every school caretaker by name"
FILE_NAME = "Caretakers of Berkshire.pdf"
FILE_WORDS = b"%08d\n" % 4242
PRICE = "3.141593"


def test_a_closed_tender_tells_nothing_on_its_disk(app, scene, db_url, tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    bidder = visit(app, scene, "ALB", "bidder")
    content = pdf(60_000)
    place = begin(scene, bidder, len(content), name=FILE_NAME).headers["Location"]
    assert patch(bidder, place, 0, content).status_code == 204
    version = scene.draft("ALB").version("answer:Q1")
    assert answer(scene, bidder, "Q1", TEXT, version=str(version)).status_code == 302
    assert answer(scene, bidder, "Q2", TEXT[::-1]).status_code == 302
    priced = price(scene, bidder, **{"prices-0-tiers-1-unit_price": PRICE})
    assert priced.status_code == 302
    bidder.post(lot_url(scene, "/tasks"), data={"owners-0": scene.region.people["ALB"].name})
    assert submit(scene, bidder).status_code == 302
    withdrawn = visit(app, scene, "PEN", "bidder")
    assert answer(scene, withdrawn, "Q1", TEXT.upper(), then="save").status_code == 302
    minute(IN_TIME)
    clock(monkeypatch, OPENING)
    minute(DEADLINE)
    assert db.session.scalars(db.select(Bid.status).order_by(Bid.id)).all() == [
        BidStatus.SUBMITTED,
        BidStatus.DRAFT,
    ]
    written = list(everything(tmp_path, db_url))
    assert sum("tender" in place for place, _ in written) >= 1, [place for place, _ in written]
    secrets = [TEXT, TEXT[::-1], TEXT.upper(), FILE_NAME, PRICE, PRICE.replace(".", "")]
    for place, found in [*written, ("the log", caplog.text.encode())]:
        for secret in secrets:
            assert secret.encode() not in found, f"{secret!r} stands in {place}"
        assert FILE_WORDS not in found, f"the file's own words stand in {place}"
    suppliers_named = [scene.region.organisations["ALB"].name, scene.region.people["ALB"].email]
    for place, found in [*tender_rows(), *outside_the_database(tmp_path), ("the log", caplog.text.encode())]:
        for name in suppliers_named:
            assert name.encode() not in found, f"{name!r} stands in {place}"


def everything(folder, db_url):
    """Whatever there is on the disk, by place: the database's rows, or its raw file, and every other file."""
    if db_url.startswith("sqlite"):
        yield from ((f"tender database {p.name}", p.read_bytes()) for p in folder.glob("hub.db*"))
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(db.select(table)).all()
        yield f"table {table.name}", "\n".join(str(tuple(row)) for row in rows).encode()
        for row in rows:
            yield f"table {table.name}", b"\n".join(v for v in row if isinstance(v, bytes))
    yield from outside_the_database(folder)


def outside_the_database(folder):
    """The file store, the mail and whatever else the service wrote."""
    for path in (folder / "var").rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.name.encode() + b"\n" + path.read_bytes()


def tender_rows():
    """Rows of the tables of tenders, bids, mail and the audit, where a name would tell who bids."""
    about = ("tender", "bid", "clarification", "outbox", "addend", "question_draft", "follow")
    for table in db.metadata.sorted_tables:
        if table.name == "audit_event":
            rows = db.session.execute(db.select(table).where(table.c.verb.like("%bid%"))).all()
        elif any(word in table.name for word in about):
            rows = db.session.execute(db.select(table)).all()
        else:
            continue
        yield f"table {table.name}", "\n".join(str(tuple(row)) for row in rows).encode()
