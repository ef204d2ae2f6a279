"""Roles as a set, invitations, passwords, second steps, the brake on guessing, and the ledger of people.

Revision: 0009, after: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# each former role could do all that the ones before it could
_FORMER = {"editor": "editor", "releaser": "editor releaser", "technician": "editor releaser technician"}


def upgrade() -> None:
    # no batch: it would make the tables anew, and SQLite refuses to drop one that others point at
    op.add_column("person", sa.Column("roles", sa.String(200), nullable=False, server_default=""))
    op.add_column("person", sa.Column("joined_at", sa.DateTime(), nullable=True))
    op.add_column("person", sa.Column("left_at", sa.DateTime(), nullable=True))
    for role, roles in _FORMER.items():
        op.execute(f"update person set roles = '{roles}' where role = '{role}'")
    op.execute("update person set joined_at = created_at")
    op.drop_column("person", "role")
    op.add_column("login_link", sa.Column("purpose", sa.String(32), nullable=False, server_default="enter"))
    op.add_column("staff_session", sa.Column("browser", sa.String(20), nullable=False, server_default=""))
    op.add_column("staff_session", sa.Column("system", sa.String(20), nullable=False, server_default=""))
    _ways_in()
    op.create_table(
        "sign_in_brake",
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("free_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_sign_in_brake_last_at", "sign_in_brake", ["last_at"])
    op.create_table(
        "staff_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("about_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_staff_act_about_id", "staff_act", ["about_id"])
    op.create_index("ix_staff_act_at", "staff_act", ["at", "id"])


def _ways_in() -> None:
    op.create_table(
        "staff_password",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("hash", sa.String(255), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "second_step",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"])


def downgrade() -> None:
    for name in ("staff_act", "sign_in_brake", "recovery_code", "second_step", "staff_password"):
        op.drop_table(name)
    op.drop_column("staff_session", "system")
    op.drop_column("staff_session", "browser")
    # links of the former version open the desk at once: one that asks for a password must not
    op.execute("delete from login_link where purpose <> 'enter'")
    op.drop_column("login_link", "purpose")
    op.add_column("person", sa.Column("role", sa.String(32), nullable=False, server_default="editor"))
    for role in _FORMER:
        op.execute(f"update person set role = '{role}' where roles like '%{role}%'")
    op.drop_column("person", "left_at")
    op.drop_column("person", "joined_at")
    op.drop_column("person", "roles")
