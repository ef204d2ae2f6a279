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
    # no batch: it would make the table anew, and SQLite refuses to drop one that others point at
    op.drop_column("source", "evidence")
    op.drop_column("source", "priority")
    op.drop_column("source", "kinds")
