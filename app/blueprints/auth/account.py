"""My account: password and open sessions."""

from __future__ import annotations

from flask import current_app, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auth import bp
from app.blueprints.auth.browsers import browser_name
from app.blueprints.auth.forms import NewPasswordForm
from app.db import db, transaction
from app.errors import Invalid
from app.queries import accounts as queries
from app.services import accounts, users
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.cookies import set_session_token
from app.web.toasts import flash_success


@bp.get("/account")
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    return _page(NewPasswordForm())


def _page(form: NewPasswordForm, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    sessions = queries.sessions_of(db.session(), actor.user_id or 0)
    words = {"browser_name": browser_name, "zone": str(current_app.extensions["settings"].timezone)}
    shown = render_template(
        "auth/account.html", form=form, sessions=sessions, this_session=g.get("session_id"), **words
    )
    return shown, status


@bp.post("/account/password")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _page(form, 422)
    try:
        with transaction() as session:
            token = users.change_own_password(
                session,
                current_actor(),
                current=form.current_password.data or "",
                new=form.new_password.data or "",
            )
    except Invalid as error:
        form.add(error)
        return _page(form, error.status)
    flash_success(_("Your password was changed. Every other session was signed out."))
    response = make_response(redirect(url_for("auth.account")))
    set_session_token(response, token)
    return response


@bp.post("/account/sessions/<int:session_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    with transaction() as session:
        accounts.revoke_session(session, user_id=current_actor().user_id or 0, session_id=session_id)
    flash_success(_("That session was signed out."))
    return redirect(url_for("auth.account"))


@bp.post("/account/sessions/end-others")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    with transaction() as session:
        accounts.revoke_sessions(session, user_id=current_actor().user_id or 0, keep_id=g.get("session_id"))
    flash_success(_("Every other session was signed out."))
    return redirect(url_for("auth.account"))
