"""Every blueprint of the site, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    from app.blueprints import admin, api, auth, health, help, paperwork, settings

    for blueprint in (
        health.bp,
        auth.bp,
        admin.bp,
        settings.bp,
        paperwork.bp,
        help.bp,
    ):
        app.register_blueprint(blueprint)
    api.register(app)
