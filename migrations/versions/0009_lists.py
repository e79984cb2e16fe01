"""Campaigns group events; stores have address and hours, people wishes, holidays a version; imports keep their file.

Columns are added in place where they refer to nothing; a reference needs batch mode, which rebuilds `events` on SQLite.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _added() -> tuple[tuple[str, sa.Column[object]], ...]:
    return (
        ("stores", sa.Column("address", sa.String(length=200), nullable=False, server_default="")),
        ("stores", sa.Column("opening_hours", sa.JSON(), nullable=False, server_default="{}")),
        ("employees", sa.Column("preferred_days_off", sa.JSON(), nullable=False, server_default="[]")),
        ("holidays", sa.Column("version", sa.Integer(), nullable=False, server_default="1")),
    )


def upgrade() -> None:
    for table, column in _added():
        op.add_column(table, column)
    _campaigns()
    _import_files()


def downgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.drop_index(op.f("ix_events_campaign_id"))
        batch.drop_constraint(op.f("fk_events_campaign_id"), type_="foreignkey")
        batch.drop_column("campaign_id")
    op.drop_table("import_files")
    op.drop_table("campaigns")
    for table, column in reversed(_added()):
        op.drop_column(table, column.name)


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_campaigns_store_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", name=op.f("uq_campaigns_name")),
    )
    op.create_index(op.f("ix_campaigns_store_id"), "campaigns", ["store_id"])
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_events_campaign_id"), "campaigns", ["campaign_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_events_campaign_id"), ["campaign_id"])


def _import_files() -> None:
    op.create_table(
        "import_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_import_files_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_import_files_store_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
    )
    op.create_index(op.f("ix_import_files_user_id"), "import_files", ["user_id"])
