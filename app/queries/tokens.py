"""Reads about the tokens of programs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.account import ApiToken, User
from app.queries.accounts import user_named

__all__ = ["active_user", "all_opaque", "lock_refresh_token", "token_with_hash", "token_with_user", "user_named"]


def token_with_user(
    session: Session, *, token_hash: str | None = None, token_id: int | None = None
) -> tuple[ApiToken, User] | None:
    """By hash or by id; only of an active user."""
    wanted = ApiToken.token_hash == token_hash if token_hash is not None else ApiToken.id == token_id
    found = session.execute(
        select(ApiToken, User).join(User, User.id == ApiToken.user_id).where(wanted, User.active.is_(True))
    ).one_or_none()
    return (found[0], found[1]) if found else None


def token_with_hash(session: Session, token_hash: str) -> ApiToken | None:
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))


def lock_refresh_token(session: Session, token_id: int) -> ApiToken | None:
    query = select(ApiToken).where(ApiToken.id == token_id, ApiToken.kind == "refresh")
    return session.scalar(query.with_for_update())


def active_user(session: Session, user_id: int) -> User | None:
    return session.scalar(select(User).where(User.id == user_id, User.active.is_(True)))


def all_opaque(session: Session) -> Sequence[tuple[ApiToken, str]]:
    """Personal and service tokens with the name of their user, newest first."""
    found = session.execute(
        select(ApiToken, User.username)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.kind != "refresh")
        .order_by(ApiToken.id.desc())
    )
    return [(token, username) for token, username in found]
