"""The preview of a publication, and publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.publishing import bp
from app.db import db, transaction
from app.errors import NotFound, Stale
from app.formatting import local_day
from app.models import Store
from app.models.columns import utc_now
from app.services import daily_audit, draft_first, publishing
from app.vocabulary import FindingSeverity, Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.stores import chosen_store
from app.web.toasts import flash_change

#: Days whose audit is looked at before publishing.
AUDITED = timedelta(days=13)


@dataclass(frozen=True)
class Asked:
    store: Store
    first: date
    last: date
    thaw: bool

    @property
    def address(self) -> dict[str, object]:
        return {"store": self.store.id, "first": self.first, "last": self.last}


@bp.get("")
@requires(Permission.EDIT_SCHEDULE)
def index() -> ResponseReturnValue:
    asked = _asked()
    return render_template("stores/none.html") if asked is None else _page(asked)


@bp.post("")
@requires(Permission.EDIT_SCHEDULE)
def publish() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        raise NotFound(_("That store was not found."))
    chosen = None if request.form.get("whom") == "all" else request.form.getlist("person", type=int)
    try:
        with transaction() as session:
            done = publishing.publish(
                session,
                current_actor(),
                session.merge(asked.store),
                first=asked.first,
                last=asked.last,
                key=request.form.get("key", ""),
                employee_ids=chosen,
                thaw=asked.thaw,
            )
    except Stale as error:
        return _page(_asked() or asked, error.message, error.status)
    flash_change(done.summary, done.change_id)
    return redirect(url_for("publishing.seen", store=asked.store.id))


def _page(asked: Asked, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    found = publishing.preview(session, actor, asked.store, first=asked.first, last=asked.last, thaw=asked.thaw)
    audited = daily_audit.look(
        session,
        actor,
        store_id=asked.store.id,
        first=asked.first,
        last=max(asked.first, min(asked.last, asked.first + AUDITED)),
    )
    page = render_template(
        "publishing/index.html",
        asked=asked,
        found=found,
        refusal=refusal,
        criticals=[one for one in audited.open if one.severity is FindingSeverity.CRITICAL],
        audited=audited,
        is_draft_first=draft_first.is_draft_first(session),
    )
    return page, status


def _asked() -> Asked | None:
    """From today on unless days are named. Raises NotFound for days that are none."""
    store = chosen_store()
    if store is None:
        return None
    today = local_day(utc_now(), store.timezone)
    try:
        first = parse_day(request.args["first"]) if request.args.get("first") else today
        last = parse_day(request.args["last"]) if request.args.get("last") else today + publishing.FARTHEST
    except ValueError as error:
        raise NotFound(_("Days are written like 2026-11-24.")) from error
    first = max(first, today)
    return Asked(store, first, max(first, min(last, first + publishing.FARTHEST)), request.values.get("thaw") == "yes")
