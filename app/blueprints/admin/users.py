"""Users: list, create, change, deactivate, reset, unlock."""

from __future__ import annotations

from typing import TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import bp, user_list
from app.blueprints.admin.forms import NewUserForm, ResetForm, UserForm
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.models.account import User
from app.queries import accounts as queries
from app.services import users
from app.vocabulary import Permission, Role
from app.web import listing
from app.web.access import current_actor, requires
from app.web.fields import choices
from app.web.toasts import flash_success

Form = TypeVar("Form", bound=UserForm)


@bp.get("/users")
@requires(Permission.MANAGE_USERS)
def list_users() -> ResponseReturnValue:
    pickers, asked = user_list.filters(), listing.asked(queries.USER_ORDERS, "state")
    role, state = (one.chosen for one in pickers)
    active = user_list.ACTIVE[state]
    page = queries.users_page(db.session(), asked.words, Role(role) if role else None, active, asked.wanted)
    found = listing.Listing(
        "users", _("Users"), user_list.COLUMNS, pickers, asked, page, clear=url_for("admin.list_users")
    )
    return listing.answer(found, "admin/users.html")


@bp.route("/users/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def new_user() -> ResponseReturnValue:
    form = _with_choices(NewUserForm())
    if request.method == "GET":
        return render_template("admin/user_new.html", form=form)
    if form.validate():
        try:
            with transaction() as session:
                users.create(session, current_actor(), account=form.account(), password=form.password.data or "")
        except Invalid as error:
            form.add(error)
        else:
            flash_success(_("The account was created. Hand over the first password in person."))
            return redirect(url_for("admin.list_users"))
    return render_template("admin/user_new.html", form=form), 422


@bp.route("/users/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def edit_user(user_id: int) -> ResponseReturnValue:
    user = _user(user_id)
    if request.method == "GET":
        stores = sorted(queries.store_ids_of(db.session(), user_id))
        return _edit_page(user, _with_choices(UserForm(obj=user, data={"store_ids": stores, "role": user.role.value})))
    form = _with_choices(UserForm())
    if form.validate():
        try:
            with transaction() as session:
                account = form.account(user.username)
                users.update(session, current_actor(), user_id=user_id, version=form.version.data, account=account)
        except Invalid as error:
            form.add(error)
        else:
            flash_success(_("The account was saved."))
            return redirect(url_for("admin.list_users"))
    return _edit_page(_user(user_id), form, 422)


@bp.post("/users/<int:user_id>/active")
@requires(Permission.MANAGE_USERS)
def set_active(user_id: int) -> ResponseReturnValue:
    active = request.form.get("active") == "yes"
    with transaction() as session:
        users.set_active(session, current_actor(), user_id=user_id, active=active)
    flash_success(_("The account was activated.") if active else _("The account was deactivated and signed out."))
    return redirect(url_for("admin.list_users"))


@bp.route("/users/<int:user_id>/password", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    user, form = _user(user_id), ResetForm()
    if request.method == "GET":
        return render_template("admin/user_password.html", form=form, user=user)
    if form.validate():
        try:
            with transaction() as session:
                users.reset_password(session, current_actor(), user_id=user_id, password=form.password.data or "")
        except Invalid as error:
            form.add(error)
        else:
            flash_success(_("The password was reset and every session signed out."))
            return redirect(url_for("admin.list_users"))
    return render_template("admin/user_password.html", form=form, user=_user(user_id)), 422


@bp.post("/users/<int:user_id>/unlock")
@requires(Permission.MANAGE_USERS)
def unlock(user_id: int) -> ResponseReturnValue:
    with transaction() as session:
        users.unlock(session, current_actor(), user_id=user_id)
    flash_success(_("The account may try to sign in again."))
    return redirect(url_for("admin.edit_user", user_id=user_id))


def _user(user_id: int) -> User:
    user = db.session().get(User, user_id)
    if user is None:
        raise NotFound("That account was not found.")
    return user


def _edit_page(user: User, form: UserForm, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/user_edit.html", form=form, user=user), status


def _with_choices(form: Form) -> Form:
    session = db.session()
    stores = queries.stores_visible(session, None)
    form.store_ids.choices = choices((store.id, f"{store.number} {store.name}") for store in stores)
    people = ((one.id, one.name) for one in queries.employees_to_link(session))
    form.employee_id.choices = choices([("", _("Nobody")), *people])
    return form
