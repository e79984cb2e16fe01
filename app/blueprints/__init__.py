"""Every blueprint of the site, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    from app.blueprints import auth, health

    for blueprint in (
        health.bp,
        auth.bp,
    ):
        app.register_blueprint(blueprint)
