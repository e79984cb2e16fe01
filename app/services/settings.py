"""Settings a manager edits: read with defaults, saved as recorded changes; secrets encrypted; connectors by consent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.db import read_once
from app.errors import FieldError, Invalid, Stale
from app.models.change import ConnectorConfirmation
from app.models.columns import utc_now
from app.models.setting import Setting
from app.queries import settings as queries
from app.services import changes, secrets
from app.services.actors import Actor
from app.services.setting_kinds import as_typed, parse
from app.services.setting_list import KNOWN, SECRETS, Section
from app.vocabulary import Permission
from app.wording import say

CONNECTORS = {
    "crossmark": ("crossmark_username", "crossmark_password"),
    "walmart_edr": ("edr_username", "edr_password"),
}


def read(session: Session) -> dict[str, Any]:
    """Every known setting with its value or its default, and what else is stored; never a secret."""
    rows = read_once(session, "settings", lambda: queries.all_settings(session))
    stored = {row.key: row.value for row in rows if row.key not in SECRETS}
    chosen = {key: value for key, value in stored.items() if value is not None}
    return {key: known.default for key, known in KNOWN.items()} | chosen


def seen_version(session: Session, keys: Collection[str]) -> int:
    """What a form carries, so that a save over somebody else's change is noticed."""
    return queries.versions_sum(session, keys)


def save(session: Session, actor: Actor, values: Mapping[str, Any], *, versions: int | None = None) -> int | None:
    """Save what differs. Returns the id of the change. Raises Invalid per field, Stale when `versions` is old."""
    actor.require(Permission.EDIT_SETTINGS)
    plain = _checked(values)
    rows = queries.settings_for_update(session, plain.keys())
    if versions is not None and versions != sum(row.version for row in rows.values()):
        raise Stale(
            say("Somebody else changed these settings after you opened them. Reload to see them, then try again.")
        )
    now = read(session)
    differing = {key: value for key, value in plain.items() if value != now.get(key)}
    if not differing:
        return None
    names = ", ".join(sorted(differing))
    with changes.record(session, actor, command="save_settings", summary=f"Settings changed: {names}") as recording:
        for key, value in differing.items():
            if key in rows:
                rows[key].value = value
            else:
                session.add(Setting(key=key, value=value))
    return recording.change_id


def reset(session: Session, actor: Actor, *, section: Section) -> int | None:
    """Back to the defaults. Returns the id of the change, None when they hold already."""
    defaults = {known.key: as_typed(known, known.default) for known in section.settings}
    return save(session, actor, defaults)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    wrong: list[FieldError] = []
    for key, typed in values.items():
        if key not in KNOWN:
            wrong.append(FieldError(key, say("There is no setting of this name.")))
            continue
        try:
            plain[key] = parse(KNOWN[key], typed)
        except ValueError as error:
            wrong.append(FieldError(key, str(error)))
    if wrong:
        raise Invalid(say("Some settings have a value that cannot be used."), wrong)
    return plain


def secret(session: Session, key: str) -> str | None:
    """The secret in clear, for the connector that needs it; None when none is stored."""
    row = queries.setting(session, key)
    return secrets.decrypt(row.secret) if row is not None and row.secret is not None else None


def has_secret(session: Session, key: str) -> bool:
    row = queries.setting(session, key)
    return row is not None and row.secret is not None


def save_secret(session: Session, actor: Actor, key: str, value: str | None) -> None:
    """None removes it. The record says that it was replaced, never what it is."""
    actor.require(Permission.EDIT_SETTINGS)
    if key not in SECRETS:
        raise Invalid(say("There is no such secret."), [FieldError(key, say("There is no secret of this name."))])
    row = queries.setting(session, key)
    if row is None:
        row = Setting(key=key, secret_set=0)
        session.add(row)
    word = "removed" if value is None else "replaced"
    with changes.record(session, actor, command="save_secret", summary=f"{key} {word}"):
        row.secret = secrets.encrypt(value) if value is not None else None
        row.secret_set += 1


def is_confirmed(session: Session, connector: str) -> bool:
    """Whether a manager has said that the account may be used this way; without that a connector stays off."""
    return queries.confirmation(session, connector) is not None


def connect(session: Session, actor: Actor, *, connector: str, values: Mapping[str, Any], password: str | None) -> None:
    """Store the account (`password` None keeps the stored one) and the consent of who entered it."""
    save(session, actor, values)
    if password:
        save_secret(session, actor, CONNECTORS[connector][1], password)
    if queries.confirmation(session, connector) is None:
        session.add(ConnectorConfirmation(connector=connector, confirmed_by_id=actor.user_id, confirmed_at=utc_now()))


def disconnect(session: Session, actor: Actor, *, connector: str) -> None:
    """Forget the account, the password and the consent."""
    name_key, secret_key = CONNECTORS[connector]
    save(session, actor, {name_key: ""})
    if has_secret(session, secret_key):
        save_secret(session, actor, secret_key, None)
    confirmation = queries.confirmation(session, connector)
    if confirmation is not None:
        session.delete(confirmation)
