"""Who may take back a change: whoever may make such a change. Without this, undo would be a way around permissions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries import changes as queries
from app.services.actors import Actor
from app.vocabulary import Permission

#: Every other table, events included (booking changes their condition), needs the right to schedule.
_NEEDED = {
    "users": Permission.MANAGE_USERS,
    "user_stores": Permission.MANAGE_USERS,
    "settings": Permission.EDIT_SETTINGS,
    "employees": Permission.EDIT_EMPLOYEES,
    "employee_stores": Permission.EDIT_EMPLOYEES,
    "rotations": Permission.EDIT_ROTATIONS,
    "stores": Permission.EDIT_SETTINGS,
}


def require_undo(session: Session, actor: Actor, *, change_id: int) -> None:
    """Raises Forbidden unless the actor may change every table that the change touched."""
    for table in sorted({row.table_name for row in queries.rows_of(session, change_id)}):
        actor.require(_NEEDED.get(table, Permission.EDIT_SCHEDULE))
