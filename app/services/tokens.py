"""Tokens of programs: short signed access tokens, refresh tokens that change with each use, and opaque `fst_` tokens.

Of everything but the access token only a hash is kept. An access token names the row it came from (`sid`), so that
revoking that row, or deactivating the user, ends it at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy.orm import Session

from app.errors import AppError, FieldError, Forbidden, Invalid, NotFound
from app.models.account import ApiToken, User
from app.models.columns import utc_now
from app.queries import tokens as queries
from app.services import accounts
from app.services.actors import Actor
from app.vocabulary import Role
from app.wording import say

ACCESS_SECONDS = 900
REFRESH_LIFE = timedelta(days=14)
TOUCH_EVERY = timedelta(minutes=1)
SCOPES = ("read", "write", "admin")
OPAQUE_PREFIX = "fst_"
_REFRESH_PREFIX = "fsr_"
_ALGORITHM = "HS256"
_ISSUER = "schedule"
_AUDIENCE = "schedule-api"
_OVER = "The refresh token is not good any more. Sign in again."

log = structlog.get_logger(__name__)


class BadGrant(AppError):
    """Wrong credentials or a token that is not good any more; the answer never says which."""

    status = 401
    code = "invalid_grant"
    title = "Sign-in refused"


@dataclass(frozen=True)
class Granted:
    """`refresh_token` is empty for a program that signs in with its own secret: it simply does so again."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str = ""


@dataclass(frozen=True)
class Bearer:
    """The actor behind a token. `principal` is whose repeated requests are recognised as repeats."""

    actor: Actor
    principal: str
    token_id: int
    needs_touch: bool


@dataclass(frozen=True)
class Issued:
    """`secret` is shown once; it is also the client secret that goes with the client id `token_id`."""

    token_id: int
    secret: str


def grant_to_user(session: Session, *, user_id: int, scope: str = "") -> Granted:
    """After the password was right. Raises Invalid for a scope that the user may not have."""
    user = session.get_one(User, user_id)
    granted = _allowed_scope(scope, user.role)
    row = ApiToken(kind="refresh", token_hash=secrets.token_hex(32), user_id=user.id, scope=granted)
    row.expires_at = utc_now() + REFRESH_LIFE
    session.add(row)
    session.flush()  # the refresh token carries the id
    return _granted(row, _new_refresh_token(row))


def refresh(session: Session, *, refresh_token: str, scope: str = "") -> Granted:
    """A new pair for an old refresh token, which is used up.

    Raises BadGrant; one that was used up before means that somebody has a copy, so that whole sign-in ends.
    """
    row = _refresh_row(session, refresh_token)
    if row is None or not _is_current(row, refresh_token) or not _is_good(row, utc_now()):
        raise BadGrant(_OVER)
    if queries.active_user(session, row.user_id) is None:
        raise BadGrant(_OVER)
    return _granted(row, _new_refresh_token(row), _narrowed(scope, row.scope))


def end_if_reused(session: Session, *, refresh_token: str) -> bool:
    """Revoke the sign-in whose used-up refresh token is shown again. Its own transaction: the answer is an error."""
    row = _refresh_row(session, refresh_token)
    if row is None or _is_current(row, refresh_token):
        return False
    row.revoked_at = row.revoked_at or utc_now()
    log.warning("a used refresh token was shown again, its sign-in is ended", user_id=row.user_id, credential_id=row.id)
    return True


def grant_to_program(session: Session, *, client_id: str, client_secret: str, scope: str = "") -> Granted:
    """`client_id` is the number of a service token, `client_secret` the token itself. Raises BadGrant."""
    row = queries.token_with_hash(session, accounts.hashed(client_secret))
    if row is None or row.kind == "refresh" or str(row.id) != client_id or not _is_good(row, utc_now()):
        raise BadGrant(say("The client id or the client secret is wrong."))
    if queries.active_user(session, row.user_id) is None:
        raise BadGrant(say("The client id or the client secret is wrong."))
    row.last_used_at = utc_now()
    return _granted(row, "", _narrowed(scope, row.scope))


def bearer(session: Session, token: str) -> Bearer | None:
    """Who shows this token; None for one that is unknown, over, revoked or of an inactive user."""
    if token.startswith(OPAQUE_PREFIX):
        found = queries.token_with_user(session, token_hash=accounts.hashed(token))
        scope = None
    else:
        claims = _claims(token)
        found = queries.token_with_user(session, token_id=int(claims["sid"])) if claims else None
        scope = str(claims["scope"]) if claims else None
    if found is None or not _is_good(found[0], utc_now()):
        return None
    row, user = found
    if scope is None and row.kind == "refresh":
        return None
    return _bearer(session, row, user, row.scope if scope is None else scope)


def _bearer(session: Session, row: ApiToken, user: User, scope: str) -> Bearer:
    actor = accounts.actor_for(session, user, source="api", scopes=frozenset(scope.split()))
    # Access tokens of one user follow each other every few minutes; a repeated request must outlive that.
    principal = f"user {user.id}" if row.kind == "refresh" else f"token {row.id}"
    last = row.last_used_at
    return Bearer(actor, principal, row.id, last is None or utc_now() - last >= TOUCH_EVERY)


def touch(session: Session, *, token_id: int) -> None:
    row = session.get(ApiToken, token_id)
    if row is not None:
        row.last_used_at = utc_now()


