"""What a person decided about a delivery, and how it was before, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("decision", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("outbox", "decision")
