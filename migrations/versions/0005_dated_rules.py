"""Rules get dates, severities and a note.

The numbers of the rules leave the settings table, where they had neither; going down puts back those that always held.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEGINNING = date(2000, 1, 1)
NUMBERS = {
    "left_to_people": ("enabled_event_types",),
    "due_day": ("due_date_inclusive",),
    "fixed_day": ("fixed_day_types",),
    "short_notice": ("scheduling_window_days", "core_first_fill_offset"),
    "allowed_time": (
        "core_slots",
        "core_slots_sunday",
        "digital_setup_slots",
        "digital_teardown_slots",
        "freeosk_time",
        "supervisor_time",
        "supervisor_time_policy",
        "other_time",
    ),
    "juicer_time": ("juicer_production_time", "juicer_survey_time"),
    "title": ("juicer_allowed_titles", "supervisor_allowed_titles", "other_allowed_titles"),
    "alcohol_training": ("alcohol_keywords",),
    "overlap": ("overlap_exempt",),
    "one_core_a_day": ("max_core_per_day",),
    "max_work_days": ("max_work_days_per_week",),
    "proximity": ("proximity_hours",),
}
#: A flag that meant the same as turning its rule off.
FLAG = "juicer_excludes_core"
settings = sa.table(
    "settings",
    sa.column("key", sa.String),
    sa.column("value", sa.JSON),
    sa.column("version", sa.Integer),
    sa.column("secret_set", sa.Integer),
)
rule_settings = sa.table(
    "rule_settings",
    sa.column("rule", sa.String),
    sa.column("effective_from", sa.Date),
    sa.column("severity_automatic", sa.String),
    sa.column("severity_manual", sa.String),
    sa.column("numbers", sa.JSON),
    sa.column("note", sa.String),
    sa.column("version", sa.Integer),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "rule_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("severity_automatic", sa.String(length=40), nullable=True),
        sa.Column("severity_manual", sa.String(length=40), nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_settings"),
        sa.UniqueConstraint("rule", "effective_from", name="uq_rule_settings_rule_effective_from"),
    )
    _take_numbers_along()


def _take_numbers_along() -> None:
    connection = op.get_bind()
    keys = [key for keys in NUMBERS.values() for key in keys] + [FLAG]
    found = connection.execute(sa.select(settings.c.key, settings.c.value).where(settings.c.key.in_(keys)))
    stored = {key: value for key, value in found if value is not None}
    rows = [_row(rule, {key: stored[key] for key in keys if key in stored}) for rule, keys in NUMBERS.items()]
    rows = [row for row in rows if row["numbers"]]
    if stored.get(FLAG) is False:
        rows.append(_row(FLAG, {}) | {"severity_automatic": "off", "severity_manual": "off"})
    if rows:
        op.bulk_insert(rule_settings, rows)
    connection.execute(settings.delete().where(settings.c.key.in_(keys)))


def _row(rule: str, numbers: dict[str, object]) -> dict[str, object]:
    return {
        "rule": rule,
        "effective_from": BEGINNING,
        "severity_automatic": None,
        "severity_manual": None,
        "numbers": numbers,
        "note": "",
        "version": 1,
        "created_at": datetime.now(UTC),
    }


def downgrade() -> None:
    connection = op.get_bind()
    held = sa.select(rule_settings).where(rule_settings.c.effective_from == BEGINNING)
    for row in connection.execute(held).mappings().all():
        values = {key: row["numbers"][key] for key in NUMBERS.get(row["rule"], ()) if key in row["numbers"]}
        if row["rule"] == FLAG and row["severity_automatic"] == "off":
            values = {FLAG: False}
        for key, value in values.items():
            connection.execute(settings.insert().values(key=key, value=value, version=1, secret_set=0))
    op.drop_table("rule_settings")
