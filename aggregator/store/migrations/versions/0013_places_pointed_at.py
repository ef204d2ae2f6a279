"""Corrections know the place they were taken from; people ask for an entry to be read again.

Revision: 0013, after: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WANTED = sa.text("wanted_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proves", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("finding_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quote", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sentence", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("end", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_foreign_key("correction_finding_id_fkey", "finding", ["finding_id"], ["id"])
    # no batch: it would make the table anew, which takes minutes where there are many
    op.add_column("sighting", sa.Column("wanted_at", sa.DateTime(), nullable=True))
    op.add_column("sighting", sa.Column("failure", sa.String(32), nullable=False, server_default=""))
    op.add_column("sighting", sa.Column("failed_since", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_sighting_wanted_at", "sighting", ["wanted_at"], sqlite_where=_WANTED, postgresql_where=_WANTED
    )


def downgrade() -> None:
    op.drop_index("ix_sighting_wanted_at", table_name="sighting")
    for name in ("failed_since", "failure", "wanted_at"):
        op.drop_column("sighting", name)
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_constraint("correction_finding_id_fkey", type_="foreignkey")
        for name in ("end", "start", "sentence", "quote", "finding_id", "proves"):
            batch_op.drop_column(name)
