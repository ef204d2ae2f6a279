"""How far a server's "not modified" is believed, where sources have moved to, and two questions asked often.

Revision: 0003, after: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("trusted", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("page", sa.Column("ttl_minutes", sa.Integer(), nullable=True))
    op.add_column("crawl_run", sa.Column("moved_to", sa.Text(), nullable=True))
    op.create_index("ix_finding_snapshot", "finding", ["snapshot"])
    op.create_index("ix_source_due", "source", ["state", "next_fetch_at"])


def downgrade() -> None:
    op.drop_index("ix_source_due", table_name="source")
    op.drop_index("ix_finding_snapshot", table_name="finding")
    with op.batch_alter_table("crawl_run", schema=None) as batch_op:
        batch_op.drop_column("moved_to")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_column("ttl_minutes")
        batch_op.drop_column("trusted")
