"""The list of changes: who did what, when and why."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.admin import bp
from app.db import db
from app.queries import changes
from app.vocabulary import Permission
from app.web.access import current_actor, requires

PER_PAGE = 50
_LAST_PAGE = 100_000


@bp.get("/audit")
@requires(Permission.VIEW_AUDIT)
def audit() -> ResponseReturnValue:
    actor = current_actor()
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    found, total = changes.list_changes(db.session(), actor.store_ids, actor.user_id, page=page, per_page=PER_PAGE)
    return render_template(
        "admin/audit.html",
        changes=found,
        page=page,
        pages=-(-total // PER_PAGE),
        total=total,
        zone=current_app.extensions["settings"].timezone,
    )
