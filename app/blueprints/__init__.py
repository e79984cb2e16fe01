"""Every blueprint of the site, in one list."""

from __future__ import annotations

from flask import Flask


def register_all(app: Flask) -> None:
    from app.blueprints import health

    for blueprint in (health.bp,):
        app.register_blueprint(blueprint)
