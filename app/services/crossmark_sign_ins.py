"""A manager's own account at Crossmark: entered by themselves, kept encrypted, used for what they change here."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.errors import FieldError, Invalid
from app.integrations.crossmark import recovering
from app.models import CrossmarkSignIn
from app.queries import crossmark_sign_ins as queries
from app.services import breakers, changes, secrets
from app.services.actors import Actor
from app.services.crossmark_access import crossmark_account
from app.vocabulary import Permission
from app.wording import say


def own(session: Session, actor: Actor) -> CrossmarkSignIn | None:
    actor.require(Permission.RUN_SYNC)
    return queries.of_user(session, actor.user_id) if actor.user_id is not None else None


def save(session: Session, actor: Actor, *, username: str, password: str) -> None:
    """An empty password keeps the stored one. Raises Invalid, naming the field if there is one."""
    actor.require(Permission.RUN_SYNC)
    if actor.user_id is None:
        raise Invalid(say("Only a person can have a sign-in at Crossmark."))
    row = queries.of_user(session, actor.user_id, lock=True)
    if not username:
        raise _refused("username", say("Please fill this in."))
    base_url = crossmark_account(session).base_url
    if not password and (row is None or (row.username, row.base_url) != (username, base_url)):
        raise _refused("password", say("Enter the password of this user name."))
    summary = f"Own sign-in at Crossmark saved: {username}"
    with changes.record(session, actor, command="save_crossmark_sign_in", summary=summary):
        if row is None:
            row = CrossmarkSignIn(user_id=actor.user_id, secret_set=0)
            session.add(row)
        row.base_url, row.username = base_url, username
        if password:
            row.secret, row.secret_set = secrets.encrypt(password), row.secret_set + 1


def remove(session: Session, actor: Actor) -> None:
    """From now on the installation's account is used."""
    row = own(session, actor)
    if row is None:
        return
    summary = f"Own sign-in at Crossmark removed: {row.username}"
    with changes.record(session, actor, command="remove_crossmark_sign_in", summary=summary):
        session.delete(row)


def recover(actor: Actor, *, base_url: str, email: str) -> None:
    """Have Crossmark write to that address. Open no transaction meanwhile. Raises Invalid and an IntegrationError."""
    actor.require(Permission.RUN_SYNC)
    if not base_url:
        raise Invalid(say("Crossmark's address is not known yet. Enter it in Settings."))
    local, _, host = email.partition("@")
    if not local or "." not in host or any(sign.isspace() for sign in email):
        raise _refused("email", say("Write the address like name@example.com."))
    recovering.ask_for_password(base_url, email=email, gate=breakers.gate("crossmark"))


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])
