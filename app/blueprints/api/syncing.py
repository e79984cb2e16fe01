"""Runs of the sync with Crossmark and Walmart EDR."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.answers import accepted, listed, once
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import ListQuery, choice, page_schema, shown_moment, text_field, wanted
from app.blueprints.api.jobs import JobSchema, StartedSchema
from app.db import db
from app.errors import NotFound
from app.queries import runs_list, sync_runs
from app.services import counterparts, sync
from app.services.counterparts import Counterparts
from app.vocabulary import BreakerState, OutboxState, Permission
from app.web.access import current_actor, requires

_SOURCES = ("crossmark", "walmart_edr")


class SyncRunSchema(Schema):
    id = fields.Integer(required=True)
    source = choice(_SOURCES, required=True)
    status = fields.String(required=True)
    job_id = fields.Integer(required=True, allow_none=True)
    counts = fields.Dict(required=True)
    differences = fields.List(fields.Raw(), required=True)
    problems = fields.List(fields.Raw(), required=True)
    error = fields.String(required=True)
    change_id = fields.Integer(required=True, allow_none=True)
    started_at = shown_moment(required=True)
    finished_at = shown_moment(required=True, allow_none=True)
    duration_s = fields.Float(required=True, allow_none=True)
    held = fields.Dict(
        required=True, metadata={"description": "How many events and bookings the brake kept from being removed."}
    )
    decision = fields.String(
        required=True, allow_none=True, metadata={"description": "approved or rejected, once a manager has decided."}
    )


class CounterpartSchema(Schema):
    """`open`: left alone after repeated failures; `half_open`: asked once to see."""

    name = choice(_SOURCES, required=True)
    state = choice(BreakerState, required=True)
    since = shown_moment(required=True, allow_none=True)
    asked_again_at = shown_moment(required=True, allow_none=True)
    reason = fields.String(required=True)


class ExchangeSchema(Schema):
    """`next_sync_at` is null when syncs begin only by hand."""

    systems = fields.List(fields.Nested(CounterpartSchema), required=True)
    last_sync_at = shown_moment(required=True, allow_none=True)
    stale = fields.Boolean(required=True, metadata={"description": "Crossmark was read more than a day ago."})
    next_sync_at = shown_moment(required=True, allow_none=True)
    jobs = fields.List(
        fields.Nested(JobSchema), required=True, metadata={"description": "Syncs that wait or run, with progress."}
    )
    outbox = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "How many changes for Crossmark are in which state."},
    )


class SyncQuery(ListQuery):
    order = choice(("asc", "desc"), load_default="desc")
    sort_by = choice(runs_list.SYNC_SORTABLE, load_default="id")
    source = choice(_SOURCES)
    status = text_field(16)


class NewSync(Schema):
    source = choice(_SOURCES, required=True)


class StartedSync(StartedSchema):
    sync_run_id = fields.Integer(required=True)


@bp.get("/sync/runs", tags=["Sync"])
@requires(Permission.VIEW_SCHEDULE)
@bp.arguments(SyncQuery, location="query")
@bp.response(200, page_schema(SyncRunSchema, "SyncRunPage"))
def list_sync_runs(query):
    """What was brought in, newest first, or the plain reason why nothing was.

    A sync is about all stores: its details are shown to those who see all of them.
    """
    everywhere = current_actor().store_ids is None
    page = runs_list.sync_runs_page(db.session(), query, wanted(query))
    return listed(page, lambda row: presenters.sync_run(row, in_detail=everywhere))


@bp.get(f"/sync/runs/<{ID}:sync_run_id>", tags=["Sync"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, SyncRunSchema)
def get_sync_run(sync_run_id):
    """One run: what changed, what was odd, how long it took."""
    run = sync_runs.run_by_id(db.session(), sync_run_id)
    if run is None:
        raise NotFound("That run was not found.")
    return presenters.sync_run(run, in_detail=current_actor().store_ids is None)


@bp.get("/sync", tags=["Sync"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, ExchangeSchema)
def get_exchange():
    """How the other systems are, what is under way, and when the next sync comes."""
    return _exchange(counterparts.look(db.session(), current_actor()))


def _exchange(found: Counterparts) -> presenters.Shown:
    return {
        "systems": [
            {
                "name": one.name,
                "state": one.state.value,
                "since": presenters.moment(one.since),
                "asked_again_at": presenters.moment(one.until),
                "reason": one.reason,
            }
            for one in found.breakers
        ],
        "last_sync_at": presenters.moment(found.last_sync),
        "stale": found.is_stale,
        "next_sync_at": presenters.moment(found.next_sync),
        "jobs": [presenters.job(one) for one in found.open_jobs],
        "outbox": {state.value: found.outbox[state] for state in OutboxState},
    }


@bp.post("/sync/runs", tags=["Sync"])
@requires(Permission.RUN_SYNC)
@bp.arguments(NewSync)
@bp.response(202, StartedSync)
def start_sync(asked):
    """Sync now.

    409 `already_running` carries the `job_id` of the sync that is at work.
    """

    def request(session):
        begun = sync.request_sync(session, current_actor(), source=asked["source"])
        return accepted(begun.job_id, sync_run_id=begun.sync_run_id)

    return once(request)
