"""The register knows kind, status, keys and places of links; files and municipalities propose.

Revision: 0015, after: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXTS = {
    "folded_names": sa.Text(),
    "region": sa.String(8),
    "insee": sa.String(5),
    "geonames": sa.String(12),
    "qid": sa.String(16),
    "note": sa.Text(),
    "source_url": sa.Text(),
}


def upgrade() -> None:
    op.add_column("municipality", sa.Column("confirmed_on", sa.Date(), nullable=True))
    with op.batch_alter_table("twinning", schema=None) as batch_op:
        for name, kind in _TEXTS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("other_names", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("status", sa.String(32), nullable=False, server_default="unknown"))
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        batch_op.alter_column("kind", existing_type=sa.String(40), type_=sa.String(32), existing_nullable=False)
    # what was said in one word stands in two columns now; the address stood behind the name of its source
    op.execute("update twinning set status = 'suspended', kind = 'partnership' where kind = 'suspended'")
    op.execute("update twinning set kind = 'unknown' where kind = ''")
    _part_source_and_address()
    _proposals()


def _part_source_and_address() -> None:
    rows = op.get_bind().execute(sa.text("select id, source from twinning where source like '%, http%'")).all()
    for number, said in rows:
        source, _, address = said.partition(", http")
        op.get_bind().execute(
            sa.text("update twinning set source = :source, source_url = :address where id = :number"),
            {"source": source, "address": f"http{address}", "number": number},
        )


def _proposals() -> None:
    op.create_table(
        "register_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "register_proposal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ags", sa.String(), sa.ForeignKey("municipality.ags"), nullable=False),
        sa.Column("twinning_id", sa.Integer(), sa.ForeignKey("twinning.id"), nullable=True),
        sa.Column("file_id", sa.Integer(), sa.ForeignKey("register_file.id"), nullable=True),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("said_by", sa.String(200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("ix_register_proposal_ags", "register_proposal", ["ags"])
    op.create_index("ix_register_proposal_state", "register_proposal", ["state", "ags", "id"])
    op.create_index("ix_register_proposal_decided_at", "register_proposal", ["decided_at", "id"])


def downgrade() -> None:
    op.drop_table("register_proposal")
    op.drop_table("register_file")
    op.execute("update twinning set source = source || ', ' || source_url where source_url != ''")
    op.execute("update twinning set kind = 'suspended' where status = 'suspended'")
    op.execute("update twinning set kind = '' where kind = 'unknown'")
    with op.batch_alter_table("twinning", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(32), type_=sa.String(40), existing_nullable=False)
        for name in ("confirmed_on", "longitude", "latitude", "status", "other_names", *reversed(_TEXTS)):
            batch_op.drop_column(name)
    op.drop_column("municipality", "confirmed_on")
