"""The list of changes: who did what, when and why."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import bp
from app.blueprints.history import listed
from app.db import db
from app.queries import changes_history as queries
from app.queries.changes_history import HistoryFilter
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires


@bp.get("/audit")
@requires(Permission.VIEW_AUDIT)
def audit() -> ResponseReturnValue:
    actor, source, asked = current_actor(), listed.source_filter(), listing.asked(queries.ORDERS, "-at")
    wanted = HistoryFilter(source=source.chosen, words=asked.words)
    page = queries.history_page(db.session(), actor.store_ids, actor.user_id, wanted, asked.wanted)
    found = listing.Listing(
        "audit-log", _("Audit log"), listed.columns(), [source], asked, page, clear=url_for("admin.audit")
    )
    return listing.answer(found, "admin/audit.html", zone=listed.zone())
