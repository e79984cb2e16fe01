"""Signing in and staying signed in: credentials, lockout, browser sessions.

A wrong name and a wrong password get the same answer in the same time. Failures are counted in the database per name
and per address, so that neither a restart nor a second process gives new tries.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.models.account import ApiToken, SignInFailure, User, UserSession
from app.models.columns import utc_now
from app.queries import accounts as queries
from app.services import passwords
from app.services.actors import Actor
from app.vocabulary import Role
from app.wording import say

WRONG = "The user name or the password is wrong."
FREE_TRIES = 5
TRIES_PER_ADDRESS = 20
WINDOW = timedelta(minutes=15)
#: How long a name waits after the fifth failure, the sixth, and so on.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
MAX_SESSIONS = 10
TOUCH_EVERY = timedelta(minutes=1)
#: Who changes other people's work leaves an open screen behind for a shorter time than who only reads.
IDLE_LEADING, IDLE_OTHERS = timedelta(minutes=30), timedelta(hours=12)
LIFE_LEADING, LIFE_OTHERS = timedelta(hours=12), timedelta(days=7)
_LEADING = frozenset({Role.ADMIN, Role.MANAGER, Role.SUPERVISOR})

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Checked:
    """What a look at the credentials found. `user_id` is set only when they are right."""

    username: str
    user_id: int | None
    new_hash: str | None = None
    is_known: bool = False

    @property
    def loggable(self) -> str:
        """A name that nobody has may be a password that was typed into the wrong field."""
        return self.username if self.is_known else "(unknown)"


@dataclass(frozen=True)
class SignedIn:
    """`token` goes into the cookie and is never seen again."""

    token: str
    user_id: int
    role: Role


@dataclass(frozen=True)
class Refused:
    """`retry_after` in seconds; 0 = try again at once."""

    message: str
    retry_after: int = 0


@dataclass(frozen=True)
class Found:
    """The actor behind a session cookie."""

    actor: Actor
    session_id: int
    needs_touch: bool


def normalised(username: str) -> str:
    """Look-alike spellings are one account: NFKC, casefolded, without surrounding blanks."""
    return unicodedata.normalize("NFKC", username).strip().casefold()[:80]


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def check_credentials(session: Session, *, username: str, password: str) -> Checked:
    """Slow on purpose (argon2): call it before the transaction that records the outcome, not inside."""
    name = normalised(username)
    user = queries.user_named(session, name)
    right = passwords.matches(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        return Checked(name, None, is_known=user is not None)
    stale = passwords.needs_rehash(user.password_hash)
    return Checked(name, user.id, passwords.hash_password(password) if stale else None, is_known=True)


def sign_in(
    session: Session, *, checked: Checked, ip_address: str, user_agent: str = "", old_token: str | None = None
) -> SignedIn | Refused:
    """Record the attempt and, when it is right and not locked out, begin a new session with a new id."""
    refused = record_attempt(session, checked=checked, ip_address=ip_address)
    if refused is not None:
        return refused
    user = session.get_one(User, checked.user_id)
    if old_token:
        revoke_token(session, token=old_token)
    return SignedIn(start_session(session, user=user, ip_address=ip_address, user_agent=user_agent), user.id, user.role)


def record_attempt(session: Session, *, checked: Checked, ip_address: str) -> Refused | None:
    """Count a failed attempt or clear the count. None = the credentials may be used (page and API token alike)."""
    wait = seconds_to_wait(session, username=checked.username, ip_address=ip_address)
    if wait:
        log.warning("sign-in refused, too many failures", username=checked.loggable, ip=ip_address)
        return Refused(say("Too many failed sign-ins. Please wait %(wait)s and try again.", wait=_in_words(wait)), wait)
    if checked.user_id is None:
        session.add(SignInFailure(at=utc_now(), username=checked.username, ip_address=ip_address))
        log.warning("sign-in failed", username=checked.loggable, ip=ip_address)
        return Refused(WRONG)
    _forget_failures(session, checked.username)
    user = session.get_one(User, checked.user_id)
    user.last_sign_in_at = utc_now()
    if checked.new_hash:
        user.password_hash = checked.new_hash
    log.info("signed in", user_id=user.id, ip=ip_address)
    return None


def seconds_to_wait(session: Session, *, username: str, ip_address: str) -> int:
    """0, or how long this name or this address must wait before the next try."""
    now = utc_now()
    count, last = queries.failures_for_name(session, username, since=now - timedelta(days=1))
    until = []
    if last is not None and count >= FREE_TRIES:
        until.append(last + WAITS[min(count - FREE_TRIES, len(WAITS) - 1)])
    from_address, first = queries.failures_from_address(session, ip_address, since=now - WINDOW)
    if first is not None and from_address >= TRIES_PER_ADDRESS:
        until.append(first + WINDOW)
    return max((int((moment - now).total_seconds()) + 1 for moment in until if moment > now), default=0)


def unlock(session: Session, *, username: str) -> None:
    """Forget the failures of a name, so that its owner may try again at once."""
    _forget_failures(session, normalised(username))


def _forget_failures(session: Session, username: str) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.username == username))


def _in_words(seconds: int) -> str:
    if seconds < 90:
        return "a minute"
    return f"{-(-seconds // 60)} minutes"


def start_session(session: Session, *, user: User, ip_address: str, user_agent: str = "") -> str:
    """A new 256-bit id; the oldest sessions beyond ten end. Returns the id, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    for old in queries.sessions_of(session, user.id)[MAX_SESSIONS - 1 :]:
        session.delete(old)
    session.add(
        UserSession(
            token_hash=hashed(token),
            user_id=user.id,
            last_seen_at=now,
            expires_at=now + (LIFE_LEADING if user.role in _LEADING else LIFE_OTHERS),
            user_agent=user_agent[:200],
            ip_address=ip_address[:45],
        )
    )
    return token


