"""How sources are, what is held back, what people did with sources, and the reports of the morning.

Revision: 0005, after: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _added() -> dict[str, list[sa.Column]]:
    """What the tables get; a column can be used once, so they are made anew each time."""
    return {
        "source": [
            sa.Column("wanted_at", sa.DateTime(), nullable=True),
            sa.Column("health", sa.String(32), nullable=False, server_default="learning"),
            sa.Column("health_since", sa.DateTime(), nullable=True),
            sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("memory", sa.JSON(), nullable=False, server_default="{}"),
        ],
        "crawl_run": [
            sa.Column("gone", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("listed", sa.Integer(), nullable=True),
            sa.Column("filled", sa.JSON(), nullable=False, server_default="{}"),
            sa.Column("pagination", sa.String(32), nullable=True),
            sa.Column("health", sa.String(32), nullable=True),
            sa.Column("quarantined", sa.Boolean(), nullable=False, server_default=sa.false()),
        ],
        "sighting": [
            sa.Column("missed", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("gone_at", sa.DateTime(), nullable=True),
            sa.Column("reread_at", sa.DateTime(), nullable=True),
        ],
        "reading": [sa.Column("filled", sa.JSON(), nullable=False, server_default="[]")],
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.drop_index("ix_source_next_fetch_at", table_name="source")
    op.drop_index("ix_source_due", table_name="source")
    op.create_index("ix_source_due", "source", ["state", "next_fetch_at", "id"])
    op.create_index("ix_source_wanted_at", "source", ["wanted_at"])
    op.create_table(
        "source_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_source_decision_source_id", "source_decision", ["source_id"])
    op.create_table(
        "held_finding",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("snapshot", sa.String(64), nullable=True),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"]),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.PrimaryKeyConstraint("finding_id"),
    )
    op.create_index("ix_held_finding_source_id", "held_finding", ["source_id"])
    op.create_table(
        "morning_report",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reply", sa.String(600), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "day"),
    )


def downgrade() -> None:
    for table in ("morning_report", "held_finding", "source_decision"):
        op.drop_table(table)
    op.drop_index("ix_source_wanted_at", table_name="source")
    op.drop_index("ix_source_due", table_name="source")
    op.create_index("ix_source_due", "source", ["state", "next_fetch_at"])
    op.create_index("ix_source_next_fetch_at", "source", ["next_fetch_at"])
    for table, columns in reversed(_added().items()):
        for column in reversed(columns):
            # no batch: it would make the table anew, and SQLite refuses to drop one that others point at
            op.drop_column(table, column.name)
