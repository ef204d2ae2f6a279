"""What a look at the address of a source showed.

Revision: 0006, after: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("probe", sa.JSON(), nullable=True))
    op.add_column("source", sa.Column("probed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    # no batch: it would make the table anew, and SQLite refuses to drop one that others point at
    op.drop_column("source", "probed_at")
    op.drop_column("source", "probe")
