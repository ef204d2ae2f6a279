"""What readers choose, mails to one reader alone, acts of staff; the proof of consent cannot be changed.

Revision: 0019, after: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_PROOF = {"version": 20, "language": 8, "purposes": 200, "message_id": 200, "network": 45}
_CHOSEN = ("format", "paused_until", "ended_at", "former_marks")

# rows are added and, once nobody may keep them any more, deleted; never changed
_FIXED_ON_SQLITE = """
create trigger consent_is_fixed before update on consent
begin select raise(abort, 'proof of consent cannot be changed'); end
"""
_REFUSAL_ON_POSTGRES = """
create function consent_is_fixed() returns trigger language plpgsql as
$$ begin raise exception 'proof of consent cannot be changed'; end $$
"""
_FIXED_ON_POSTGRES = """
create trigger consent_is_fixed before update on consent for each row execute function consent_is_fixed()
"""


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("format", sa.String(32), nullable=False, server_default="html"))
    op.add_column("subscriber", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("subscriber", sa.Column("ended_at", sa.DateTime(), nullable=True))
    op.add_column("subscriber", sa.Column("former_marks", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_subscriber_ended_at", "subscriber", ["ended_at"])
    # who left before there was this column left when the proof says so
    op.execute(
        """
        update subscriber set ended_at = (
          select max(at) from consent where consent.subscriber_id = subscriber.id and event = 'unsubscribed'
        ) where state = 'unsubscribed'
        """
    )
    for name, length in _PROOF.items():
        op.add_column("consent", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("consent", sa.Column("form", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "reader_mail",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subscriber_id", sa.Integer(), sa.ForeignKey("subscriber.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    )
    for column in ("subscriber_id", "due_at"):
        op.create_index(f"ix_reader_mail_{column}", "reader_mail", [column])
    op.create_table(
        "reader_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("reader_number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_reader_act_at", "reader_act", ["at", "id"])
    op.create_table(
        "reader_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSAL_ON_POSTGRES)
        op.execute(_FIXED_ON_POSTGRES)
    else:
        op.execute(_FIXED_ON_SQLITE)


def downgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.execute("drop trigger consent_is_fixed" + (" on consent" if is_postgres else ""))
    if is_postgres:
        op.execute("drop function consent_is_fixed()")
    for table in ("reader_file", "reader_act", "reader_mail"):
        op.drop_table(table)
    for name in (*_PROOF, "form"):
        op.drop_column("consent", name)
    op.drop_index("ix_subscriber_ended_at", table_name="subscriber")
    for name in _CHOSEN:
        op.drop_column("subscriber", name)
