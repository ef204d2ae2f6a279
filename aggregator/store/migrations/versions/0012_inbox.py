"""Why things were rejected, decisions made with one press, who looks at what, and how people like the desk.

Revision: 0012, after: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("because", sa.String(32), nullable=True))
    op.add_column("decision", sa.Column("step", sa.Integer(), nullable=True))
    op.create_index("ix_decision_step", "decision", ["step"])
    op.create_index("ix_correction_at", "correction", ["at"])
    op.create_table(
        "claim",
        sa.Column("opportunity_id", sa.Integer(), sa.ForeignKey("opportunity.id"), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_claim_seen_at", "claim", ["seen_at"])
    op.create_table(
        "habit",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("single_keys", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("habit")
    op.drop_index("ix_claim_seen_at", table_name="claim")
    op.drop_table("claim")
    op.drop_index("ix_correction_at", table_name="correction")
    op.drop_index("ix_decision_step", table_name="decision")
    with op.batch_alter_table("decision") as decision:
        decision.drop_column("step")
        decision.drop_column("because")
