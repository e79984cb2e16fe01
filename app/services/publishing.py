"""Publishing drafts: who is told what is shown first, a rule or the frozen days may hold work back, one Undo takes all
of it back. Published work that is moved or cancelled is never hidden: it shows, and is told, at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, Forbidden, Stale
from app.formatting import local_day, minutes_clock, short_day, to_utc
from app.models import Employee, Schedule, Store
from app.models.columns import utc_now
from app.queries import booking
from app.queries import publishing as queries
from app.services import change_slips, changes, problem_loader, slip_mails
from app.services.actors import Actor
from app.services.change_slips import Slip
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode, label
from app.vocabulary import Permission, ScheduleStatus, Severity
from app.wording import say

#: How far ahead drafts are published when no last day is named.
FARTHEST = timedelta(days=120)


@dataclass(frozen=True)
class Held:
    """A draft that stays one. `frozen` may be published all the same, a rule stands whatever is said."""

    schedule: Schedule
    words: str
    why: str
    frozen: bool


@dataclass(frozen=True)
class Publication:
    """What publishing would do now. `slips` are of people for whom something changes or changed untold."""

    store: Store
    first: date
    last: date
    ready: tuple[Schedule, ...]
    held: tuple[Held, ...]
    slips: tuple[Slip, ...]

    @property
    def key(self) -> str:
        """Changes when anything does that was shown."""
        said = (
            [(row.id, row.version) for row in self.ready],
            [
                (slip.employee.id, [(line.schedule_id, line.news, line.now) for line in slip.lines])
                for slip in self.slips
            ],
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Published:
    """`change_id` is None when nothing was a draft and people were only told."""

    summary: str
    change_id: int | None
    told: tuple[int, ...]


def count_drafts(session: Session, store: Store) -> int:
    """From now on: what has begun is no draft any more that anybody would publish."""
    return queries.count_drafts(session, store.id, utc_now())


def preview(
    session: Session, actor: Actor, store: Store, *, first: date, last: date, thaw: bool = False
) -> Publication:
    """`thaw` publishes work of the frozen days as well. Raises NotFound for another store."""
    actor.require(Permission.EDIT_SCHEDULE)
    actor.require_store(store.id, "That store")
    begin, end = _bounds(store, first, last)
    rows = queries.drafts(session, store.id, max(begin, utc_now()), end)
    problem = problem_loader.load(session, store_ids=[store.id], first_day=first, last_day=last)
    held = _held(problem, rows, thaw=thaw)
    staying = {one.schedule.id for one in held}
    ready = tuple(row for row in rows if row.id not in staying)
    people = _people(session, store, ready)
    slips = change_slips.slips_for(session, people, seen=False, with_drafts=[row.id for row in ready])
    return Publication(store, first, last, ready, held, tuple(slip for slip in slips.values() if slip.lines))


def publish(
    session: Session,
    actor: Actor,
    store: Store,
    *,
    first: date,
    last: date,
    key: str,
    employee_ids: Collection[int] | None = None,
    thaw: bool = False,
) -> Published:
    """Publish and tell, everybody or only the named people.

    Raises Stale when the preview of that key does not hold any more, Conflict when there is nothing to publish or tell,
    Forbidden for the frozen days.
    """
    if thaw and not actor.may(Permission.OVERRIDE_RULES):
        raise Forbidden(say("Only a manager may publish work of the frozen days. Ask a manager."))
    found = preview(session, actor, store, first=first, last=last, thaw=thaw)
    if found.key != key:
        raise Stale(say("The plan changed after this was shown. Below is who is told what now; look again."))
    chosen = [slip for slip in found.slips if employee_ids is None or slip.employee.id in employee_ids]
    rows = [row for row in found.ready if row.employee_id in {slip.employee.id for slip in chosen}]
    if not chosen:
        raise Conflict(say("There is nothing to publish and nobody to tell."))
    summary = _summary(store, rows, chosen)
    with changes.record(session, actor, command="publish_schedules", summary=summary, store_id=store.id) as recording:
        for row in booking.lock_schedules(session, [row.id for row in rows]).values():
            row.status = ScheduleStatus.PUBLISHED
    told = tuple(slip.employee.id for slip in chosen if slip.can_look)
    change_slips.tell(session, actor, told)
    slip_mails.write(session, store, [slip for slip in chosen if slip.can_look])
    return Published(summary, recording.change_id, told)


def not_seen(session: Session, store: Store) -> list[Slip]:
    """People of the store with changes they have not confirmed, whose work begins first before the others."""
    people = queries.people_of_store(session, store.id)
    slips = change_slips.slips_for(session, people, seen=True).values()
    return sorted((slip for slip in slips if slip.lines), key=lambda slip: slip.lines[0].starts_at)


def _bounds(store: Store, first: date, last: date) -> tuple[datetime, datetime]:
    return to_utc(first, 0, store.timezone), to_utc(last + timedelta(days=1), 0, store.timezone)


def _people(session: Session, store: Store, ready: Sequence[Schedule]) -> list[Employee]:
    here = {person.id: person for person in queries.people_of_store(session, store.id)}
    guests = {row.employee_id for row in ready} - here.keys()
    return sorted([*here.values(), *queries.people(session, guests).values()], key=lambda one: (one.name, one.id))


def _held(problem: Problem, rows: Sequence[Schedule], *, thaw: bool) -> tuple[Held, ...]:
    frozen_until = problem.today + timedelta(days=problem.rules.scheduling_window_days)
    assignments = {row.schedule_id: row for row in problem.assignments}
    found = []
    for row in rows:
        assignment = assignments[row.id]
        why = _forbidden(problem, assignment)
        frozen = not why and not thaw and assignment.day <= frozen_until
        if frozen:
            why = say("It begins within the frozen days, until %(day)s.", day=short_day(frozen_until))
        if why:
            words = f"{label(assignment.event)}: {assignment.employee.name}, {short_day(assignment.day)}"
            found.append(Held(row, f"{words} {minutes_clock(assignment.start)}", why, frozen))
    return tuple(found)


def _forbidden(problem: Problem, row: Assignment) -> str:
    """The first hard rule that stands against it by now, or nothing."""
    found = constraint_validator.check(problem, row, mode=Mode.MANUAL)
    return next((one.message for one in found if one.severity is Severity.HARD), "")


def _summary(store: Store, rows: Sequence[Schedule], chosen: Sequence[Slip]) -> str:
    looking = sum(slip.can_look for slip in chosen)
    paper = len(chosen) - looking
    said = [f"{looking} told"] if looking else []
    said += [f"{paper} to be given a slip"] if paper else []
    told = ", ".join(said)
    if not rows:
        return f"Changes of {store.name}: {told}"
    days = sorted(local_day(row.starts_at, store.timezone) for row in rows)
    span = short_day(days[0]) if days[0] == days[-1] else f"{short_day(days[0])} – {short_day(days[-1])}"
    return f"{len(rows)} published, {span}: {told}"
