"""People as Crossmark lists them, put down like the rows of a file, so that a manager picks whom to take over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import AlreadyRunning, Invalid
from app.imports.table_file import Rows
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import Booking, Rep
from app.models import Employee
from app.queries import imports as queries
from app.services import breakers, jobs, settings
from app.services.actors import Actor
from app.services.crossmark_access import crossmark_account
from app.services.imports import files
from app.services.imports.long_imports import actor_of
from app.services.imports.people import plain_name
from app.services.jobs import Progress
from app.services.sync.runs import window_of_today
from app.vocabulary import JobKind, Permission, Title
from app.wording import say, say_number, speaking

HEADINGS = ["Name", "Title", "HR id", "Rep id", "Home store", "State"]
FILE_NAME = "Crossmark"
#: People are asked for over a year, because those who are away for the whole time asked about are not listed.
_AHEAD = timedelta(days=365)
_TITLES = {title.value.casefold(): title.value for title in Title}


def request(session: Session, actor: Actor, *, store_id: int | None) -> int:
    """The id of the job, also of one that looks already. Raises Invalid without an account at Crossmark."""
    actor.require(Permission.EDIT_EMPLOYEES)
    if store_id is not None:
        actor.require_store(store_id, "That store")
    crossmark_account(session)
    payload = {"user_id": actor.user_id, "store": store_id}
    try:
        return jobs.enqueue(
            session, actor, kind=JobKind.CROSSMARK_PEOPLE, key=f"user {actor.user_id}", payload=payload
        ).id
    except AlreadyRunning as error:
        return error.job_id


def run_crossmark_people(job_id: int, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. Raises an AppError with a plain reason when Crossmark cannot be read; nothing is kept then."""
    del job_id
    actor = actor_of(payload["user_id"])
    with speaking(actor.locale):
        reps, bookings = _fetched(progress)
        progress.report(0.8, say("Comparing"))
        with transaction() as session:
            rows, left_out = _rows(session, actor, reps, _places(bookings))
            if len(rows) < 2:
                raise Invalid(say("Crossmark lists nobody of your stores."))
            file = files.keep(
                session,
                actor,
                kind="employees",
                file_name=FILE_NAME,
                rows=rows,
                store_id=payload["store"],
                left_out=left_out,
                from_crossmark=True,
            )
            number = len(rows) - 1
            message = say_number("Crossmark lists %(number)s person.", "Crossmark lists %(number)s people.", number)
            return {"file_id": file.id, "message": message}


def _fetched(progress: Progress) -> tuple[tuple[Rep, ...], tuple[Booking, ...]]:
    with transaction() as session:
        account = crossmark_account(session)
    window, today = window_of_today()
    client = CrossmarkClient(account, gate=breakers.gate("crossmark"))
    progress.report(0.1, say("Signing in at Crossmark"))
    client.sign_in()
    progress.report(0.3, say("Reading people"))
    reps = client.get_available_reps(first=today, last=today + _AHEAD)
    progress.report(0.5, say("Reading where they work"))
    return reps, client.get_scheduled_events(first=window.first, last=window.last)


def _places(bookings: Sequence[Booking]) -> dict[str, str]:
    """Location by rep: where the person is booked most."""
    counted: dict[str, Counter[str]] = {}
    for booking in bookings:
        counted.setdefault(booking.rep_id, Counter())[booking.location_id] += 1
    return {rep_id: places.most_common(1)[0][0] for rep_id, places in counted.items()}


def _rows(session: Session, actor: Actor, reps: Sequence[Rep], places: dict[str, str]) -> tuple[Rows, list[int]]:
    """Headings and a row each, by name; and the numbers of those that start without a tick."""
    known = _Known(queries.people(session))
    stores = {store.location_id: store for store in queries.stores(session) if store.location_id}
    newcomers = "yes" if settings.read(session)["import_new_reps_active"] else "no"
    rows, left_out = [(1, HEADINGS)], []
    for rep in sorted((rep for rep in reps if rep.name), key=lambda rep: (plain_name(rep.name), rep.rep_id)):
        person, store = known.person(rep), stores.get(places.get(rep.rep_id, ""))
        if person is None and store is not None and not actor.sees_store(store.id):
            continue  # somebody of a store that is none of the manager's business
        if person is not None and not _sees(actor, person):
            continue
        number = len(rows) + 1
        if person is None:
            title = _TITLES.get(rep.role.casefold(), "")
            cells = [rep.name, title, rep.employee_id, rep.rep_id, store.number if store else "", newcomers]
        else:
            waits = not person.active and person.terminated_on is None
            cells = [rep.name, "", rep.employee_id, rep.rep_id, "", "yes" if waits else ""]
            left_out += [number] if waits else []
        rows.append((number, cells))
    return rows, left_out


def _sees(actor: Actor, person: Employee) -> bool:
    return actor.store_ids is None or any(actor.sees_store(place.store_id) for place in person.stores)


class _Known:
    """Who is here already: by rep id, then by HR id, then by the name however it is written."""

    def __init__(self, people: Sequence[Employee]) -> None:
        self._by_rep = {one.rep_id: one for one in people if one.rep_id}
        self._by_hr = {one.external_id.casefold(): one for one in people if one.external_id}
        self._by_name: dict[str, list[Employee]] = {}
        for one in people:
            self._by_name.setdefault(plain_name(one.name), []).append(one)

    def person(self, rep: Rep) -> Employee | None:
        named = self._by_name.get(plain_name(rep.name), [])
        return (
            self._by_rep.get(rep.rep_id)
            or self._by_hr.get(rep.employee_id.casefold())
            or (named[0] if len(named) == 1 else None)
        )
