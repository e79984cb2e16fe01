"""Settings over time and between installations: who changed what, back to the defaults, out to a file and in again."""

from __future__ import annotations

import json

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.forms import SettingsFileForm
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.queries import settings as queries
from app.services import setting_files, settings
from app.services.setting_list import SECTIONS
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.attachments import attachment
from app.web.toasts import flash_change, flash_success


@bp.get("/history")
@requires(Permission.EDIT_SETTINGS)
def history() -> ResponseReturnValue:
    return render_template("settings/history.html", lines=queries.history(db.session()))


@bp.post("/<name>/reset")
@requires(Permission.EDIT_SETTINGS)
def reset(name: str) -> ResponseReturnValue:
    """Every setting of the section as it was delivered."""
    section = next((one for one in SECTIONS if one.name == name), None)
    if section is None:
        raise NotFound(_("There is no such section of the settings."))
    with transaction() as session:
        change_id = settings.reset(session, current_actor(), section=section)
    if change_id is None:
        flash_success(_("These are the defaults already."))
    else:
        flash_change(_("The defaults are back."), change_id)
    return redirect(url_for("settings.section", name=name))


@bp.get("/file")
@requires(Permission.EDIT_SETTINGS)
def file() -> ResponseReturnValue:
    return render_template("settings/file.html", form=SettingsFileForm())


@bp.get("/settings.json")
@requires(Permission.EDIT_SETTINGS)
def download() -> ResponseReturnValue:
    """Without accounts and secrets."""
    text = json.dumps(setting_files.written(db.session()), indent=2, ensure_ascii=False)
    return attachment(text, "application/json", "settings.json")


@bp.post("/file")
@requires(Permission.EDIT_SETTINGS)
def take_over() -> ResponseReturnValue:
    form = SettingsFileForm()
    if form.validate():
        with form.file.data.stream as stream:
            content = stream.read(setting_files.MOST_BYTES + 1)
        try:
            values = setting_files.read(content)
            with transaction() as session:
                change_id = settings.save(session, current_actor(), values)
        except Invalid as error:
            form.form_errors += [error.message, *(f"{wrong.field}: {wrong.message}" for wrong in error.fields)]
        else:
            if change_id is None:
                flash_success(_("The file says what is set already."))
            else:
                flash_change(_("The settings of the file were taken over."), change_id)
            return redirect(url_for("settings.index"))
    return render_template("settings/file.html", form=form), 422
