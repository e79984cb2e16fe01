"""The Undo of a toast and of the list of changes."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.blueprints.admin import bp
from app.db import transaction
from app.services import changes
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.next_page import safe_next
from app.web.toasts import flash_success


@bp.post("/changes/<int:change_id>/undo")
@requires(Permission.OWN_ACCOUNT)
def undo(change_id: int) -> ResponseReturnValue:
    """Open to everybody who is signed in; what each may take back is decided by what the change touched."""
    actor = current_actor()
    with transaction() as session:
        summary = changes.undo(session, actor, change_id=change_id).summary
    flash_success(summary)
    return redirect(safe_next(request.form.get("next")))
