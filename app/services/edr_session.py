"""The installation's one sign-in at Walmart: its stages, its encrypted cookies, and the pause after wrong codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import db, read_once, transaction
from app.errors import Invalid
from app.integrations.walmart_edr.account import EdrAccount, EdrState
from app.models import EdrSession
from app.models.columns import utc_now
from app.queries import edr as queries
from app.queries import jobs as job_queries
from app.services import secrets
from app.services import settings as settings_service
from app.services.actors import Actor
from app.vocabulary import JobKind
from app.wording import say

NONE, CODE_SENT, AUTHENTICATED, EXPIRED = "none", "code_sent", "authenticated", "expired"
PAUSE = timedelta(minutes=15)
#: A second click within this time is taken for a double click: one click, one text message.
DOUBLE_CLICK = timedelta(seconds=30)


@dataclass(frozen=True)
class SignInStatus:
    """What a page shows. `problem` says what is missing in the settings before anybody can sign in."""

    state: str = NONE
    wrong_codes: int = 0
    paused_until: datetime | None = None
    last_used_at: datetime | None = None
    problem: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.state == AUTHENTICATED


def current(session: Session) -> EdrSession | None:
    """The installation's one sign-in, for looking."""
    return read_once(session, "edr_session", lambda: queries.current_session(session))


def status(session: Session) -> SignInStatus:
    row = current(session)
    problem = ""
    try:
        account(session)
    except Invalid as error:
        problem = error.message
    if row is None:
        return SignInStatus(problem=problem)
    paused = row.paused_until if row.paused_until and row.paused_until > utc_now() else None
    return SignInStatus(row.state, row.wrong_codes, paused, row.last_used_at, problem)


def account(session: Session) -> EdrAccount:
    """The environment's account, else the one entered in Settings. Raises Invalid, saying what to do."""
    config: Settings = current_app.extensions["settings"]
    stored = settings_service.read(session)
    username, password = config.edr_username, config.edr_password
    # Off until a manager has said that the account may be used this way.
    if not (username and password) and settings_service.is_confirmed(session, "walmart_edr"):
        username = str(stored.get("edr_username") or "")
        password = settings_service.secret(session, "edr_password") or ""
    credential = config.edr_mfa_credential_id or str(stored.get("edr_mfa_credential_id") or "")
    if not (username and password and credential):
        raise Invalid(
            say(
                "Walmart is not set up. Enter the user name, the password and the MFA credential id in Settings, "
                "then try again."
            )
        )
    base_url = config.edr_base_url or str(stored.get("edr_base_url") or "").rstrip("/")
    return EdrAccount(username, password, credential, base_url)


def locked(session: Session) -> EdrSession:
    """The current row, made when there is none yet; held until the transaction ends."""
    job_queries.lock_kind(session, JobKind.SYNC_EDR)  # two first clicks must not both find no row
    row = queries.current_session(session, lock=True)
    if row is None:
        row = EdrSession(state=NONE, wrong_codes=0, last_used_at=utc_now())
        session.add(row)
    return row


def keep(state: EdrState, *, actor: Actor | None = None) -> None:
    """Put the client's state away. Secrets stay only while they are good for something."""
    with transaction() as session:
        row = locked(session)
        usable = state.stage in (CODE_SENT, AUTHENTICATED)
        row.state = state.stage
        row.secret = secrets.encrypt(state.to_json()) if usable else None
        row.wrong_codes = state.wrong_codes
        row.last_used_at = utc_now()
        if actor is not None:
            row.user_id = actor.user_id


def pause() -> None:
    """No further try for a while, so that Walmart does not lock the account."""
    with transaction() as session:
        row = locked(session)
        row.state, row.secret = NONE, None
        row.wrong_codes = 0
        row.paused_until = utc_now() + PAUSE


def taken_up() -> tuple[EdrAccount, EdrState]:
    """Account and signed-in state for a new client; stage none when there is no sign-in.

    After a while without use the token is left behind, so that the living cookies are asked for a new one first.
    """
    session = db.session()
    try:
        row = queries.current_session(session)
        used = account(session)
        if row is None or row.secret is None:
            return used, EdrState(stage=row.state if row else NONE)
        state = EdrState.from_json(secrets.decrypt(row.secret))
        idle = timedelta(minutes=float(settings_service.read(session).get("edr_session_idle_minutes") or 10))
        is_idle = row.state == AUTHENTICATED and row.last_used_at + idle < utc_now()
        return used, replace(state, token="") if is_idle else state  # nosec B106  # takes one away
    finally:
        session.rollback()
