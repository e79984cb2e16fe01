"""Start a run of the auto-scheduler, apply what it proposes, take it back."""

from __future__ import annotations

from dataclasses import asdict

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp
from app.blueprints.api.answers import accepted, once
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import Nothing, choice, id_field, text_field
from app.blueprints.api.jobs import StartedSchema
from app.blueprints.api.runs import seen
from app.services import auto_scheduling
from app.services.idempotency import Answer
from app.vocabulary import ApplyMode, Permission
from app.web.access import current_actor, requires


class NewRun(Schema):
    config_id = id_field()
    weeks = fields.Integer(strict=True, validate=validate.Range(1, auto_scheduling.MOST_WEEKS), load_default=1)
    store_ids = fields.List(id_field(), validate=validate.Length(min=1, max=500))
    mode = choice(
        auto_scheduling.MODES,
        load_default="normal",
        metadata={"description": "replan repairs: it moves what is not pinned, but only where it is needed."},
    )
    touch_frozen = fields.Boolean(
        load_default=False, metadata={"description": "Also change work of the next days, which is else left alone."}
    )
    time_limit_s = fields.Integer(strict=True, validate=validate.Range(1, auto_scheduling.LONGEST_S))


class StartedRun(StartedSchema):
    run_id = fields.Integer(required=True)


class ApplyRun(Schema):
    mode = choice(ApplyMode, required=True)
    proposal_ids = fields.List(id_field(), validate=validate.Length(min=1, max=10_000))
    reason = text_field(300, load_default="")


class StaleLineSchema(Schema):
    proposal_id = fields.Integer(required=True)
    message = fields.String(required=True)


class AppliedSchema(Schema):
    created = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    stale = fields.Integer(required=True, metadata={"description": "How many lines do not hold any more."})
    stale_lines = fields.List(fields.Nested(StaleLineSchema), required=True)


class RevertedSchema(Schema):
    reverted = fields.Integer(required=True, metadata={"description": "How many changes were taken back."})


@bp.post("/scheduling/optimize/<week:week>", tags=["Auto-scheduler"])
@requires(Permission.RUN_AUTO_SCHEDULER)
@bp.arguments(NewRun)
@bp.response(202, StartedRun)
def optimize_week(asked, week):
    """Let the auto-scheduler plan a week (its Monday), or several weeks from there.

    Nothing is booked: it only proposes. 409 `already_running` carries the `job_id` that plans this week.
    """

    def request(session):
        begun = auto_scheduling.request_run(
            session,
            current_actor(),
            week=week,
            weeks=asked["weeks"],
            store_ids=asked.get("store_ids"),
            mode=asked["mode"],
            touch_frozen=asked["touch_frozen"],
            time_limit_s=asked.get("time_limit_s"),
            config_id=asked.get("config_id"),
        )
        return accepted(begun.job_id, run_id=begun.run_id)

    return once(request)


@bp.post(f"/scheduling/events/<{ID}:event_id>", tags=["Auto-scheduler"])
@requires(Permission.RUN_AUTO_SCHEDULER)
@bp.arguments(Nothing, required=False)
@bp.response(202, StartedRun)
def plan_event(_nothing, event_id):
    """Let the auto-scheduler find a place for one event, anywhere in its window. It only proposes."""

    def request(session):
        begun = auto_scheduling.request_event(session, current_actor(), event_id=event_id)
        return accepted(begun.job_id, run_id=begun.run_id)

    return once(request)


@bp.post(f"/scheduling/runs/<{ID}:run_id>/apply", tags=["Auto-scheduler"])
@requires(Permission.APPLY_RUN)
@bp.arguments(ApplyRun)
@bp.response(200, AppliedSchema)
def apply_run(asked, run_id):
    """Turn proposals into schedules, all or nothing, checked against what is true now."""

    def book(session):
        seen(session, run_id)
        applied = auto_scheduling.apply_run(
            session,
            current_actor(),
            run_id=run_id,
            mode=ApplyMode(asked["mode"]),
            proposal_ids=asked.get("proposal_ids"),
            reason=asked["reason"],
        )
        return Answer(
            {
                "created": applied.created,
                "changed": applied.changed,
                "skipped": applied.skipped,
                "stale": len(applied.stale),
                "stale_lines": [asdict(line) for line in applied.stale],
            }
        )

    return once(book)


@bp.post(f"/scheduling/runs/<{ID}:run_id>/revert", tags=["Auto-scheduler"])
@requires(Permission.APPLY_RUN)
@bp.arguments(Nothing, required=False)
@bp.response(200, RevertedSchema)
def revert_run(_nothing, run_id):
    """Take back everything that applying the run changed."""

    def take_back(session):
        seen(session, run_id)
        return Answer({"reverted": auto_scheduling.revert_run(session, current_actor(), run_id=run_id)})

    return once(take_back)
