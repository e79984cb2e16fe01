"""Breakers, notices, and a manager's word on what a sync held back.

Columns are added in place: batch mode would rebuild `schedules` on SQLite and drop the double-booking triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("recent", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakers")),
        sa.UniqueConstraint("name", name=op.f("uq_breakers_name")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_notices_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("fk_notices_employee_id_employees"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_event_id"), "notices", ["event_id"])
    op.create_index("ix_notices_open", "notices", ["dismissed_at", "event_id"])
    op.add_column("schedules", sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sync_runs", sa.Column("held", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("sync_runs", sa.Column("decision", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("sync_runs", sa.Column("decided_by", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("sync_runs", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("decided_at", "decided_by", "decision", "held"):
        op.drop_column("sync_runs", name)
    op.drop_column("schedules", "missing_since")
    op.drop_table("notices")
    op.drop_table("breakers")
