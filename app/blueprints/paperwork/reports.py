"""Walmart's event reports that are here: look through them, read one, print it. Walmart itself is not asked."""

from __future__ import annotations

import io
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.paperwork import bp
from app.blueprints.paperwork.files import pdf_answer
from app.db import db
from app.services import edr_shelf
from app.services.edr_shelf import Looked
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import parse_day
from app.web.lists import page_number, search_words
from app.web.stores import chosen_store


@bp.get("/reports")
@requires(Permission.PRINT_PAPERWORK)
def reports() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("paperwork/no_store.html")
    looked = Looked(
        store.id,
        words=search_words(),
        status=request.args.get("status", "")[:80],
        kind=request.args.get("kind", "")[:80],
        first=_day("first"),
        last=_day("last"),
    )
    shelf = edr_shelf.look(db.session(), current_actor(), looked, page=page_number())
    return render_template("paperwork/reports.html", store=store, looked=looked, shelf=shelf)


@bp.get("/reports/<int:report_id>")
@requires(Permission.PRINT_PAPERWORK)
def report(report_id: int) -> ResponseReturnValue:
    session, actor = db.session(), current_actor()
    found, store = edr_shelf.find(session, actor, report_id)
    return render_template("paperwork/report.html", report=found, store=store)


@bp.get("/reports/<int:report_id>.pdf")
@requires(Permission.PRINT_PAPERWORK)
def report_pdf(report_id: int) -> ResponseReturnValue:
    official = request.args.get("layout") == "official"
    content = edr_shelf.printed(db.session(), current_actor(), report_id, official=official)
    return pdf_answer(io.BytesIO(content), f"EDR_{report_id}.pdf")


def _day(name: str) -> date | None:
    """A day of the address; one that cannot be read counts as not given."""
    try:
        return parse_day(request.args.get(name, "").strip()[:20])
    except ValueError:
        return None
