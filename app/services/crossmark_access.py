"""Which Crossmark account is used: the environment's, else the one a manager entered in Settings; and for what a
manager with an own account changed here, that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import Invalid
from app.integrations.crossmark.account import CrossmarkAccount
from app.queries import crossmark_sign_ins
from app.services import secrets
from app.services import settings as settings_service
from app.wording import say


def crossmark_account(session: Session) -> CrossmarkAccount:
    """The installation's. Raises Invalid, saying what to do, when none is set."""
    stored = settings_service.read(session)
    zone = str(stored.get("crossmark_login_timezone") or "America/Indianapolis")
    seconds = float(stored.get("crossmark_session_seconds") or 3600)
    base_url, username, password = _credentials(session, stored)
    if not (base_url and username and password):
        raise Invalid(
            say("Crossmark is not set up. Enter its address, user name and password in Settings, then try again.")
        )
    return CrossmarkAccount(base_url, username, password, float(_config().crossmark_timeout), zone, seconds)


def what_is_missing(session: Session) -> str:
    """What to do before Crossmark can be asked; empty when an account is set."""
    try:
        crossmark_account(session)
    except Invalid as error:
        return error.message
    return ""


def account_of_author(session: Session, change_id: int | None) -> CrossmarkAccount:
    """What a change is sent with: its author's own account, else the installation's. Raises Invalid.

    Nobody's account is used while the installation's is switched off.
    """
    account = crossmark_account(session)
    row = crossmark_sign_ins.of_author(session, change_id)
    if row is None:
        return account
    if row.base_url != account.base_url:
        raise Invalid(
            say(
                "Crossmark's address was changed since %(username)s was entered as somebody's own sign-in. "
                "Its owner has to enter it again.",
                username=row.username,
            )
        )
    return replace(account, username=row.username, password=secrets.decrypt(row.secret))


def crossmark_address(session: Session) -> str:
    """Empty when nobody has entered one."""
    stored = str(settings_service.read(session).get("crossmark_base_url") or "")
    return _config().crossmark_base_url or stored.rstrip("/")


def _credentials(session: Session, stored: dict[str, Any]) -> tuple[str, str, str]:
    config = _config()
    if config.crossmark_username and config.crossmark_password:
        return config.crossmark_base_url, config.crossmark_username, config.crossmark_password
    if not settings_service.is_confirmed(session, "crossmark"):
        return "", "", ""  # off until a manager has said that the account may be used this way
    password = settings_service.secret(session, "crossmark_password") or ""
    return crossmark_address(session), str(stored.get("crossmark_username") or ""), password


def _config() -> Settings:
    config: Settings = current_app.extensions["settings"]
    return config
