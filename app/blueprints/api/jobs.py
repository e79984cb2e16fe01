"""Work in the background: where it stands, and stopping it."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api import bp, presenters
from app.blueprints.api.blueprint import ID
from app.blueprints.api.fields import choice, shown_moment
from app.db import db, transaction
from app.services import jobs, sync_requests
from app.vocabulary import JobKind, JobState, Permission
from app.web.access import current_actor, requires

#: Whoever may start a kind of work may also stop it.
_MAY_CANCEL = {
    JobKind.SYNC_CROSSMARK: Permission.RUN_SYNC,
    JobKind.SYNC_EDR: Permission.PRINT_PAPERWORK,
    JobKind.AUTO_SCHEDULE: Permission.RUN_AUTO_SCHEDULER,
    JobKind.PACKET: Permission.PRINT_PAPERWORK,
    JobKind.AUDIT: Permission.EDIT_SCHEDULE,
    JobKind.RECONCILE: Permission.RUN_SYNC,
    JobKind.BACKUP: Permission.RUN_SYNC,
    JobKind.SUMMARY: Permission.RUN_SYNC,
    JobKind.AUDIT_MAIL: Permission.EDIT_SCHEDULE,
    JobKind.IMPORT: Permission.EDIT_EMPLOYEES,
    JobKind.CROSSMARK_PEOPLE: Permission.EDIT_EMPLOYEES,
}


class JobSchema(Schema):
    id = fields.Integer(required=True)
    kind = choice(JobKind, required=True)
    state = choice(JobState, required=True)
    progress = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1})
    message = fields.String(required=True)
    error = fields.String(required=True)
    result = fields.Dict(required=True)
    created_at = shown_moment(required=True)
    started_at = shown_moment(required=True, allow_none=True)
    finished_at = shown_moment(required=True, allow_none=True)


class StartedSchema(Schema):
    job_id = fields.Integer(required=True)


@bp.get(f"/scheduling/jobs/<{ID}:job_id>", tags=["Jobs"])
@requires(Permission.VIEW_SCHEDULE)
@bp.response(200, JobSchema)
def get_job(job_id):
    """Where a job stands."""
    return presenters.job(jobs.find(db.session(), current_actor(), job_id=job_id))


@bp.delete(f"/scheduling/jobs/<{ID}:job_id>", tags=["Jobs"])
@requires(Permission.PRINT_PAPERWORK)
@bp.response(200, JobSchema)
def cancel_job(job_id):
    """Ask a job to stop.

    It needs no If-Match: a job changes all the time, and stopping it means the same at any moment.
    """
    actor = current_actor()
    with transaction() as session:
        actor.require(_MAY_CANCEL[jobs.find(session, actor, job_id=job_id).kind])
        job = jobs.cancel(session, actor, job_id=job_id)
        sync_requests.close_ended(session)
        return presenters.job(job)
