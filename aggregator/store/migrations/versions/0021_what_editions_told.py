"""Editions are joined from plates when they are handed over; what they told of each opportunity, and as a calendar.

Revision: 0021, after: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plate",
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.add_column("edition", sa.Column("plate", sa.String(64), nullable=False, server_default=""))
    op.add_column("edition", sa.Column("pieces", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("edition", sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("edition", sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    # what was set as a whole is a plate of one piece
    op.execute("insert into plate (issue_id, name, html, text) select issue_id, signature, html, text from edition")
    op.execute("update edition set plate = signature")
    op.drop_column("edition", "html")
    op.drop_column("edition", "text")
    # "in which issues did this stand": what was told before is looked up by it
    op.create_index("ix_entry_opportunity_id", "entry", ["opportunity_id"])


def downgrade() -> None:
    """Editions of the former version are whole; what was joined from plates of many pieces cannot be made here."""
    op.drop_index("ix_entry_opportunity_id", table_name="entry")
    for name in ("html", "text"):
        op.add_column("edition", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.execute(
            f"update edition set {name} = coalesce((select plate.{name} from plate"
            " where plate.issue_id = edition.issue_id and plate.name = edition.signature), '')"
        )
    for name in ("calendar", "told", "pieces", "plate"):
        op.drop_column("edition", name)
    op.drop_table("plate")
