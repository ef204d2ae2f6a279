"""Issues are composed: who gave and approved them, what was frozen, texts of the office, the ledger, test addresses.

Revision: 0020, after: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_PEOPLE = ("created_by", "given_by", "approved_by")
_MOMENTS = ("given_at", "approved_at", "send_at")


def upgrade() -> None:
    op.add_column("issue", sa.Column("subject", sa.String(200), nullable=False, server_default=""))
    op.add_column("issue", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("issue", sa.Column("proposed_for", sa.Date(), nullable=True))
    op.add_column("issue", sa.Column("mark", sa.String(64), nullable=False, server_default=""))
    op.add_column("issue", sa.Column("approved_mark", sa.String(64), nullable=False, server_default=""))
    for name in _MOMENTS:
        op.add_column("issue", sa.Column(name, sa.DateTime(), nullable=True))
    for name in _PEOPLE:
        # said in SQL: for SQLite Alembic would make the table anew, and others point at it
        op.execute(f"alter table issue add column {name} integer references person (id)")
    op.create_index("ix_issue_proposed_for", "issue", ["proposed_for"], unique=True)
    op.create_table(
        "frozen_issue",
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), primary_key=True),
        sa.Column("contents", sa.JSON(), nullable=False),
    )
    op.create_table(
        "issue_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_issue_text_issue_id", "issue_text", ["issue_id"])
    op.create_table(
        "issue_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("issue_id", sa.Integer(), sa.ForeignKey("issue.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), sa.ForeignKey("opportunity.id"), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_issue_act_issue_id", "issue_act", ["issue_id"])
    op.create_index("ix_issue_act_at", "issue_act", ["at", "id"])
    op.create_table(
        "test_address",
        sa.Column("address", sa.String(320), primary_key=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    for name in ("test_address", "issue_act", "issue_text", "frozen_issue"):
        op.drop_table(name)
    op.drop_index("ix_issue_proposed_for", table_name="issue")
    # an issue on its way through the desk is a draft to the former version, or one that was stopped
    op.execute("update issue set state = 'draft' where state in ('given', 'approved', 'scheduled')")
    op.execute("update issue set state = 'cancelled' where state = 'paused'")
    names = ("subject", "version", "proposed_for", "mark", "approved_mark", *_MOMENTS, *_PEOPLE)
    for name in names:
        op.drop_column("issue", name)
