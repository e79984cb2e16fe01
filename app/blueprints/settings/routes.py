"""The sections of the settings."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.finding import find
from app.blueprints.settings.forms import SectionForm, form_for
from app.db import db, transaction
from app.errors import Invalid, NotFound, Stale
from app.services import settings
from app.services.setting_kinds import as_typed
from app.services.setting_list import SECTIONS, Section
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.lists import search_words
from app.web.toasts import flash_change


@bp.get("")
@requires(Permission.EDIT_SETTINGS)
def index() -> ResponseReturnValue:
    words = search_words()
    return render_template("settings/index.html", sections=SECTIONS, words=words, hits=find(words) if words else [])


@bp.route("/<name>", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTINGS)
def section(name: str) -> ResponseReturnValue:
    shown = next((one for one in SECTIONS if one.name == name), None)
    if shown is None:
        raise NotFound("There is no such section of the settings.")
    if request.method == "GET":
        return render_template("settings/section.html", form=_as_saved(shown), section=shown)
    return _save(shown, form_for(shown)())


def _as_saved(shown: Section) -> SectionForm:
    values = settings.read(db.session())
    seen = settings.seen_version(db.session(), [known.key for known in shown.settings])
    typed = {known.key: as_typed(known, values[known.key]) for known in shown.settings}
    return form_for(shown)(formdata=None, data=typed | {"version": seen})


def _save(shown: Section, form: SectionForm) -> ResponseReturnValue:
    if form.validate():
        try:
            with transaction() as session:
                typed = {known.key: form[known.key].data for known in shown.settings}
                change_id = settings.save(session, current_actor(), typed, versions=form.version.data)
        except Invalid as error:
            form.add(error)
        except Stale:
            theirs = _as_saved(shown)
            form.meet(theirs, theirs.version.data or 0)
        else:
            flash_change(_("The settings were saved."), change_id)
            return redirect(url_for("settings.section", name=shown.name))
    return render_template("settings/section.html", form=form, section=shown), form.refused_status