def issue(
    session: Session, *, username: str, name: str, kind: str = "service", scope: str = "read", days: int | None = 365
) -> Issued:
    """A new opaque token that acts for a user. `days` None = until revoked. Raises NotFound, Invalid."""
    user = queries.user_named(session, accounts.normalised(username))
    if user is None or not user.active:
        raise NotFound(say("There is no active user %(username)s.", username=repr(username)))
    if not name.strip():
        raise Invalid(say("Say what the token is for."), [FieldError("name", say("Say what the token is for."))])
    secret = OPAQUE_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(kind=kind, token_hash=accounts.hashed(secret), user_id=user.id, name=name.strip()[:80])
    row.scope = _allowed_scope(scope, user.role)
    row.expires_at = utc_now() + timedelta(days=days) if days else None
    session.add(row)
    session.flush()  # the caller shows the id
    log.info("token issued", credential_id=row.id, user_id=user.id, scope=row.scope)
    return Issued(row.id, secret)


def revoke(session: Session, *, token_id: int) -> None:
    """Ends the token and every access token that came from it. Raises NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound(say("There is no token %(token_id)s.", token_id=token_id))
    row.revoked_at = row.revoked_at or utc_now()
    log.info("token revoked", credential_id=row.id, user_id=row.user_id)


def _granted(row: ApiToken, refresh_token: str, scope: str | None = None) -> Granted:
    scope = row.scope if scope is None else scope
    now = int(utc_now().timestamp())
    claims: dict[str, Any] = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": str(row.user_id),
        "sid": row.id,
        "scope": scope,
        "iat": now,
        "exp": now + ACCESS_SECONDS,
        "jti": secrets.token_hex(8),
    }
    access_token = jwt.encode({"alg": _ALGORITHM}, claims, _key(), algorithms=[_ALGORITHM])
    return Granted(access_token, ACCESS_SECONDS, scope, refresh_token)


def _claims(token: str) -> dict[str, Any] | None:
    """What a good access token says; None for any other text."""
    if len(token) > 4096:
        return None
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": _ISSUER},
        aud={"essential": True, "value": _AUDIENCE},
        exp={"essential": True},
        sid={"essential": True},
        scope={"essential": True},
    )
    try:
        decoded = jwt.decode(token, _key(), algorithms=[_ALGORITHM])
        registry.validate(decoded.claims)
    except (JoseError, ValueError):
        return None
    return decoded.claims


def _new_refresh_token(row: ApiToken) -> str:
    """The text says which sign-in it belongs to and is signed, so that a used-up one is told from a made-up one."""
    body = f"{row.id}.{secrets.token_urlsafe(32)}"
    token = f"{_REFRESH_PREFIX}{body}.{_seal(body)}"
    row.token_hash = accounts.hashed(token)
    row.last_used_at = utc_now()
    return token


def _refresh_row(session: Session, token: str) -> ApiToken | None:
    """The sign-in a refresh token of ours belongs to, used up or not. Locked, so that two cannot use it at once."""
    body, _, seal = token.removeprefix(_REFRESH_PREFIX).rpartition(".")
    if not token.startswith(_REFRESH_PREFIX) or len(token) > 200 or not token.isascii():
        return None
    if not hmac.compare_digest(seal, _seal(body)):
        return None
    return queries.lock_refresh_token(session, int(body.partition(".")[0]))


def _is_current(row: ApiToken, refresh_token: str) -> bool:
    return hmac.compare_digest(row.token_hash, accounts.hashed(refresh_token))


def _is_good(row: ApiToken, now: datetime) -> bool:
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def _allowed_scope(asked: str, role: Role) -> str:
    """The asked scopes in their usual order; by default all that are of use to the role."""
    wanted = set(asked.split()) or ({"read", "write", "admin"} if role is Role.ADMIN else {"read", "write"})
    unknown = sorted(wanted - set(SCOPES))
    if unknown:
        raise Invalid(
            say("There is no such scope."),
            [
                FieldError(
                    "scope", say("%(unknown)s: choose of %(list)s.", unknown=repr(unknown[0]), list=", ".join(SCOPES))
                )
            ],
        )
    if "admin" in wanted and role is not Role.ADMIN:
        raise Forbidden(say("Only an administrator can be given the scope admin."))
    return " ".join(scope for scope in SCOPES if scope in wanted)


def _narrowed(asked: str, held: str) -> str:
    """A part of what is held. Raises Invalid for more."""
    if not asked.strip():
        return held
    more = sorted(set(asked.split()) - set(held.split()))
    if more:
        raise Invalid(
            say("That scope was not granted."),
            [FieldError("scope", say("%(more)s was not granted at sign-in.", more=repr(more[0])))],
        )
    return " ".join(scope for scope in SCOPES if scope in asked.split())


def _key() -> OctKey:
    return OctKey.import_key(_derived("access token"))


def _seal(body: str) -> str:
    return hmac.new(_derived("refresh token"), body.encode(), hashlib.sha256).hexdigest()[:32]


def _derived(purpose: str) -> bytes:
    """One key for one purpose, so that nothing signed for one place is believed in another."""
    secret = str(current_app.extensions["settings"].secret_key)
    return hmac.new(secret.encode(), f"schedule api: {purpose}".encode(), hashlib.sha256).digest()
