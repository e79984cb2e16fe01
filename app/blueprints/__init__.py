"""Every blueprint of the site, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    from app.blueprints import (
        admin,
        api,
        attendance,
        audit,
        auth,
        auto_scheduler,
        calendar,
        dashboard,
        employees,
        events,
        health,
        help,
        history,
        holidays,
        imports,
        live,
        mails,
        my,
        paperwork,
        publishing,
        reports,
        rotations,
        schedules,
        settings,
        stores,
        sync,
        time_off,
    )

    for blueprint in (
        health.bp,
        auth.bp,
        admin.bp,
        admin.undo.steps_bp,
        history.bp,
        live.bp,
        publishing.bp,
        mails.bp,
        settings.bp,
        imports.bp,
        holidays.bp,
        stores.bp,
        paperwork.bp,
        dashboard.bp,
        my.bp,
        events.bp,
        employees.bp,
        rotations.bp,
        reports.bp,
        time_off.bp,
        attendance.bp,
        audit.bp,
        sync.bp,
        calendar.bp,
        schedules.bp,
        auto_scheduler.bp,
        help.bp,
    ):
        app.register_blueprint(blueprint)
    api.register(app)
