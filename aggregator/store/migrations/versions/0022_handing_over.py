"""Providers that rest, a mark by which a restored copy knows itself, and an index that claims read in order.

Revision: 0022, after: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_rest",
        sa.Column("provider", sa.String(255), primary_key=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
    )
    op.create_table(
        "sending_mark",
        sa.Column("installation", sa.String(32), primary_key=True),
        sa.Column("runs", sa.Integer(), nullable=False),
    )
    # the next to be claimed stand together at its beginning, however many millions wait behind them
    op.drop_index("ix_delivery_issue_state", "delivery")
    op.create_index("ix_delivery_issue_state", "delivery", ["issue_id", "state", "next_attempt_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_issue_state", "delivery")
    op.create_index("ix_delivery_issue_state", "delivery", ["issue_id", "state", "next_attempt_at"])
    op.drop_table("sending_mark")
    op.drop_table("mail_rest")
