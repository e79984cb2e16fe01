"""Every command group of `flask --app app`, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    from app.cli.audit import audit_commands
    from app.cli.auto_schedule import auto_schedule_commands
    from app.cli.backup import backup_commands
    from app.cli.demo import demo_commands
    from app.cli.doctor import doctor
    from app.cli.keys import key_commands
    from app.cli.paperwork import paperwork_commands
    from app.cli.sandbox import sandbox_commands
    from app.cli.solve import solve
    from app.cli.sync import sync_commands
    from app.cli.tokens import token_commands
    from app.cli.users import user_commands

    for group in (
        user_commands,
        token_commands,
        sandbox_commands,
        sync_commands,
        auto_schedule_commands,
        paperwork_commands,
        audit_commands,
        backup_commands,
        key_commands,
        demo_commands,
        doctor,
        solve,
    ):
        app.cli.add_command(group)
