"""The audit of one day or several, now; and what earlier ones found."""

from __future__ import annotations

from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.audit import bp
from app.blueprints.audit.check_words import check_title
from app.blueprints.audit.files import table_of
from app.blueprints.audit.forms import AskedDays, DismissForm, asked_days, proposed_by
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.formatting import local_day
from app.models import Audit, Store
from app.models.columns import utc_now
from app.queries import audits as queries
from app.services import daily_audit
from app.vocabulary import FindingSeverity, Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.lists import choice, page_number
from app.web.stores import chosen_store
from app.web.toasts import flash_success


@bp.get("")
@requires(Permission.VIEW_SCHEDULE)
def index() -> ResponseReturnValue:
    """`date` and `to` name the days, both inclusive; without them it is today. `severity` shows only one, with `run`
    it is asked as if the proposals of that run were applied, `export` hands out what is shown as a file."""
    store = chosen_store()
    if store is None:
        return render_template("stores/none.html")
    today = local_day(utc_now(), store.timezone)
    return page_of(store, asked_days(today), DismissForm())


def page_of(store: Store, days: AskedDays, form: DismissForm, status: int = 200) -> ResponseReturnValue:
    proposed = proposed_by()
    try:
        audited = daily_audit.look(
            db.session(), current_actor(), store_id=store.id, first=days.first, last=days.last, run_id=proposed
        )
    except Invalid as error:
        return page_of(store, AskedDays(days.first, days.first, error.fields[0].message), form, 422)
    if days.wrong:
        form.form_errors.append(days.wrong)
    today, only = local_day(utc_now(), store.timezone), choice("severity", FindingSeverity)
    shown = [one for one in audited.open if only in (None, one.severity)]
    kind = request.args.get("export", "")
    if kind in listing.WRITERS and status == 200 and not days.wrong:
        return listing.download(table_of(shown), f"audit-{store.number}-{audited.first}", kind)
    page = render_template(
        "audit/index.html",
        audited=audited,
        shown=shown,
        only=only,
        today=today,
        week_end=today + timedelta(days=6),
        check_title=check_title,
        form=form,
        proposed=proposed,
        here=url_for("audit.index", date=audited.first, to=audited.last, store=store.id, run=proposed),
    )
    return page, 422 if days.wrong else status


@bp.post("/<int:store_id>/<date:first>/<date:last>")
@requires(Permission.EDIT_SCHEDULE)
def run(store_id: int, first: date, last: date) -> ResponseReturnValue:
    """Keep what is found now in the history."""
    with transaction() as session:
        audit = daily_audit.run(session, current_actor(), store_id=store_id, first=first, last=last)
        counts = {"critical": audit.critical, "warnings": audit.warning}
    flash_success(_("The audit was kept: %(critical)s critical, %(warnings)s warnings.", **counts))
    return redirect(url_for("audit.index", date=first, to=last, store=store_id))


@bp.get("/history")
@requires(Permission.VIEW_SCHEDULE)
def history() -> ResponseReturnValue:
    store, page = chosen_store(), page_number()
    if store is None:
        return render_template("stores/none.html")
    rows, has_more = queries.history(db.session(), store.id, page=page)
    return render_template("audit/history.html", store=store, rows=rows, page_no=page, has_more=has_more)


@bp.get("/<int:audit_id>")
@requires(Permission.VIEW_SCHEDULE)
def show(audit_id: int) -> ResponseReturnValue:
    """An earlier audit, as it was then."""
    audit = db.session().get(Audit, audit_id)
    if audit is None or not current_actor().sees_store(audit.store_id):
        raise NotFound(_("That audit was not found."))
    store = db.get_or_404(Store, audit.store_id)
    findings = [{**one, "day": date.fromisoformat(one["day"])} for one in audit.findings]
    return render_template("audit/show.html", audit=audit, findings=findings, store=store, check_title=check_title)
