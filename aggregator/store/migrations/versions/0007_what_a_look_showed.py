"""What a look at the address of a source showed, and whether a person wants it visited now.

Revision: 0007, after: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("wanted_at", sa.DateTime(), nullable=True))
    op.add_column("source", sa.Column("probe", sa.JSON(), nullable=True))
    op.add_column("source", sa.Column("probed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("probed_at")
        batch_op.drop_column("probe")
        batch_op.drop_column("wanted_at")
