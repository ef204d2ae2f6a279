"""What comes back from mail servers and readers, how much speaks against an address, and checks of our mail set-up.

Revision: 0023, after: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "returned_mail",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("mark", sa.String(64), nullable=False, unique=True),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime()),
        sa.Column("kind", sa.String(32)),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), sa.ForeignKey("subscriber.id")),
        sa.Column("alert_id", sa.Integer(), sa.ForeignKey("alert.id")),
        sa.Column("delivery_id", sa.Integer(), sa.ForeignKey("delivery.id")),
        sa.Column("acted", sa.String(32), nullable=False),
        sa.Column("judged_by", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("judged_at", sa.DateTime()),
    )
    op.create_index("ix_returned_mail_read_at", "returned_mail", ["read_at", "received_at"])
    op.create_index("ix_returned_mail_kind", "returned_mail", ["kind", "received_at"])
    for column in ("subscriber_id", "alert_id", "delivery_id"):
        op.create_index(f"ix_returned_mail_{column}", "returned_mail", [column])
    op.create_table(
        "address_trouble",
        sa.Column("address_hash", sa.String(64), primary_key=True),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "preflight",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_red", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
    )
    op.create_index("ix_preflight_at", "preflight", ["at"])


def downgrade() -> None:
    """What came back is forgotten; who was suppressed for it stays so."""
    for table in ("preflight", "address_trouble", "returned_mail"):
        op.drop_table(table)
