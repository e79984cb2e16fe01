"""Work that was reported wrongly, or not at all, is done again: the old booking is closed at Crossmark and a new one
made, by one person at one time. Several at once keep their people and hours and are one change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import BrokenRule, Conflict, FieldError, Invalid, NotFound, Stale
from app.formatting import local_day, local_minutes, minutes_clock, short_day
from app.models import Event, Schedule, Store
from app.models.columns import utc_now
from app.queries import booking
from app.queries import outbox as outbox_queries
from app.services import changes
from app.services.actors import Actor
from app.services.schedule_checks import (
    keep_exceptions,
    problem_around,
    require_allowed,
    what_stands_against,
)
from app.services.schedules import Scheduled
from app.services.scheduling.problem import Assignment
from app.services.scheduling.rules.violation import label
from app.vocabulary import UNREPORTED, Condition, Permission, ScheduleStatus
from app.wording import say


@dataclass(frozen=True)
class Again:
    """Who does it again, when, and until when. `expires_on` None = the later of due + 1 day and today + 1 day."""

    employee_id: int
    day: date
    minutes: int
    expires_on: date | None = None
    include_responses: bool = False


@dataclass(frozen=True)
class Reissued:
    """What a bulk reissue did; `left` are in words why the others stayed."""

    change_id: int
    number: int
    left: tuple[str, ...]


def reissue(
    session: Session,
    actor: Actor,
    *,
    schedule_id: int,
    version: int | None,
    again: Again,
    override_reason: str = "",
) -> Scheduled:
    """Raises NotFound, Stale, Conflict for work that is still ahead, Invalid, and as schedule_event."""
    actor.require(Permission.EDIT_SCHEDULE)
    schedule, event = _due_again(session, actor, schedule_id, again.employee_id)
    if version is not None and version != schedule.version:
        raise Stale(say("Somebody else changed this schedule after you opened it. Reload to see it, then try again."))
    wanted, broken = _judged(session, event, schedule, again)
    require_allowed(actor, broken, override_reason)
    summary = f"{label(wanted.event)} reissued: {wanted.employee.name}, {_when(wanted)}"
    with changes.record(
        session, actor, command="reissue", summary=summary, reason=override_reason, store_id=event.store_id
    ) as recording:
        _write(schedule, event, wanted)
        keep_exceptions(session, actor, schedule, broken, override_reason)
    _say_how(session, schedule, expiry(event, again))
    return Scheduled(schedule.id, recording.change_id or 0, event.id, summary, broken)


def reissue_several(session: Session, actor: Actor, *, schedule_ids: Collection[int], day: date) -> Reissued:
    """Each keeps its person and hour; what a rule stands against stays and says why.

    Raises NotFound, and Conflict when none of them could be reissued.
    """
    actor.require(Permission.EDIT_SCHEDULE)
    done: list[tuple[Schedule, Event, Again]] = []
    left: list[str] = []
    with changes.record(session, actor, command="reissue_several", summary="") as recording:
        for schedule_id in sorted(schedule_ids):
            schedule, event = _due_again(session, actor, schedule_id, None)
            minutes = local_minutes(schedule.starts_at, _zone(session, event))
            again = Again(schedule.employee_id, day, minutes)
            wanted, broken = _judged(session, event, schedule, again)
            if broken:
                left.append(f"{label(wanted.event)}, {wanted.employee.name}: {broken[0].message}")
                continue
            _write(schedule, event, wanted)
            session.flush()  # the next one is judged beside it
            done.append((schedule, event, again))
        recording.summary = f"{len(done)} events reissued for {short_day(day)}"
    if recording.change is None:
        raise Conflict(say("None of them could be reissued.") + " " + " ".join(left))
    for schedule, event, again in done:
        _say_how(session, schedule, expiry(event, again))
    return Reissued(recording.change.id, len(done), tuple(left))


@dataclass(frozen=True)
class Expiry:
    on: date
    include_responses: bool


def expiry(event: Event, again: Again) -> Expiry:
    later = max(event.due_date, again.day, utc_now().date()) + timedelta(days=1)
    return Expiry(again.expires_on or later, again.include_responses)


def _due_again(session: Session, actor: Actor, schedule_id: int, person: int | None) -> tuple[Schedule, Event]:
    """Locked. Raises NotFound, Conflict."""
    found = session.get(Schedule, schedule_id)
    if found is None:
        raise NotFound(say("That schedule was not found."))
    event = booking.lock_events(session, [found.event_id])[found.event_id]
    actor.require_store(event.store_id, "That schedule")
    people = {found.employee_id} | ({person} if person is not None else set())
    if people - booking.lock_employees(session, people).keys():
        raise NotFound(say("That employee was not found."))
    schedule = booking.lock_schedules(session, [schedule_id])[schedule_id]
    was_done = event.condition is Condition.SUBMITTED or event.condition in UNREPORTED
    if schedule.status not in (ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED) or not was_done:
        raise Conflict(say("Only work that was reported, or should have been, can be reissued."))
    if schedule.starts_at > utc_now():
        raise Conflict(say("This work is still ahead. Move it instead."))
    return schedule, event


def _judged(
    session: Session, event: Event, schedule: Schedule, again: Again
) -> tuple[Assignment, tuple[BrokenRule, ...]]:
    """The rules are asked as if the event were open, until it expires again."""
    zone = _zone(session, event)
    if again.day < local_day(utc_now(), zone):
        said = say("Choose today or a later day.")
        raise Invalid(said, [FieldError("date", said)])
    until = expiry(event, again).on
    if until < again.day:
        said = say("It would expire before it is done.")
        raise Invalid(said, [FieldError("expires_on", said)])
    problem = problem_around(
        session,
        store_id=event.store_id,
        days=[again.day],
        event_ids=[event.id],
        employee_ids=[again.employee_id],
    )
    opened = replace(problem.events[event.id], condition=Condition.REISSUED, due=max(event.due_date, until))
    problem = replace(problem, events={**problem.events, event.id: opened})
    wanted = replace(problem.assignment(event.id, again.employee_id, again.day, again.minutes), schedule_id=schedule.id)
    return wanted, what_stands_against(problem, [wanted])


def _write(schedule: Schedule, event: Event, wanted: Assignment) -> None:
    schedule.employee_id = wanted.employee.id
    schedule.starts_at, schedule.ends_at = wanted.starts_at, wanted.ends_at
    schedule.status = ScheduleStatus.PUBLISHED
    event.condition = Condition.REISSUED


def _say_how(session: Session, schedule: Schedule, expires: Expiry) -> None:
    """The delivery closes the old booking instead of removing it."""
    items = outbox_queries.open_of_schedule(session, schedule.id)
    if items:
        said = {"expires_on": expires.on.isoformat(), "include_responses": expires.include_responses}
        items[-1].payload = {**items[-1].payload, "reissue": said}


def _zone(session: Session, event: Event) -> str:
    return session.get_one(Store, event.store_id).timezone


def _when(wanted: Assignment) -> str:
    return f"{short_day(wanted.day)} at {minutes_clock(wanted.start)}"
