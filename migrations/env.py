"""How Alembic reaches the application's database; used by `flask db ...` and by nothing else."""

from __future__ import annotations

from alembic import context
from flask import current_app

target_db = current_app.extensions["migrate"].db


def run_migrations() -> None:
    options = current_app.extensions["migrate"].configure_args
    with target_db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A migration waits at most this long for a lock instead of holding up everybody behind it.
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            connection.commit()
        context.configure(connection=connection, target_metadata=target_db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; --sql is not supported.")
run_migrations()
