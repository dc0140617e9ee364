"""The files of a bid as a test looks at them, and a way to send one with the form."""

from procurement_hub.core.database import db
from procurement_hub.tenders import chunks
from procurement_hub.tenders.models import BidFile
from tests.tenders.visiting import lot_url


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
