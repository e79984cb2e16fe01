"""Two runs side by side."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.auto_scheduler import bp
from app.blueprints.auto_scheduler.forms import MODE_WORDS
from app.blueprints.auto_scheduler.shown import FIGURE_WORDS, RUN_WORDS
from app.db import db
from app.errors import Invalid
from app.services.run_comparison import compare as compare_runs
from app.vocabulary import Permission
from app.web.access import current_actor, requires
from app.web.converters import LARGEST_ID
from app.web.toasts import flash_error


@bp.get("/compare")
@requires(Permission.VIEW_SCHEDULE)
def compare() -> ResponseReturnValue:
    chosen = request.args.getlist("run", type=int)
    try:
        if len(chosen) != 2 or not all(0 < number <= LARGEST_ID for number in chosen):
            raise Invalid(_("Tick exactly two runs to compare them."))
        found = compare_runs(db.session(), current_actor(), first_id=min(chosen), second_id=max(chosen))
    except Invalid as error:
        flash_error(error.message)
        return redirect(url_for("auto_scheduler.index"))
    return render_template(
        "auto_scheduler/compare.html",
        found=found,
        words=FIGURE_WORDS,
        run_words=RUN_WORDS,
        mode_words=MODE_WORDS,
    )
