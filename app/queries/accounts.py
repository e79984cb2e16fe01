"""Reads about users, their sessions, their stores and failed sign-ins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.account import SetupLink, SignInFailure, User, UserSession, UserStore
from app.models.employee import Employee
from app.models.store import Store
from app.queries.paging import Page, Wanted, containing, page_of
from app.vocabulary import Role


def user_named(session: Session, username: str) -> User | None:
    """`username` must be normalised already."""
    return session.scalar(select(User).where(User.username == username))


USER_ORDERS = {
    "id": User.id,
    "username": User.username,
    "name": User.display_name,
    "role": User.role,
    "state": (User.active.desc(), User.username),
}


def users_page(session: Session, words: str, role: Role | None, active: bool | None, wanted: Wanted) -> Page[User]:
    query = select(User)
    if words:
        query = query.where(containing(words, User.username, User.display_name))
    if role is not None:
        query = query.where(User.role == role)
    if active is not None:
        query = query.where(User.active.is_(active))
    return page_of(session, query, USER_ORDERS, wanted)


def count_users(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def lock_active_admins(session: Session) -> Sequence[User]:
    """Locked, so that two people cannot remove each other's last administrator at the same moment."""
    query = select(User).where(User.role == Role.ADMIN, User.active.is_(True)).order_by(User.id)
    return session.scalars(query.with_for_update()).all()


def user_of_employee(session: Session, employee_id: int) -> User | None:
    return session.scalar(select(User).where(User.employee_id == employee_id))


def session_with_user(session: Session, token_hash: str) -> tuple[UserSession, User] | None:
    found = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_hash == token_hash, User.active.is_(True))
    ).one_or_none()
    return (found[0], found[1]) if found else None


def sessions_of(session: Session, user_id: int) -> Sequence[UserSession]:
    query = select(UserSession).where(UserSession.user_id == user_id)
    return session.scalars(query.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())).all()


def store_ids_of(session: Session, user_id: int) -> frozenset[int]:
    return frozenset(session.scalars(select(UserStore.store_id).where(UserStore.user_id == user_id)))


def store_links_of(session: Session, user_id: int) -> Sequence[UserStore]:
    return session.scalars(select(UserStore).where(UserStore.user_id == user_id)).all()


def stores_visible(session: Session, store_ids: Collection[int] | None) -> Sequence[Store]:
    """Active stores by number; None means every store."""
    query = select(Store).where(Store.active.is_(True)).order_by(Store.number)
    if store_ids is not None:
        query = query.where(Store.id.in_(store_ids))
    return session.scalars(query).all()


def employees_to_link(session: Session) -> Sequence[Employee]:
    return session.scalars(select(Employee).where(Employee.active.is_(True)).order_by(Employee.name)).all()


def failures_for_name(session: Session, username: str, *, since: datetime) -> tuple[int, datetime | None]:
    """How many failed sign-ins a name has had, and the last one."""
    count, last = session.execute(
        select(func.count(), func.max(SignInFailure.at)).where(
            SignInFailure.username == username, SignInFailure.at >= since
        )
    ).one()
    return count, last


def failures_from_address(session: Session, ip_address: str, *, since: datetime) -> tuple[int, datetime | None]:
    """How many failed sign-ins an address has made, and the first one in that time."""
    count, first = session.execute(
        select(func.count(), func.min(SignInFailure.at)).where(
            SignInFailure.ip_address == ip_address, SignInFailure.at >= since
        )
    ).one()
    return count, first


def setup_link(session: Session, token_hash: str, *, lock: bool = False) -> SetupLink | None:
    query = select(SetupLink).where(SetupLink.token_hash == token_hash)
    return session.scalar(query.with_for_update() if lock else query)
