"""What people corrected, field by field.

Revision: 0008, after: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("opportunity_id", sa.Integer(), sa.ForeignKey("opportunity.id"), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("machine_value", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_correction_opportunity_id", "correction", ["opportunity_id"])


def downgrade() -> None:
    op.drop_index("ix_correction_opportunity_id", table_name="correction")
    op.drop_table("correction")
    # states that the former version does not know
    op.execute("delete from \"change\" where state in ('proposed', 'declined', 'corrected')")
