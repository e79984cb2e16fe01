"""Branch a week: plan it as it would be."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.blueprints.api import bp
from app.blueprints.api.answers import accepted, once
from app.blueprints.api.fields import Day, choice, id_field
from app.blueprints.api.run_actions import StartedRun
from app.services import auto_scheduling
from app.services.scheduling.assumptions import IMAGINED_TYPES, Assumption, AssumptionKind
from app.services.what_if import MOST_EVENTS, request_what_if
from app.vocabulary import EventType, Permission
from app.web.access import current_actor, requires

_NEEDED = {
    AssumptionKind.ABSENT: ("employee_id", "first", "last"),
    AssumptionKind.MORE_EVENTS: ("event_type", "count"),
    AssumptionKind.OPEN_DAY: ("day",),
    AssumptionKind.CLOSED_DAY: ("day",),
}


class AssumptionSchema(Schema):
    """absent: employee_id, first, last (inclusive); more_events: event_type, count; open_day and closed_day: day."""

    kind = choice(AssumptionKind, required=True)
    employee_id = id_field()
    first = Day()
    last = Day()
    event_type = choice(IMAGINED_TYPES)
    count = fields.Integer(strict=True, validate=validate.Range(1, MOST_EVENTS))
    day = Day()

    @validates_schema
    def _whole(self, asked, **_more):
        needed = _NEEDED[AssumptionKind(asked["kind"])] if "kind" in asked else ()
        missing = {name: ["Missing data for required field."] for name in needed if name not in asked}
        odd = {name: ["This does not belong to this kind."] for name in asked.keys() - {"kind", *needed}}
        if missing or odd:
            raise ValidationError(missing | odd)


class NewWhatIf(Schema):
    store_id = id_field(required=True)
    assumptions = fields.List(fields.Nested(AssumptionSchema), required=True, validate=validate.Length(min=1, max=20))
    touch_frozen = fields.Boolean(load_default=False)
    config_id = id_field()
    time_limit_s = fields.Integer(strict=True, validate=validate.Range(1, auto_scheduling.LONGEST_S))


@bp.post("/scheduling/what-if/<week:week>", tags=["Auto-scheduler"])
@requires(Permission.RUN_AUTO_SCHEDULER)
@bp.arguments(NewWhatIf)
@bp.response(202, StartedRun)
def branch_week(asked, week):
    """Plan one store's week twice: as it is, and as it would be if somebody were away, more work came or a day were
    opened or closed.

    The run is like any other; `metrics.what_if.real` holds the figures without the assumptions. Applying it (`merge`)
    also enters the absences and closed days, as one change.
    """
    assumptions = [_assumption(one, asked["store_id"], week) for one in asked["assumptions"]]

    def request(session):
        begun = request_what_if(
            session,
            current_actor(),
            week=week,
            store_id=asked["store_id"],
            assumptions=assumptions,
            touch_frozen=asked["touch_frozen"],
            time_limit_s=asked.get("time_limit_s"),
            config_id=asked.get("config_id"),
        )
        return accepted(begun.job_id, run_id=begun.run_id)

    return once(request)


def _assumption(asked, store_id, week) -> Assumption:
    day = asked.get("day", week)
    return Assumption(
        kind=AssumptionKind(asked["kind"]),
        store_id=store_id,
        first=asked.get("first", day),
        last=asked.get("last", day),
        employee_id=asked.get("employee_id"),
        event_type=EventType(asked["event_type"]) if "event_type" in asked else None,
        count=asked.get("count", 0),
    )
