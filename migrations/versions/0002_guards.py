"""What the database itself refuses: double bookings, and touching the record of changes.

Alembic's batch mode rebuilds SQLite tables and drops their triggers: whoever alters `schedules`, `changes` or
`change_rows` in a later migration calls `create_guards` again. A test holds every migration to it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOLDING = "('draft', 'published', 'completed')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _unguard_postgresql()
    else:
        _unguard_sqlite()


def _guard_postgresql() -> None:
    # A one-number range stands for equality, so that no extension (and no superuser) is needed.
    op.execute(
        "ALTER TABLE schedules ADD CONSTRAINT no_double_booking EXCLUDE USING gist ("
        "int8range(employee_id, employee_id, '[]') WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
        f"WHERE (exclusive AND status IN {HOLDING})"
    )
    op.execute(
        "CREATE FUNCTION refuse_altering_changes() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'changes are only ever added'; END $$"
    )
    for table in ("changes", "change_rows"):
        op.execute(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_altering_changes()"
        )


def _unguard_postgresql() -> None:
    for table in ("changes", "change_rows"):
        op.execute(f"DROP TRIGGER {table}_only_added ON {table}")
    op.execute("DROP FUNCTION refuse_altering_changes()")
    op.execute("ALTER TABLE schedules DROP CONSTRAINT no_double_booking")


def _guard_sqlite() -> None:
    for moment, itself in (("INSERT", ""), ("UPDATE", "AND other.id <> NEW.id ")):
        op.execute(
            f"CREATE TRIGGER no_double_booking_{moment.lower()} BEFORE {moment} ON schedules "
            f"WHEN NEW.exclusive AND NEW.status IN {HOLDING} "
            "BEGIN SELECT RAISE(ABORT, 'no_double_booking') WHERE EXISTS ("
            "SELECT 1 FROM schedules AS other WHERE other.employee_id = NEW.employee_id "
            f"{itself}AND other.exclusive AND other.status IN {HOLDING} "
            "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at); END"
        )
    for table in ("changes", "change_rows"):
        for moment in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{moment.lower()} BEFORE {moment} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'changes are only ever added'); END"
            )


def _unguard_sqlite() -> None:
    for moment in ("insert", "update"):
        op.execute(f"DROP TRIGGER no_double_booking_{moment}")
    for table in ("changes", "change_rows"):
        for moment in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{moment}")
