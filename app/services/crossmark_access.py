"""Which Crossmark account is used: the environment's, else the one a manager entered in Settings."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import Invalid
from app.integrations.crossmark.account import CrossmarkAccount
from app.services import settings as settings_service
from app.wording import say


def crossmark_account(session: Session) -> CrossmarkAccount:
    """Raises Invalid, saying what to do, when no account is set."""
    config: Settings = current_app.extensions["settings"]
    stored = settings_service.read(session)
    zone = str(stored.get("crossmark_login_timezone") or "America/Indianapolis")
    seconds = float(stored.get("crossmark_session_seconds") or 3600)
    base_url, username, password = _credentials(session, config, stored)
    if not (base_url and username and password):
        raise Invalid(
            say("Crossmark is not set up. Enter its address, user name and password in Settings, then try again.")
        )
    return CrossmarkAccount(base_url, username, password, float(config.crossmark_timeout), zone, seconds)


def _credentials(session: Session, config: Settings, stored: dict[str, Any]) -> tuple[str, str, str]:
    if config.crossmark_username and config.crossmark_password:
        return config.crossmark_base_url, config.crossmark_username, config.crossmark_password
    if not settings_service.is_confirmed(session, "crossmark"):
        return "", "", ""  # off until a manager has said that the account may be used this way
    base_url = config.crossmark_base_url or str(stored.get("crossmark_base_url") or "").rstrip("/")
    password = settings_service.secret(session, "crossmark_password") or ""
    return base_url, str(stored.get("crossmark_username") or ""), password
