"""Runs of the auto-scheduler: what each proposes and what it could not place."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import listed
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import (
    Day,
    ListQuery,
    choice,
    page_schema,
    shown_day,
    shown_moment,
    shown_time,
    wanted,
)
from app.db import db
from app.errors import NotFound
from app.models import Run
from app.queries import runs_list
from app.services.run_comparison import compare
from app.vocabulary import Permission, ProposalKind, ProposalStatus, RunStatus
from app.web.access import current_actor, requires


class RunSchema(Schema):
    id = fields.Integer(required=True)
    week = shown_day(required=True)
    last_day = shown_day(required=True)
    store_ids = fields.List(fields.Integer(), required=True)
    event_ids = fields.List(
        fields.Integer(), required=True, metadata={"description": "The only events planned; empty = whatever is open."}
    )
    mode = fields.String(required=True)
    touch_frozen = fields.Boolean(required=True)
    assumptions = fields.List(
        fields.Dict(), required=True, metadata={"description": "Of a what-if: how things are taken to be different."}
    )
    config = fields.Dict(
        required=True,
        metadata={
            "description": "A copy of what it strives for: id, name, time_limit_s, weights. Empty = as delivered."
        },
    )
    status = choice(RunStatus, required=True)
    job_id = fields.Integer(required=True, allow_none=True)
    time_limit_s = fields.Integer(required=True)
    seed = fields.Integer(required=True)
    inputs_hash = fields.String(
        required=True,
        metadata={"description": "The same for runs that saw the same people, events, schedules and rules."},
    )
    metrics = fields.Dict(
        required=True,
        metadata={
            "description": "Coverage with bound and gap, `changes` (new, moved, lost, untouched), `held_back` (what "
            "cannot stay and was left alone), `scores` before and "
            "after (coverage, open, expiring, preference, core_spread, labour_cents), `wall_s` by phase."
        },
    )
    error = fields.String(required=True)
    created_at = shown_moment(required=True)
    started_at = shown_moment(required=True, allow_none=True)
    finished_at = shown_moment(required=True, allow_none=True)
    applied_at = shown_moment(required=True, allow_none=True)
    reverted_at = shown_moment(required=True, allow_none=True)
    reverted_by = fields.String(required=True)
    version = fields.Integer(required=True)


class ProposalSchema(Schema):
    id = fields.Integer(required=True)
    event_id = fields.Integer(required=True)
    event_name = fields.String(required=True)
    employee_id = fields.Integer(required=True, allow_none=True)
    employee_name = fields.String(required=True, allow_none=True)
    date = shown_day(required=True, allow_none=True)
    start_time = shown_time(required=True, allow_none=True)
    end_time = shown_time(required=True, allow_none=True)
    kind = choice(ProposalKind, required=True)
    status = choice(ProposalStatus, required=True)
    replaces_schedule_id = fields.Integer(required=True, allow_none=True)
    schedule_id = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)
    warnings = fields.List(fields.Raw(), required=True)
    version = fields.Integer(required=True)


class UnassignedSchema(Schema):
    id = fields.Integer(required=True)
    event_id = fields.Integer(required=True)
    event_name = fields.String(required=True)
    rule = fields.String(required=True)
    reason = fields.String(required=True)


class RunWithLinesSchema(RunSchema):
    proposals = fields.List(fields.Nested(ProposalSchema), required=True)
    unassigned = fields.List(fields.Nested(UnassignedSchema), required=True)


class FigureSchema(Schema):
    name = fields.String(required=True)
    first = fields.Float(required=True, allow_none=True)
    second = fields.Float(required=True, allow_none=True)
    better = choice(("first", "second"), required=True, allow_none=True)


class PlaceSchema(Schema):
    employee_name = fields.String(required=True)
    date = shown_day(required=True)
    start_time = shown_time(required=True)


class DifferenceSchema(Schema):
    event_id = fields.Integer(required=True)
    event_name = fields.String(required=True)
    first = fields.List(fields.Nested(PlaceSchema), required=True, metadata={"description": "Empty = nobody."})
    second = fields.List(fields.Nested(PlaceSchema), required=True)


class ComparisonSchema(Schema):
    same_week = fields.Boolean(required=True)
    same_inputs = fields.Boolean(required=True)
    figures = fields.List(fields.Nested(FigureSchema), required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)


class WeekRunQuery(ListQuery):
    order = choice(("asc", "desc"), load_default="desc")
    sort_by = choice(runs_list.SORTABLE, load_default="id")
    status = choice(RunStatus)


class RunQuery(WeekRunQuery):
    week = Day(metadata={"description": "Its Monday."})


@bp.get("/scheduling/runs", tags=["Auto-scheduler"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(RunQuery, location="query")
@bp.response(200, page_schema(RunSchema, "RunPage"))
def list_runs(query):
    """Runs of your stores, newest first."""
    page = runs_list.runs_page(db.session(), current_actor().store_ids, query, wanted(query))
    return listed(page, presenters.run)


@bp.get("/scheduling/runs/schedule/<week:week>", tags=["Auto-scheduler"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(WeekRunQuery, location="query")
@bp.response(200, page_schema(RunSchema, "WeekRunPage"))
def list_runs_of_week(query, week):
    """Runs for one week (any day of it), newest first."""
    page = wanted(query)
    found = runs_list.runs_page(db.session(), current_actor().store_ids, query | {"week": week}, page)
    return listed(found, presenters.run)


@bp.get(f"/scheduling/runs/<{ID}:run_id>", tags=["Auto-scheduler"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, RunWithLinesSchema)
def get_run(run_id):
    """One run with its metrics, its proposals, and the events it could not place with the reason."""
    row = seen(db.session(), run_id)
    return presenters.run_with_lines(row, runs_list.lines_of(db.session(), run_id))


@bp.get(f"/scheduling/runs/<{ID}:run_id>/compare/<{ID}:other_id>", tags=["Auto-scheduler"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, ComparisonSchema)
def compare_runs(run_id, other_id):
    """Two runs side by side: their figures, and the events they place differently."""
    return presenters.comparison(compare(db.session(), current_actor(), first_id=run_id, second_id=other_id))


def seen(session, run_id) -> Run:
    """Raises NotFound, also for a run that touches other stores."""
    row = runs_list.run_seen(session, current_actor().store_ids, run_id)
    if row is None:
        raise NotFound("That run was not found.")
    return row
