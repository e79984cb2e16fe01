"""An import remembers which rows are left out, and whether it was fetched from Crossmark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_files", sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("import_files", sa.Column("from_crossmark", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("import_files", "from_crossmark")
    op.drop_column("import_files", "left_out")
