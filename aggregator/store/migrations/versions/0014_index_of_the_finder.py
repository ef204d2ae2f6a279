"""The finder's index: tokens in the order of the list, the vocabulary, tallies, and triggers that tell what changed.

A revision that makes `opportunity` or `opportunity_facet` anew (on SQLite: in batch mode) has to make these triggers again.

Revision: 0014, after: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CODED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_READ = "state, kind, title, summary, organiser, place, language, status, deadline, event_start, event_end"
_SQLITE = (
    "create trigger opportunity_added after insert on opportunity when new.state = 'accepted'"
    " begin insert into unindexed (opportunity_id) values (new.id); end",
    f"create trigger opportunity_changed after update of {_READ} on opportunity"
    " when 'accepted' in (new.state, old.state)"
    " begin insert into unindexed (opportunity_id) values (new.id); end",
    "create trigger opportunity_removed after delete on opportunity when old.state = 'accepted'"
    " begin insert into unindexed (opportunity_id) values (old.id); end",
    *(
        f"create trigger opportunity_facet_{name} after {verb} on opportunity_facet"
        f" when exists (select 1 from opportunity where id = {row}.opportunity_id and state = 'accepted')"
        f" begin insert into unindexed (opportunity_id) values ({row}.opportunity_id); end"
        for name, verb, row in (("added", "insert", "new"), ("changed", "update", "new"), ("removed", "delete", "old"))
    ),
)
_POSTGRESQL = (
    "create function tell_opportunity() returns trigger language plpgsql as $$ begin"
    " insert into unindexed (opportunity_id) values (coalesce(new.id, old.id)); return null; end $$",
    "create function tell_opportunity_facet() returns trigger language plpgsql as $$ begin"
    " insert into unindexed (opportunity_id) select id from opportunity"
    " where id = coalesce(new.opportunity_id, old.opportunity_id) and state = 'accepted'; return null; end $$",
    "create trigger opportunity_added after insert on opportunity for each row when (new.state = 'accepted')"
    " execute function tell_opportunity()",
    f"create trigger opportunity_changed after update of {_READ} on opportunity for each row"
    " when ('accepted' in (new.state, old.state)) execute function tell_opportunity()",
    "create trigger opportunity_removed after delete on opportunity for each row when (old.state = 'accepted')"
    " execute function tell_opportunity()",
    "create trigger opportunity_facet_told after insert or update or delete on opportunity_facet for each row"
    " execute function tell_opportunity_facet()",
)


def upgrade() -> None:
    op.create_table(
        "posting",
        sa.Column("token", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("opportunity_id", sa.Integer(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indexed",
        sa.Column("opportunity_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
    )
    op.create_index("ix_indexed_rules", "indexed", ["rules"])
    op.create_table(
        "word",
        sa.Column("stem", _CODED, primary_key=True),
        sa.Column("spelled", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "word_ending",
        sa.Column("ending", _CODED, primary_key=True),
        sa.Column("stem", _CODED, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("mark", _CODED, primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unindexed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ("opportunity", "opportunity_facet"):
            for name in ("added", "changed", "removed"):
                op.execute(f"drop trigger {table}_{name}")
    else:
        op.execute("drop function tell_opportunity cascade")
        op.execute("drop function tell_opportunity_facet cascade")
    for name in ("unindexed", "tally", "word_ending", "word", "indexed", "posting"):
        op.drop_table(name)
