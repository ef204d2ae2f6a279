"""What the journal is read by; who took a decision back.

Revision: 0011, after: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DECISION = sa.table(
    "decision",
    sa.column("id", sa.Integer()),
    sa.column("person_id", sa.Integer()),
    sa.column("action", sa.String()),
    sa.column("after", sa.JSON()),
    sa.column("undone_at", sa.DateTime()),
    sa.column("undone_by", sa.Integer()),
)
_JOINING = ("merge", "split", "apart")


def upgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undone_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("decision_undone_by_fkey", "person", ["undone_by"], ["id"])
    _name_who_took_back()
    op.create_index("ix_decision_at", "decision", ["at", "id"])
    op.create_index("ix_decision_person_at", "decision", ["person_id", "at", "id"])
    op.create_index("ix_decision_undone_at", "decision", ["undone_at", "id"], **_where("undone_at"))
    op.create_index("ix_change_at", "change", ["at", "id"])
    op.create_index("ix_change_of_people", "change", ["at", "id"], **_where("person_id"))
    op.create_index("ix_source_decision_at", "source_decision", ["at", "id"])


def downgrade() -> None:
    op.drop_index("ix_source_decision_at", table_name="source_decision")
    op.drop_index("ix_change_of_people", table_name="change")
    op.drop_index("ix_change_at", table_name="change")
    for name in ("ix_decision_undone_at", "ix_decision_person_at", "ix_decision_at"):
        op.drop_index(name, table_name="decision")
    _put_it_back()
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint("decision_undone_by_fkey", type_="foreignkey")
        batch_op.drop_column("undone_by")
    # states that the former version does not know
    op.execute("delete from \"change\" where state in ('answered', 'asked_again', 'unmoved')")


def _name_who_took_back() -> None:
    """Of mergers and partings it stood in `after`; every other decision could be taken back by its own person alone."""
    connection = op.get_bind()
    undone = sa.select(_DECISION).where(_DECISION.c.undone_at.is_not(None))
    people = set(connection.execute(sa.text("select id from person")).scalars())
    for row in connection.execute(undone).all():
        after = dict(row.after or {})
        by = after.pop("undone_by", None) if row.action in _JOINING else row.person_id
        kept = {"undone_by": by if by in people else None, "after": after}
        connection.execute(sa.update(_DECISION).where(_DECISION.c.id == row.id).values(kept))


def _put_it_back() -> None:
    connection = op.get_bind()
    joinings = (_DECISION.c.action.in_(_JOINING), _DECISION.c.undone_at.is_not(None))
    for row in connection.execute(sa.select(_DECISION).where(*joinings)).all():
        after = {**(row.after or {}), "undone_by": row.undone_by}
        connection.execute(sa.update(_DECISION).where(_DECISION.c.id == row.id).values(after=after))


def _where(column: str) -> dict[str, sa.TextClause]:
    given = sa.text(f"{column} IS NOT NULL")
    return {"sqlite_where": given, "postgresql_where": given}
