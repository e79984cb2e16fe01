"""Sign in, sign out, choose a store or a theme."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request
from flask import session as browser_session
from flask.typing import ResponseReturnValue

from app.blueprints.auth import bp
from app.blueprints.auth.forms import SignInForm
from app.db import db, transaction
from app.services import accounts
from app.vocabulary import Permission, Role
from app.web.access import current_actor_or_none, public, requires
from app.web.cookies import clear_session_token, is_secure, session_token, set_session_token
from app.web.next_page import safe_next
from app.web.stores import remember_store
from app.web.templating import THEME_COOKIE, THEMES


def home_of(role: Role) -> str:
    return "/my" if role is Role.EMPLOYEE else "/"


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        actor = current_actor_or_none()
        if actor is not None:
            return redirect(home_of(actor.role))
        form.next.data = safe_next(request.args.get("next"), "")
        return render_template("auth/login.html", form=form)
    if not form.validate():
        return render_template("auth/login.html", form=form), 422
    return _try_to_sign_in(form)


def _try_to_sign_in(form: SignInForm) -> ResponseReturnValue:
    checked = accounts.check_credentials(
        db.session(), username=form.username.data or "", password=form.password.data or ""
    )
    with transaction() as session:
        outcome = accounts.sign_in(
            session,
            checked=checked,
            ip_address=request.remote_addr or "",
            user_agent=request.user_agent.string,
            old_token=session_token(),
        )
    if isinstance(outcome, accounts.Refused):
        return _refused(form, outcome)
    return _welcome(outcome, safe_next(form.next.data, home_of(outcome.role)))


def _refused(form: SignInForm, refused: accounts.Refused) -> ResponseReturnValue:
    form.form_errors.append(refused.message)
    response = make_response(render_template("auth/login.html", form=form), 429 if refused.retry_after else 401)
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _welcome(signed_in: accounts.SignedIn, target: str) -> ResponseReturnValue:
    # Nothing of the time before the sign-in survives it: a new CSRF secret, no old toasts, no chosen store.
    browser_session.clear()
    response = make_response(redirect(target))
    set_session_token(response, signed_in.token)
    return response


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    token = session_token()
    if token:
        with transaction() as session:
            accounts.revoke_token(session, token=token)
    browser_session.clear()
    response = make_response(redirect("/login"))
    clear_session_token(response)
    return response


@bp.post("/account/store")
@requires(Permission.OWN_ACCOUNT)
def choose_store() -> ResponseReturnValue:
    raw = request.form.get("store_id", "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        abort(400)
    remember_store(int(raw))
    return redirect(safe_next(request.form.get("next")))


@bp.post("/account/theme")
@public
def choose_theme() -> ResponseReturnValue:
    theme = request.form.get("theme", "")
    if theme not in THEMES:
        abort(400)
    response = make_response(redirect(safe_next(request.form.get("next"))))
    response.set_cookie(THEME_COOKIE, theme, max_age=365 * 86400, secure=is_secure(), httponly=True, samesite="Lax")
    return response
