"""Why time off was approved or denied is kept for the person who asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "employee_time_off", sa.Column("decision_note", sa.String(length=200), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("employee_time_off", "decision_note")
