"""The printing centre: everything that can be printed, and the work on paper that is under way or was done."""

from __future__ import annotations

import io

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.blueprints.paperwork.shown import today
from app.db import db
from app.errors import NotFound
from app.services import packets, print_outs
from app.services.print_outs import Asked
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.lists import typed_day
from app.web.stores import chosen_store


@bp.get("/print-outs")
@requires(Permission.PRINT_PAPERWORK)
def centre() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    day, wrong = typed_day(today(store))
    problem = _("%(typed)s is not a day. Write it like 2026-11-24.", typed=wrong) if wrong else ""
    session, actor = db.session(), current_actor()
    page = render_template(
        "paperwork/centre.html",
        store=store,
        day=day,
        problem=problem,
        people=print_outs.people(session, actor, store_id=store.id),
        jobs=packets.recent_jobs(session, actor),
    )
    return page, 422 if problem else 200


@bp.get("/print-outs/<kind>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def print_out(kind: str) -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        raise NotFound(_("You see no store yet, so there is nothing to print."))
    day, _wrong = typed_day(today(store))
    asked = Asked(
        day=day,
        store_id=store.id,
        paper=request.args.get("paper", "letter")[:20],
        person=request.args.get("person", "")[:120],
        all_types=request.args.get("all_types") == "y",
    )
    made = print_outs.print_out(db.session(), current_actor(), kind, asked)
    return pdf_answer(io.BytesIO(made.pdf), made.file_name)
