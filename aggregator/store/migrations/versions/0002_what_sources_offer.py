"""What is found at a source, how much it matters and how its address is known.

Revision: 0002, after: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # sources that are kept already say nothing of it yet, and matter as much as any other
    op.add_column("source", sa.Column("kinds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("source", sa.Column("priority", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("source", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("evidence")
        batch_op.drop_column("priority")
        batch_op.drop_column("kinds")
