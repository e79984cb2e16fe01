"""Paperwork remembers what was printed and what was waived, and takes forms and product instructions of one's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _template_columns() -> list[sa.Column]:
    return [
        sa.Column("file_name", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("pages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("event_types", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("store_ids", sa.JSON(), nullable=False, server_default="[]"),
    ]


def upgrade() -> None:
    with op.batch_alter_table("paperwork_templates") as batch:
        for column in _template_columns():
            batch.add_column(column)
    _waivers()
    _prints()
    _documents()


def downgrade() -> None:
    op.drop_table("event_documents")
    op.drop_table("packet_prints")
    op.drop_table("packet_waivers")
    # A form made of HTML has no text in the older table; it stays as a name that is not printed.
    op.execute("UPDATE paperwork_templates SET active = false WHERE html IS NOT NULL")
    with op.batch_alter_table("paperwork_templates") as batch:
        for column in reversed(_template_columns()):
            batch.drop_column(column.name)


def _waivers() -> None:
    op.create_table(
        "packet_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part_key", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("waived_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_packet_waivers_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_waivers")),
        sa.UniqueConstraint("store_id", "day", "part_key", name=op.f("uq_packet_waivers_store_id_day_part_key")),
    )


def _prints() -> None:
    op.create_table(
        "packet_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("packet_id", sa.Integer(), nullable=True),
        sa.Column("selection", sa.String(length=160), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("printed_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_packet_prints_store_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["packet_id"], ["packets.id"], name=op.f("fk_packet_prints_packet_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_prints")),
    )
    op.create_index("ix_packet_prints_day", "packet_prints", ["store_id", "day", "id"])


def _documents() -> None:
    op.create_table(
        "event_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("stored_name", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_documents_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_documents")),
    )
    op.create_index(op.f("ix_event_documents_event_id"), "event_documents", ["event_id"])
