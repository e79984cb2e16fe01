"""An import of many rows as a job of the worker: checked first, and then written as a whole or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.db import db, transaction
from app.errors import AlreadyRunning, NotFound
from app.models import Job, User
from app.queries import jobs as queries
from app.services import accounts, jobs
from app.services.actors import Actor
from app.services.imports import files
from app.services.jobs import Progress
from app.vocabulary import JobKind
from app.wording import say, say_number, speaking

#: So many rows are written while the manager waits for the page; more are left to the worker.
AT_ONCE = 500


def request(session: Session, actor: Actor, *, file_id: int, leave_out_faulty: bool) -> int:
    """The id of the job, also of one that is at it already. Raises NotFound."""
    files.find(session, actor, file_id)
    payload = {"file_id": file_id, "user_id": actor.user_id, "leave_out_faulty": leave_out_faulty}
    try:
        return jobs.enqueue(session, actor, kind=JobKind.IMPORT, key=_key(file_id), payload=payload).id
    except AlreadyRunning as error:
        return error.job_id


def under_way(session: Session, file_id: int) -> Job | None:
    return queries.open_job(session, JobKind.IMPORT, _key(file_id))


def _key(file_id: int) -> str:
    return f"file {file_id}"


def run_import(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. It can be cancelled until the writing begins: SQLite has one writer, so nobody could say Cancel then."""
    del job_id
    actor, wanted = actor_of(payload["user_id"]), {"leave_out_faulty": bool(payload["leave_out_faulty"])}
    with speaking(actor.locale):
        progress.report(0.05, say("Checking the rows"))
        number, change_id = _checked(actor, payload["file_id"], **wanted)
        if change_id is not None:  # the worker died after it had written, before it could say so
            return {"message": say("The rows were imported."), "change_id": change_id, "file_id": payload["file_id"]}
        progress.report(0.4, say_number("Writing %(number)s row", "Writing %(number)s rows", number))
        with transaction() as session:
            number, change_id = files.apply(session, actor, file_id=payload["file_id"], **wanted)
        message = say_number("%(number)s row was imported.", "%(number)s rows were imported.", number)
    return {"message": message, "change_id": change_id, "file_id": payload["file_id"]}


def _checked(actor: Actor, file_id: int, *, leave_out_faulty: bool) -> tuple[int, int | None]:
    """How many rows will be written, or the change that wrote them. Reads only, so it holds nobody up."""
    session = db.session()
    try:
        file, _kind = files.find(session, actor, file_id)
        if file.change_id is not None:
            return 0, file.change_id
        return len(files.chosen(files.dry_run(session, actor, file), leave_out_faulty=leave_out_faulty)), None
    finally:
        session.rollback()


def actor_of(user_id: int) -> Actor:
    """Who asked, with the rights of now. Raises NotFound when the account was closed meanwhile."""
    with transaction() as session:
        user = session.get(User, user_id)
        if user is None or not user.active:
            raise NotFound(say("The account that asked for this is not active any more."))
        return accounts.actor_for(session, user)
