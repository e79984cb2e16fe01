"""Configurations of the auto-scheduler: list, form, copy, default, two side by side."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.optimisation_forms import ConfigForm, config_form
from app.blueprints.settings.weight_words import GROUPS, WORDS
from app.db import db, transaction
from app.errors import Conflict, Invalid, Stale
from app.models import OptimisationConfig
from app.queries.changes import last_change_of
from app.services import optimisation
from app.services.optimisation import Saved
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import LARGEST_ID
from app.web.toasts import flash_change, flash_error, flash_warnings


@bp.get("/optimisation")
@requires(Permission.EDIT_SETTINGS)
def configs() -> ResponseReturnValue:
    found = optimisation.every(db.session())
    idle = {one.id for one in found if optimisation.strives_for_nothing(optimisation.weights_of(one))}
    return render_template("settings/configs.html", configs=found, words=WORDS, idle=idle)


@bp.get("/optimisation/new")
@requires(Permission.EDIT_SETTINGS)
def new_config() -> ResponseReturnValue:
    return _page(config_form())


@bp.post("/optimisation/new")
@requires(Permission.EDIT_SETTINGS)
def create_config() -> ResponseReturnValue:
    form = config_form()
    if form.validate():
        try:
            with transaction() as session:
                saved = optimisation.create(session, current_actor(), form.wanted())
        except Invalid as error:
            form.add(error)
        else:
            return _saved(form, saved)
    return _page(form), 422


@bp.get("/optimisation/<int:config_id>")
@requires(Permission.EDIT_SETTINGS)
def config(config_id: int) -> ResponseReturnValue:
    stored = optimisation.find(db.session(), config_id)
    return _page(config_form(stored), stored)


@bp.post("/optimisation/<int:config_id>")
@requires(Permission.EDIT_SETTINGS)
def save_config(config_id: int) -> ResponseReturnValue:
    form = config_form(optimisation.find(db.session(), config_id))
    if form.validate():
        try:
            with transaction() as session:
                seen = form.version.data or 0
                saved = optimisation.update(session, current_actor(), form.wanted(), config_id=config_id, version=seen)
        except Invalid as error:
            form.add(error)
        except Stale:
            stored = optimisation.find(db.session(), config_id)
            form.meet(config_form(stored, formdata=None), stored.version, last_change_of(db.session(), stored))
        else:
            return _saved(form, saved)
    return _page(form, optimisation.find(db.session(), config_id)), form.refused_status


@bp.post("/optimisation/<int:config_id>/clone")
@requires(Permission.EDIT_SETTINGS)
def clone_config(config_id: int) -> ResponseReturnValue:
    with transaction() as session:
        saved = optimisation.clone(session, current_actor(), config_id=config_id)
    flash_change(_("This is the copy. Give it a name of its own."), saved.change_id)
    return redirect(url_for("settings.config", config_id=saved.config_id))


@bp.post("/optimisation/<int:config_id>/default")
@requires(Permission.EDIT_SETTINGS)
def choose_default(config_id: int) -> ResponseReturnValue:
    with transaction() as session:
        saved = optimisation.make_default(session, current_actor(), config_id=config_id, version=_seen_version())
    flash_change(_("Runs that name no configuration use this one from now on."), saved.change_id)
    return redirect(url_for("settings.configs"))


@bp.post("/optimisation/<int:config_id>/delete")
@requires(Permission.EDIT_SETTINGS)
def delete_config(config_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            change_id = optimisation.delete(session, current_actor(), config_id=config_id, version=_seen_version())
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_change(_("The configuration was deleted."), change_id)
    return redirect(url_for("settings.configs"))


@bp.get("/optimisation/compare")
@requires(Permission.EDIT_SETTINGS)
def compare_configs() -> ResponseReturnValue:
    chosen = [number for number in request.args.getlist("config", type=int) if 0 < number <= LARGEST_ID]
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        flash_error(_("Choose two different configurations to compare them."))
        return redirect(url_for("settings.configs"))
    pair = [optimisation.find(db.session(), number) for number in chosen]
    weights = [optimisation.weights_of(one).as_settings() for one in pair]
    rows = [(words, weights[0][name], weights[1][name]) for name, words in WORDS.items()]
    differing = [row for row in rows if row[1] != row[2]]
    return render_template(
        "settings/config_compare.html", pair=pair, differing=differing, alike=len(rows) - len(differing)
    )


def _page(form: ConfigForm, stored: OptimisationConfig | None = None) -> str:
    return render_template("settings/config.html", form=form, config=stored, groups=GROUPS)


def _saved(form: ConfigForm, saved: Saved) -> ResponseReturnValue:
    flash_change(_("The configuration was saved."), saved.change_id)
    if not any(form.wanted().weights.values()):
        flash_warnings(
            [_("All its weights are 0: a run fills places by the rules, and one plan is as good as another.")]
        )
    return redirect(url_for("settings.configs"))


def _seen_version() -> int:
    return request.form.get("version", type=int) or 0
