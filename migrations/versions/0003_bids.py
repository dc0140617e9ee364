"""Bids of parts and files, two envelopes, bids that stand as submitted, and signed receipts."""

import json

import sqlalchemy as sa
from alembic import op

from procurement_hub.core import keys
from procurement_hub.tenders.sealing import Box, new_box

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

NEW_TENDER_CHECKS = (
    ("prices_after_answers", "prices_opened_at >= opened_at"),
    ("two_officers_for_prices", "prices_second_officer_id <> prices_started_by_id"),
)
NEW_BID_CHECKS = (("prices_with_answers", "sealed_prices IS NULL OR sealed IS NOT NULL"),)


def add_checks(batch, table, named):
    for name, rule in named:
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)


def drop_checks(batch, table, named):
    for name, _ in named:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")


def upgrade():
    op.create_table(
        "bid_part",
        sa.Column("bid_id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_bid_part_version_positive")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_part_bid_id_bid")),
        sa.PrimaryKeyConstraint("bid_id", "name", name=op.f("pk_bid_part")),
    )
    op.create_table(
        "bid_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("received", ID, nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "size > 0 AND received >= 0 AND received <= size", name=op.f("ck_bid_file_received_within_size")
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR received = size", name=op.f("ck_bid_file_completed_whole")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_bid_file_lot_id_lot")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_file_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_file")),
    )
    op.create_index("ix_bid_file_bidder", "bid_file", ["lot_id", "token"])
    op.create_table(
        "bid_attachment",
        sa.Column("bid_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("scan", sa.String(length=100), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_attachment_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["bid_file.id"], name=op.f("fk_bid_attachment_file_id_bid_file")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_bid_attachment_question_id_question")
        ),
        sa.PrimaryKeyConstraint("bid_id", "question_id", "position", name=op.f("pk_bid_attachment")),
    )
    op.add_column("bid_receipt", sa.Column("statement", sa.Text(), nullable=True))
    op.add_column("bid_receipt", sa.Column("signature", sa.LargeBinary(), nullable=True))
    for column in (
        sa.Column("price_public_key", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_price_key", sa.LargeBinary(), nullable=True),
        sa.Column("quality_first", sa.Boolean(), nullable=True),
    ):
        op.add_column("tender", column)
    make_price_keys()
    with op.batch_alter_table("tender") as batch:
        batch.alter_column("price_public_key", existing_type=sa.LargeBinary(), nullable=False)
        batch.alter_column("wrapped_price_key", existing_type=sa.LargeBinary(), nullable=False)
        batch.alter_column("quality_first", existing_type=sa.Boolean(), nullable=False)
        batch.add_column(sa.Column("prices_started_by_id", ID, nullable=True))
        batch.add_column(sa.Column("prices_opened_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("prices_second_officer_id", ID, nullable=True))
        for column in ("prices_started_by_id", "prices_second_officer_id"):
            batch.create_foreign_key(op.f(f"fk_tender_{column}_person"), "person", [column], ["id"])
        add_checks(batch, "tender", NEW_TENDER_CHECKS)
    op.execute("UPDATE tender SET prices_opened_at = opened_at")
    op.add_column("bid", sa.Column("standing", sa.Boolean(), nullable=True))
    op.add_column("bid", sa.Column("sealed_prices", sa.LargeBinary(), nullable=True))
    op.add_column("bid", sa.Column("declaration", sa.Text(), nullable=True))
    op.add_column("bid", sa.Column("signatory", sa.String(length=200), nullable=True))
    op.execute(sa.text("UPDATE bid SET standing = :no").bindparams(no=False))
    take_drafts_apart()
    with op.batch_alter_table("bid") as batch:
        batch.alter_column("standing", existing_type=sa.Boolean(), nullable=False)
        batch.drop_column("working_copy")
        batch.drop_column("working_version")
        add_checks(batch, "bid", NEW_BID_CHECKS)


def downgrade():
    """Drafts cannot be put together again without their questions; submitted bids keep their seal."""
    with op.batch_alter_table("bid") as batch:
        drop_checks(batch, "bid", NEW_BID_CHECKS)
        batch.add_column(sa.Column("working_copy", sa.LargeBinary(), nullable=False, server_default=""))
        batch.add_column(sa.Column("working_version", sa.Integer(), nullable=False, server_default="1"))
        batch.drop_column("standing")
        batch.drop_column("sealed_prices")
        batch.drop_column("declaration")
        batch.drop_column("signatory")
    with op.batch_alter_table("bid") as batch:
        batch.alter_column("working_copy", existing_type=sa.LargeBinary(), server_default=None)
        batch.alter_column("working_version", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("tender") as batch:
        drop_checks(batch, "tender", NEW_TENDER_CHECKS)
        for column in ("prices_started_by_id", "prices_second_officer_id"):
            batch.drop_constraint(op.f(f"fk_tender_{column}_person"), type_="foreignkey")
            batch.drop_column(column)
        for column in ("prices_opened_at", "quality_first", "wrapped_price_key", "price_public_key"):
            batch.drop_column(column)
    op.drop_column("bid_receipt", "signature")
    op.drop_column("bid_receipt", "statement")
    op.drop_table("bid_attachment")
    op.drop_table("bid_file")
    op.drop_table("bid_part")


def make_price_keys():
    """Tenders that are out already get the second envelope that new bids are sealed into."""
    tender = sa.table(
        "tender",
        sa.column("id"),
        sa.column("price_public_key", sa.LargeBinary),
        sa.column("wrapped_price_key", sa.LargeBinary),
        sa.column("quality_first", sa.Boolean),
    )
    bind = op.get_bind()
    for (tender_id,) in bind.execute(sa.select(tender.c.id)).all():
        public, wrapped = new_box(keys.ring())
        bind.execute(
            tender.update()
            .where(tender.c.id == tender_id)
            .values(price_public_key=public, wrapped_price_key=wrapped, quality_first=False)
        )


def take_drafts_apart():
    """Each draft was one text; now each answer is a part of its own, and the prices are one."""
    bind = op.get_bind()
    part = sa.table(
        "bid_part",
        sa.column("bid_id"),
        sa.column("name"),
        sa.column("version"),
        sa.column("locked", sa.LargeBinary),
        sa.column("saved_at", MOMENT),
    )
    bid = sa.table(
        "bid",
        sa.column("id"),
        sa.column("tender_id"),
        sa.column("lot_id"),
        sa.column("token"),
        sa.column("working_copy", sa.LargeBinary),
        sa.column("saved_at", MOMENT),
    )
    tender = sa.table(
        "tender",
        sa.column("id"),
        sa.column("public_key", sa.LargeBinary),
        sa.column("wrapped_private_key", sa.LargeBinary),
    )
    drafts = bind.execute(
        sa.select(bid, tender.c.public_key, tender.c.wrapped_private_key).join(
            tender, tender.c.id == bid.c.tender_id
        )
    ).all()
    for draft in drafts:
        box = Box(draft.tender_id, draft.public_key, draft.wrapped_private_key, keys.ring())
        place = {"lot_id": draft.lot_id, "token": draft.token}
        text = json.loads(box.read_working_copy(draft.working_copy, **place))
        bodies = {
            f"answer:{code}": {"text": answer, "files": [], "done": True, "by": ""}
            for code, answer in text["answers"].items()
        }
        if text["prices"]:
            tiers = text["prices"]
            bodies["prices"] = {"typed": tiers, "tiers": tiers, "done": True, "by": ""}
        for name, body in bodies.items():
            words = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            bind.execute(
                part.insert().values(
                    bid_id=draft.id,
                    name=name,
                    version=1,
                    locked=box.lock_working_copy(words, **place, part=name),
                    saved_at=draft.saved_at,
                )
            )
