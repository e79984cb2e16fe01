"""Who has not seen a change yet, the slip of each on paper, and handing it over."""

from __future__ import annotations

import io

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.publishing import bp
from app.db import db, transaction
from app.errors import NotFound
from app.models import Employee
from app.models.columns import utc_now
from app.services import change_slips, publishing, slip_papers
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.stores import chosen_store
from app.web.toasts import flash_success


@bp.get("/seen")
@requires(Permission.EDIT_SCHEDULE)
def seen() -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    slips = publishing.not_seen(db.session(), store)
    return render_template("publishing/seen.html", store=store, slips=slips)


@bp.get("/slips.pdf")
@requires(Permission.EDIT_SCHEDULE)
def slips() -> ResponseReturnValue:
    """Of everybody who has not seen a change, or of `?person=` alone."""
    store = chosen_store()
    if store is None:
        raise NotFound(_("That store was not found."))
    wanted = request.args.get("person", type=int)
    found = [one for one in publishing.not_seen(db.session(), store) if wanted in (None, one.employee.id)]
    if not found:
        raise NotFound(_("Nobody has a change that was not seen yet, so there is no slip to print."))
    pdf = slip_papers.pdf(db.session(), found, store, printed_at=utc_now())
    return send_file(io.BytesIO(pdf), mimetype="application/pdf", download_name="change-slips.pdf", max_age=0)


@bp.post("/handed-over/<int:employee_id>")
@requires(Permission.EDIT_SCHEDULE)
def handed_over(employee_id: int) -> ResponseReturnValue:
    store = chosen_store()
    if store is None:
        raise NotFound(_("That store was not found."))
    with transaction() as session:
        if not any(slip.employee.id == employee_id for slip in publishing.not_seen(session, session.merge(store))):
            raise NotFound(_("There is nothing this person has not seen."))
        change_slips.hand_over(session, current_actor(), employee_id)
        name = session.get_one(Employee, employee_id).name
    flash_success(_("%(name)s has the slip.", name=name))
    return redirect(url_for("publishing.seen", store=store.id))
