"""Changes have a type and a state, and keep both sentences; opportunities know their status.

Revision: 0004, after: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("snapshot", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("type", sa.String(32), nullable=False, server_default="details"))
        batch_op.add_column(sa.Column("state", sa.String(32), nullable=False, server_default="told"))
        batch_op.add_column(sa.Column("sentence_before", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sentence_after", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.alter_column("at", existing_type=sa.DateTime(), nullable=True)
        batch_op.create_foreign_key("change_source_id_fkey", "source", ["source_id"], ["id"])
        batch_op.create_foreign_key("change_person_id_fkey", "person", ["person_id"], ["id"])
        batch_op.create_index("ix_change_state_source", ["state", "source_id"], unique=False)
    # every change that is kept already was told when it was seen; days as ISO 8601 sort as text
    op.execute('update "change" set seen_at = "at"')
    for condition, told in (
        ("before is null", "deadline_set"),
        ("after is null", "deadline_dropped"),
        ("before < after", "deadline_moved_later"),
        ("before > after", "deadline_moved_earlier"),
    ):
        op.execute(f"update \"change\" set type = '{told}' where field = 'deadline' and {condition}")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(), nullable=False)
    # no batch: it would make the table anew, and SQLite refuses to drop one that others point at
    op.add_column("opportunity", sa.Column("status", sa.String(16), nullable=False, server_default=""))
    op.add_column("opportunity", sa.Column("unsettled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("opportunity", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    # calendars hold the version they were given: a lower number would be ignored
    op.execute("update opportunity set sequence = version")


def downgrade() -> None:
    op.execute("delete from \"change\" where state <> 'told'")
    for name in ("sequence", "unsettled", "status"):
        op.drop_column("opportunity", name)
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_state_source")
        batch_op.drop_constraint("change_person_id_fkey", type_="foreignkey")
        batch_op.drop_constraint("change_source_id_fkey", type_="foreignkey")
        for name in ("person_id", "seen_at", "sentence_after", "sentence_before", "state", "type", "snapshot", "source_id"):
            batch_op.drop_column(name)
        batch_op.alter_column("at", existing_type=sa.DateTime(), nullable=False)
