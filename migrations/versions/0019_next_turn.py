"""All workers together keep to the pace at which another system is sent to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("breakers", sa.Column("next_turn_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("breakers", "next_turn_at")
