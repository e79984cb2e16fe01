"""The application factory: a table of contents of everything the web process is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from app.config import Settings


def create_app(overrides: dict[str, str] | None = None) -> Flask:
    """Build the application. `overrides` stand above the environment (tests, tools).

    Raises app.config.UnsafeConfig with every fault when the configuration is not safe to run.
    """
    from app.cli.standalone import bare_app, refusal

    bare = bare_app()
    if bare is not None:
        return bare
    from app.config import UnsafeConfig, load_config
    from app.web.site import Site

    try:
        settings = load_config(overrides)
    except UnsafeConfig as refused:
        raise refusal(refused) from refused
    app = Site(__name__)
    configure(app, settings)
    init_extensions(app)
    init_web(app)
    register_blueprints(app)
    register_commands(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    from app.db import engine_options

    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.env == "testing",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # the token dies with the session, not with a slow reader
        WTF_CSRF_CHECK_DEFAULT=False,  # app.web.hooks checks: pages always, the API only without a Bearer token
        BABEL_DEFAULT_LOCALE="en",
        BABEL_DEFAULT_TIMEZONE=settings.timezone,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_ENABLED=settings.env != "testing",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.force_https,
        API_TITLE="Flask Schedule Webapp",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        JSON_SORT_KEYS=False,
    )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.files_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def init_extensions(app: Flask) -> None:
    from app.db import db
    from app.error_reporting import init_error_reporting
    from app.extensions import babel, celery, csrf, limiter, migrate, rest
    from app.logging import init_logging
    from app.models import __all__ as _tables  # noqa: F401  # migrations compare against every table

    init_logging(app.extensions["settings"])
    init_error_reporting(app.extensions["settings"])
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    limiter.init_app(app)
    rest.init_app(app)
    celery.conf.update(celery_settings(app.extensions["settings"]))
    from app.web.locale import reader_language, select_locale
    from app.wording import ask_for_language

    babel.init_app(app, locale_selector=select_locale)
    ask_for_language(reader_language)


def celery_settings(settings: Settings) -> dict[str, object]:
    """Messages are JSON, never pickles; the tick comes once a minute and is worthless when it comes late."""
    return {
        **broker_settings(settings),
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_retry_on_startup": True,
        "beat_schedule": {"tick": {"task": "tick", "schedule": 60.0, "options": {"expires": 55}}},
        "task_default_queue": "work",
        "timezone": "UTC",
    }


def broker_settings(settings: Settings) -> dict[str, object]:
    """Redis when there is one, else a broker made of files."""
    if settings.redis_url:
        return {"broker_url": settings.redis_url, "broker_transport_options": {"visibility_timeout": 3600}}
    folder = settings.broker_dir
    for name in ("queue", "control"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    places = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }
    return {"broker_url": "filesystem://", "broker_transport_options": places}


def init_web(app: Flask) -> None:
    # Imported only here: the scheduling core must load without the web.
    import app.web.error_handlers as error_handlers
    import app.web.hooks as hooks
    import app.web.templating as templating

    hooks.init_app(app)
    error_handlers.init_app(app)
    templating.init_app(app)


def register_blueprints(app: Flask) -> None:
    from app.blueprints import register_all

    register_all(app)


def register_commands(app: Flask) -> None:
    from app.cli import register_all

    register_all(app)
