"""User accounts: create, change, deactivate, reset; the first administrator by a one-time link."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid, NotFound, Stale
from app.models.account import SetupLink, User, UserStore
from app.models.columns import utc_now
from app.queries import accounts as queries
from app.services import accounts, changes, passwords
from app.services.actors import Actor, system_actor
from app.vocabulary import Permission, Role
from app.wording import LANGUAGES, say

SETUP_LINK_LIFE = timedelta(minutes=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Account:
    """What an administrator decides about a user."""

    username: str
    display_name: str
    role: Role
    store_ids: frozenset[int] = frozenset()
    all_stores: bool = False
    employee_id: int | None = None
    locale: str = "en"


def create(session: Session, actor: Actor, *, account: Account, password: str) -> User:
    """Raises Invalid for a weak password or a bad name, Conflict for a name that is taken."""
    actor.require(Permission.MANAGE_USERS)
    name = _checked_name(account.username)
    _check_password(password, account)
    if queries.user_named(session, name) is not None:
        raise Invalid(
            say("That user name is taken."), [FieldError("username", say("That user name is taken. Choose another."))]
        )
    _check_employee(session, account.employee_id, None)
    with changes.record(session, actor, command="create_user", summary=f"Account {name} created ({account.role})"):
        user = User(username=name, display_name=account.display_name, role=account.role)
        user.password_hash = passwords.hash_password(password)
        _apply(user, account)
        session.add(user)
        session.flush()  # the store links need its id
        _set_stores(session, user, account.store_ids)
    return user


def update(session: Session, actor: Actor, *, user_id: int, version: int | None, account: Account) -> User:
    """Change everything but name and password. Raises NotFound, Stale, Conflict (last administrator)."""
    actor.require(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    if version is not None and version != user.version:
        raise Stale(say("Somebody else changed this account after you opened it. Reload to see it, then try again."))
    if user.role is Role.ADMIN and account.role is not Role.ADMIN:
        _refuse_for_last_admin(session, user)
    _check_employee(session, account.employee_id, user)
    with changes.record(session, actor, command="update_user", summary=f"Account {user.username} changed"):
        if user.role is not account.role:
            accounts.revoke_sessions(session, user_id=user.id)
        user.display_name, user.role = account.display_name, account.role
        _apply(user, account)
        _set_stores(session, user, account.store_ids)
        session.flush()
    return user


def set_active(session: Session, actor: Actor, *, user_id: int, active: bool) -> User:
    """Deactivating signs the user out everywhere at once. Raises Conflict for the last administrator."""
    actor.require(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    if not active:
        _refuse_for_last_admin(session, user)
        accounts.revoke_sessions(session, user_id=user.id)
    word = "activated" if active else "deactivated"
    with changes.record(session, actor, command="set_user_active", summary=f"Account {user.username} {word}"):
        user.active = active
        session.flush()
    return user


def reset_password(session: Session, actor: Actor, *, user_id: int, password: str) -> None:
    """Sets a new password, unlocks the name and signs the user out everywhere."""
    actor.require(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    _check_password(password, Account(user.username, user.display_name, user.role), field="password")
    with changes.record(session, actor, command="reset_password", summary=f"Password of {user.username} reset"):
        user.password_hash = passwords.hash_password(password)
        user.password_set += 1
        session.flush()
    accounts.unlock(session, username=user.username)
    accounts.revoke_sessions(session, user_id=user.id)
    log.warning("credentials reset by an administrator", account_id=user.id, by=actor.user_id)


def unlock(session: Session, actor: Actor, *, user_id: int) -> None:
    actor.require(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    with changes.record(session, actor, command="unlock_user", summary=f"Account {user.username} unlocked"):
        accounts.unlock(session, username=user.username)


def change_own_password(
    session: Session, actor: Actor, *, current: str, new: str, ip_address: str = "", user_agent: str = ""
) -> str:
    """Ends every session and begins a new one. Returns its id. Raises Invalid with the field that is wrong."""
    user = _user(session, actor.user_id or 0)
    if not passwords.matches(user.password_hash, current):
        wrong = "That is not your current password."
        raise Invalid(wrong, [FieldError("current_password", wrong)])
    _check_password(new, Account(user.username, user.display_name, user.role), field="new_password")
    with changes.record(session, actor, command="change_password", summary=f"{user.username} changed the password"):
        user.password_hash = passwords.hash_password(new)
        user.password_set += 1
        session.flush()
    accounts.revoke_sessions(session, user_id=user.id)
    return accounts.start_session(session, user=user, ip_address=ip_address, user_agent=user_agent)


def make_setup_link(session: Session) -> str:
    """The secret part of a link that makes the first administrator; only its hash is kept. Raises Conflict."""
    if queries.count_users(session):
        raise Conflict(say("There are users already. Ask an administrator, or use: users reset-password."))
    token = secrets.token_urlsafe(32)
    session.add(SetupLink(token_hash=accounts.hashed(token), expires_at=utc_now() + SETUP_LINK_LIFE))
    return token


def require_setup_link(session: Session, *, token: str, lock: bool = False) -> SetupLink:
    """Raises NotFound for a link that is unknown, used or too old."""
    link = queries.setup_link(session, accounts.hashed(token), lock=lock)
    if link is None or link.used_at is not None or link.expires_at <= utc_now() or queries.count_users(session):
        raise NotFound("This link is not valid any more. Make a new one with: flask --app app users setup-link")
    return link


def use_setup_link(session: Session, *, token: str, username: str, display_name: str, password: str) -> User:
    """Make the first administrator. Raises NotFound for a link that is unknown, used or too old."""
    link = require_setup_link(session, token=token, lock=True)
    link.used_at = utc_now()
    account = Account(username, display_name, Role.ADMIN, all_stores=True)
    return create(session, system_actor("command"), account=account, password=password)


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(say("That account was not found."))
    return user


def _checked_name(username: str) -> str:
    name = accounts.normalised(username)
    if not name or not all(sign.isalnum() or sign in "._-@+" for sign in name):
        wrong = "Use letters, digits and . _ - @ + only."
        raise Invalid(wrong, [FieldError("username", wrong)])
    return name


def _check_password(password: str, account: Account, field: str = "password") -> None:
    wrong = passwords.weakness(password, own_words=[account.username, *account.display_name.split()])
    if wrong:
        raise Invalid(wrong, [FieldError(field, wrong)])


def _check_employee(session: Session, employee_id: int | None, user: User | None) -> None:
    if employee_id is None:
        return
    other = queries.user_of_employee(session, employee_id)
    if other is not None and (user is None or other.id != user.id):
        wrong = say("That employee signs in as %(username)s already.", username=other.username)
        raise Invalid(wrong, [FieldError("employee_id", wrong)])


def _refuse_for_last_admin(session: Session, user: User) -> None:
    admins = queries.lock_active_admins(session)
    if user.role is Role.ADMIN and [admin.id for admin in admins] == [user.id]:
        raise Conflict(say("This is the last administrator. Make somebody else an administrator first."))


def _apply(user: User, account: Account) -> None:
    if account.locale not in LANGUAGES:
        raise Invalid(say("Choose a language."), [FieldError("locale", say("Choose one of the languages."))])
    user.all_stores = account.all_stores
    user.employee_id = account.employee_id
    user.locale = account.locale


def _set_stores(session: Session, user: User, store_ids: Collection[int]) -> None:
    present = {link.store_id: link for link in queries.store_links_of(session, user.id)}
    for store_id, link in present.items():
        if store_id not in store_ids:
            session.delete(link)
    for store_id in sorted(set(store_ids) - set(present)):
        session.add(UserStore(user_id=user.id, store_id=store_id))
    session.flush()  # so that the change sees the rows
