"""Sends crashes to a Sentry-compatible inbox when one is configured; without SENTRY_DSN nothing leaves the machine."""

from __future__ import annotations

from typing import Any

import sentry_sdk
import structlog
from structlog.contextvars import get_contextvars

from app.config import Settings
from app.logging import SECRET_WORDS


def init_error_reporting(settings: Settings) -> None:
    if not settings.sentry_dsn:
        return
    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.env,
        send_default_pii=False,  # no cookies, no addresses of visitors
        include_local_variables=False,  # they may hold a password
        max_request_body_size="never",
        before_send=without_secrets,
    )
    structlog.get_logger(__name__).info("error reporting is on")


def without_secrets(event: Any, _hint: dict[str, Any]) -> Any:
    """Headers and anything with a secret's name are masked; the request id finds the log lines of the same click."""
    event.setdefault("tags", {})["request_id"] = get_contextvars().get("request_id", "")
    event.get("request", {}).pop("headers", None)
    event.get("request", {}).pop("cookies", None)
    return _masked(event)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "***" if _is_secret(key) else _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value


def _is_secret(key: object) -> bool:
    return isinstance(key, str) and any(word in key.lower() for word in SECRET_WORDS)
