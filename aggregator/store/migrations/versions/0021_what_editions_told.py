"""What an edition told of each opportunity, and its deadlines as a calendar.

Revision: 0021, after: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("edition", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    # "in which issues did this stand": what was told before is looked up by it
    op.create_index("ix_entry_opportunity_id", "entry", ["opportunity_id"])


def downgrade() -> None:
    op.drop_index("ix_entry_opportunity_id", table_name="entry")
    op.drop_column("edition", "calendar")
    op.drop_column("edition", "told")
