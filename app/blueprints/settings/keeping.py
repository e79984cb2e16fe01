"""Settings over time and between installations: who changed what, back to the defaults, out to a file and in again."""

from __future__ import annotations

import json

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.blueprints.settings import bp
from app.blueprints.settings.forms import SettingsFileForm
from app.db import db, transaction
from app.errors import Invalid, NotFound
from app.formatting import wall_time
from app.models import Change
from app.queries import settings as queries
from app.services import setting_files, settings
from app.services.setting_list import SECTIONS
from app.vocabulary import Permission
from app.web import listing
from app.web.access import current_actor, requires
from app.web.attachments import attachment
from app.web.listing import Column
from app.web.templating import zone_here
from app.web.toasts import flash_change, flash_success
from app.web.words import actor_name

HISTORY: tuple[Column[tuple[Change, queries.Differences]], ...] = (
    Column(_l("When"), lambda line: f"{wall_time(line[0].at, zone_here()):%Y-%m-%d %H:%M}", "at"),
    Column(_l("Who"), lambda line: actor_name(line[0].actor), "who"),
    Column(_l("What"), lambda line: "; ".join(f"{key}: {before} → {after}" for key, before, after in line[1])),
)


@bp.get("/history")
@requires(Permission.EDIT_SETTINGS)
def history() -> ResponseReturnValue:
    asked = listing.asked(("at", "who"), "-at")
    page = queries.history_page(db.session(), asked.words, asked.wanted)
    here = url_for("settings.history")
    found = listing.Listing("settings-history", _("History of the settings"), HISTORY, (), asked, page, clear=here)
    return listing.answer(found, "settings/history.html")


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