def actor_of(session: Session, token: str) -> Found | None:
    """Who holds this session id; None when it is unknown, idle for too long, over, or the user is not active."""
    found = queries.session_with_user(session, hashed(token))
    if found is None:
        return None
    row, user = found
    now = utc_now()
    if now >= row.expires_at or now - row.last_seen_at >= idle_limit(user.role):
        return None
    return Found(actor_for(session, user), row.id, now - row.last_seen_at >= TOUCH_EVERY)


def idle_limit(role: Role) -> timedelta:
    return IDLE_LEADING if role in _LEADING else IDLE_OTHERS


def actor_for(session: Session, user: User, *, source: str = "page", scopes: frozenset[str] | None = None) -> Actor:
    everywhere = user.all_stores or user.role is Role.ADMIN
    return Actor(
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        store_ids=None if everywhere else queries.store_ids_of(session, user.id),
        employee_id=user.employee_id,
        source=source,
        scopes=scopes,
        locale=user.locale,
        theme=user.theme,
        muted=frozenset(user.muted),
    )


def touch_session(session: Session, *, session_id: int) -> None:
    """Note that the session is in use; a session ended meanwhile is not brought back."""
    row = session.get(UserSession, session_id)
    if row is not None:
        row.last_seen_at = utc_now()


def revoke_token(session: Session, *, token: str) -> None:
    session.execute(delete(UserSession).where(UserSession.token_hash == hashed(token)))


def revoke_sessions(session: Session, *, user_id: int, keep_id: int | None = None) -> None:
    """Sign a user out everywhere, except in the session `keep_id`. Programs that came in with the password go, too."""
    mine = update(ApiToken).where(
        ApiToken.user_id == user_id, ApiToken.kind == "refresh", ApiToken.revoked_at.is_(None)
    )
    session.execute(mine.values(revoked_at=utc_now()))
    query = delete(UserSession).where(UserSession.user_id == user_id)
    if keep_id is not None:
        query = query.where(UserSession.id != keep_id)
    session.execute(query)


def revoke_session(session: Session, *, user_id: int, session_id: int) -> None:
    """End one of the user's own sessions; somebody else's stays."""
    session.execute(delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id))


def drop_old_rows(session: Session, *, now: datetime) -> None:
    """Upkeep: sessions and refresh tokens that are over and failures that no longer count."""
    session.execute(delete(ApiToken).where(ApiToken.kind == "refresh", ApiToken.expires_at < now))
    session.execute(delete(UserSession).where(UserSession.expires_at < now))
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - timedelta(days=2)))
