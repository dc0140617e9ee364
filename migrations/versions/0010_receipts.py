"""A box's bidders' key in its own place, the public keys of receipts, and which receipts were mailed."""

import sqlalchemy as sa
from alembic import op

from procurement_hub.core import keys
from procurement_hub.tenders.sealing import BIDDERS, Box

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

TENDER = sa.table(
    "tender",
    sa.column("id"),
    sa.column("public_key", sa.LargeBinary),
    sa.column("wrapped_private_key", sa.LargeBinary),
    sa.column("wrapped_bidders_key", sa.LargeBinary),
)
BID = sa.table("bid", sa.column("id"), sa.column("tender_id"), sa.column("lot_id"), sa.column("token"))
PART = sa.table("bid_part", sa.column("bid_id"), sa.column("name"), sa.column("locked", sa.LargeBinary))


def upgrade():
    op.create_table(
        "receipt_key",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped_public_key", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_receipt_key")),
    )
    op.create_table(
        "receipt_mailed",
        sa.Column("receipt_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["bid_receipt.id"], name=op.f("fk_receipt_mailed_receipt_id_bid_receipt")
        ),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_receipt_mailed")),
    )
    op.execute("INSERT INTO receipt_mailed (receipt_id, at) SELECT id, at FROM bid_receipt")
    op.add_column("tender", sa.Column("wrapped_bidders_key", sa.LargeBinary(), nullable=True))
    op.add_column("tender", sa.Column("prices_started_at", MOMENT, nullable=True))
    give_bidders_keys()
    with op.batch_alter_table("tender") as batch:
        batch.alter_column("wrapped_bidders_key", existing_type=sa.LargeBinary(), nullable=False)


def downgrade():
    """Drafts go back under the secret that wraps the box's private key. Bidders are found again only
    where that secret has not been rotated since the tender was published."""
    for before, _, after in boxes():
        lock_again(after, before)
    op.drop_column("tender", "prices_started_at")
    op.drop_column("tender", "wrapped_bidders_key")
    op.drop_table("receipt_mailed")
    op.drop_table("receipt_key")


def boxes():
    """Every tender's box as it was, its id, and as it is with a bidders' key that gives the same tokens."""
    rows = op.get_bind().execute(sa.select(TENDER)).all()
    for row in rows:
        before = Box(row.id, row.public_key, row.wrapped_private_key, keys.ring())
        wrapped = row.wrapped_bidders_key or keys.ring().wrap(before.bidders_key, BIDDERS + row.public_key)
        after = Box(row.id, row.public_key, row.wrapped_private_key, keys.ring(), wrapped_bidders_key=wrapped)
        yield before, row.id, after


def give_bidders_keys():
    for before, tender_id, after in boxes():
        lock_again(before, after)
        op.get_bind().execute(
            TENDER.update()
            .where(TENDER.c.id == tender_id)
            .values(wrapped_bidders_key=after.wrapped_bidders_key)
        )


def lock_again(held, new):
    """Drafts that one box locked, locked by the other: both know their bidders by the same tokens."""
    bind = op.get_bind()
    parts = bind.execute(
        sa.select(PART, BID.c.lot_id, BID.c.token)
        .join(BID, BID.c.id == PART.c.bid_id)
        .where(BID.c.tender_id == held.tender_id)
    ).all()
    for part in parts:
        place = {"lot_id": part.lot_id, "token": part.token, "part": part.name}
        text = held.read_working_copy(part.locked, **place)
        bind.execute(
            PART.update()
            .where(PART.c.bid_id == part.bid_id, PART.c.name == part.name)
            .values(locked=new.lock_working_copy(text, **place))
        )
