"""Taking changes back: the Undo of a toast, of the history, and Ctrl+Z."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.blueprints.admin import bp
from app.db import transaction
from app.services import undo_stack, undoing
from app.services.actors import Actor
from app.services.undoing import Undone
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_change
from app.web.wants_json import wants_json

#: The keys of the calendar; apart from /admin because everybody who edits has them.
steps_bp = Blueprint("undo", __name__, url_prefix="/changes")


@bp.post("/changes/<int:change_id>/undo")
@requires(Permission.OWN_ACCOUNT)
def undo(change_id: int) -> ResponseReturnValue:
    """Open to everybody who is signed in; what each may take back is decided by what the change touched."""
    actor = current_actor()
    return _done(lambda session: undoing.undo(session, actor, change_id=change_id))


@steps_bp.post("/undo-last")
@requires(Permission.OWN_ACCOUNT)
def undo_last() -> ResponseReturnValue:
    return _step(undo_stack.undo_last)


@steps_bp.post("/redo-last")
@requires(Permission.OWN_ACCOUNT)
def redo_last() -> ResponseReturnValue:
    return _step(undo_stack.redo_last)


def _step(take: Callable[[Session, Actor], Undone]) -> ResponseReturnValue:
    actor = current_actor()
    return _done(lambda session: take(session, actor))


def _done(take: Callable[[Session], Undone]) -> ResponseReturnValue:
    """The toast offers to take that back, too."""
    with transaction() as session:
        done = take(session)
        message, change_id = done.told, done.change.id
    if wants_json():
        return jsonify({"message": message, "change_id": change_id})
    flash_change(message, change_id)
    return redirect(safe_next(request.form.get("next")))
