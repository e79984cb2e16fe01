"""One JSON line per event, with the request id that follows a click from the page to the worker to Crossmark."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.config import Settings

#: Field names whose values never reach a log, whoever passes them.
SECRET_WORDS = ("password", "secret", "token", "cookie", "authorization", "phpsessid", "mfa", "code_typed", "api_key")


def init_logging(settings: Settings) -> None:
    renderer: Any = structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        mask_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=settings.env != "testing",  # tests capture what loggers say
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    # These print request lines and URLs, which may carry what must not be logged.
    for noisy in ("urllib3", "werkzeug", "alembic", "kombu", "amqp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def mask_secrets(_logger: object, _name: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of any field whose name says that it is secret."""
    for key in fields:
        if any(word in key.lower() for word in SECRET_WORDS):
            fields[key] = "***"
    return fields
