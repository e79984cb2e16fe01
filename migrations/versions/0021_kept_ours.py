"""Keeping our side of a difference is remembered, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_ours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("ours", sa.JSON(), nullable=True),
        sa.Column("theirs", sa.JSON(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_kept_ours_event_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_kept_ours_schedule_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_ours")),
    )
    op.create_index(op.f("ix_kept_ours_event_id"), "kept_ours", ["event_id"])
    op.create_index(op.f("ix_kept_ours_schedule_id"), "kept_ours", ["schedule_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_kept_ours_schedule_id"), table_name="kept_ours")
    op.drop_index(op.f("ix_kept_ours_event_id"), table_name="kept_ours")
    op.drop_table("kept_ours")
