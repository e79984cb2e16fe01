"""The auto-scheduler gets named configurations, four of them to begin with."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEEDS = (
    ("Balanced", {}, True, "The order of the trade: coverage, duties, titles, a fair and stable plan, early days."),
    (
        "Fair",
        {"core_balance": 150, "over_target_minute": 5, "preferred_day_off": 400, "carried_weekend_day": 100},
        False,
        "Shares out the days of work evenly and keeps wishes, even where a duty or a title suffers.",
    ),
    ("Cheap", {"labour_dollar": 20, "over_target_minute": 10}, False, "Counts every dollar of wages and overtime."),
    (
        "Least change",
        {"stability_changed": 5_000, "stability_retimed": 1_000},
        False,
        "Leaves earlier schedules alone unless the work cannot be done otherwise.",
    ),
)


def upgrade() -> None:
    table = op.create_table(
        "optimisation_configs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_optimisation_configs")),
        sa.UniqueConstraint("name", name=op.f("uq_optimisation_configs_name")),
    )
    op.bulk_insert(
        table,
        [
            {
                "name": name,
                "weights": weights,
                "time_limit_s": 30,
                "is_default": is_default,
                "note": note,
                "version": 1,
                "created_at": datetime.now(UTC),
            }
            for name, weights, is_default, note in SEEDS
        ],
    )


def downgrade() -> None:
    op.drop_table("optimisation_configs")
