"""Reported barriers; what is public is counted and dated by an index.

Revision: 0018, after: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barrier_report",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("form", sa.String(64), nullable=False, unique=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_barrier_report_closed", "barrier_report", ["closed_at", "created_at"])
    op.create_table(
        "barrier_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("barrier_report.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_barrier_act_report_id", "barrier_act", ["report_id"])
    op.create_index("ix_barrier_act_at", "barrier_act", ["at", "id"])
    op.create_index("ix_opportunity_state_updated", "opportunity", ["state", "updated_at"])


def downgrade() -> None:
    op.drop_index("ix_opportunity_state_updated", table_name="opportunity")
    op.drop_table("barrier_act")
    op.drop_table("barrier_report")
