"""What a run was asked: single events only, the frozen days too, or as if things were different. And who took it back.

Columns are added in place: batch mode would rebuild `scheduler_runs` on SQLite, and with it drop every proposal.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLE = "scheduler_runs"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("event_ids", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(_TABLE, sa.Column("touch_frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(_TABLE, sa.Column("assumptions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(_TABLE, sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(_TABLE, sa.Column("reverted_by", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("reverted_by", "reverted_at", "assumptions", "touch_frozen", "event_ids"):
        op.drop_column(_TABLE, name)
