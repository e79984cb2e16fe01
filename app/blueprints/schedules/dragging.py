"""What a drag has to know: asked once when it begins, so that each place can say at once whether it may be dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.blueprints.schedules import bp
from app.blueprints.schedules.forms import VerdictsForm
from app.db import db
from app.errors import Invalid
from app.services.drag_verdicts import DragVerdicts, verdicts_for
from app.services.scheduling.verdicts import Verdict
from app.vocabulary import Permission, Severity
from app.web.access import current_actor, requires

#: How the answer writes what stands against a place: nothing, something soft, something hard.
_LEVELS = {Severity.OFF: 0, Severity.SOFT: 1, Severity.HARD: 2}


@bp.get("/verdicts")
@requires(Permission.EDIT_SCHEDULE)
def verdicts() -> ResponseReturnValue:
    form = VerdictsForm(request.args, meta={"csrf": False})
    if not form.validate():
        raise Invalid("; ".join(message for _, _, message in form.problems))
    hours = None
    if form.from_time.data is not None and form.to_time.data is not None:
        hours = (form.from_time.data, form.to_time.data)
    found = verdicts_for(
        db.session(),
        current_actor(),
        event_id=form.event_id.data,
        schedule_id=form.schedule_id.data,
        first_day=form.first.day,
        last_day=form.last.day,
        hours=hours,
        copies=form.copies.data,
    )
    return jsonify(_plain(found))


def _plain(found: DragVerdicts) -> dict[str, object]:
    """Each place as [start, level, number of the reason]; of neighbouring starts with the same verdict only the first.

    The start is in minutes after midnight; -1 stands for no reason.
    """
    everything = [one for days in found.places.values() for row in days.values() for one in row]
    said = dict.fromkeys(one.reason for one in everything if one.reason)
    reasons = {reason: place for place, reason in enumerate(said)}
    return {
        "event_id": found.event_id,
        "version": found.version,
        "reasons": list(reasons),
        "places": {
            employee_id: {day.isoformat(): _runs(row, reasons) for day, row in days.items()}
            for employee_id, days in found.places.items()
        },
    }


def _runs(row: Sequence[Verdict], reasons: dict[str, int]) -> list[list[int]]:
    said: Iterable[list[int]] = ([one.start, _LEVELS[one.severity], reasons.get(one.reason, -1)] for one in row)
    return [next(run) for _, run in groupby(said, key=lambda place: place[1:])]
