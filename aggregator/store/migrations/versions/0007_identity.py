"""Fingerprints and buckets in place of names; pairs that people are asked about; merged opportunities.

Revision: 0007, after: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("finding_id", sa.Integer(), sa.ForeignKey("finding.id"), primary_key=True),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("meaning", sa.LargeBinary(), nullable=True),
    )
    unknown = sa.text("meaning IS NULL")
    op.create_index(
        "ix_fingerprint_without_meaning", "fingerprint", ["finding_id"], sqlite_where=unknown, postgresql_where=unknown
    )
    op.create_index("ix_fingerprint_rules", "fingerprint", ["rules"])
    op.create_table(
        "bucket",
        sa.Column("code", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("finding_id", sa.Integer(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "resemblance",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("one_id", sa.Integer(), sa.ForeignKey("finding.id"), nullable=False),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("finding.id"), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("one_id", "other_id"),
    )
    op.create_index("ix_resemblance_state", "resemblance", ["state", "id"])
    op.create_index("ix_resemblance_other", "resemblance", ["other_id"])
    op.create_table(
        "crowd",
        sa.Column("code", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id"), nullable=False),
        sa.Column("noticed_at", sa.DateTime(), nullable=False),
    )
    # no batch: it would make the tables anew, and SQLite refuses to drop one that others point at
    op.add_column("sighting", sa.Column("grounds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("crawl_run", sa.Column("relisted", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("opportunity", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index("ix_opportunity_merged_into", "opportunity", ["merged_into"])
    # the names are in the findings still: fingerprints are made of them at the first start
    op.drop_table("identity_key")


def downgrade() -> None:
    op.create_table(
        "identity_key",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("opportunity_id", sa.Integer(), sa.ForeignKey("opportunity.id"), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
    )
    op.create_index("ix_identity_key_opportunity_id", "identity_key", ["opportunity_id"])
    op.execute("update opportunity set state = 'rejected' where state = 'merged'")
    op.drop_index("ix_opportunity_merged_into", "opportunity")
    op.drop_column("opportunity", "merged_into")
    op.drop_column("sighting", "grounds")
    op.drop_column("crawl_run", "relisted")
    for name in ("crowd", "resemblance", "bucket", "fingerprint"):
        op.drop_table(name)
