"""Taking a change back, after asking whether the plan as it is now still has room for what would come back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.errors import BrokenRule, ChangedSince
from app.formatting import local_day, local_minutes
from app.models import Change, ChangeRow, Event, Schedule, TimeOff
from app.queries import changes as change_queries
from app.services import changes, problem_loader, time_off, undo_obstacles, undo_rights
from app.services.actors import Actor
from app.services.schedule_checks import as_broken_rules
from app.services.scheduling import constraint_validator
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import Mode, Violation
from app.services.undo_obstacles import Back, Obstacle
from app.services.undo_rows import typed_values
from app.vocabulary import HOLDING_STATUSES, Condition, Severity, TimeOffStatus
from app.wording import say

#: What only rules of the plan speak about.
_PLAN = frozenset({Schedule.__tablename__, Event.__tablename__})


@dataclass(frozen=True)
class Outlook:
    """What undoing meets: an obstacle that forbids it, and soft rules that it would set aside."""

    obstacle: Obstacle | None
    soft: tuple[BrokenRule, ...] = ()


@dataclass(frozen=True)
class Undone:
    change: Change
    soft: tuple[BrokenRule, ...]

    @property
    def told(self) -> str:
        """What was undone, and what it set aside."""
        return ". ".join((self.change.summary, *(rule.message.removesuffix(".") for rule in self.soft)))


def look(session: Session, change: Change, rows: Sequence[ChangeRow]) -> Outlook:
    """Without writing anything. Where other things than the plan come back as well, only `undo` can ask the rules.

    Locks the rows by looking.
    """
    current = undo_obstacles.current_rows(session, rows)
    found = undo_obstacles.among(session, change, rows, current) or _booked_in_absence(session, change, rows)
    if found is not None or not {row.table_name for row in rows} <= _PLAN:
        return Outlook(found)
    restored = {row.row_id for row in rows if row.table_name == Event.__tablename__}
    return _judged(session, change, rows, undo_obstacles.coming_back(current, rows), restored)


def undo(session: Session, actor: Actor, *, change_id: int) -> Undone:
    """As changes.undo, and ChangedSince also when a hard rule stands against what came back; the caller's transaction
    then has to be given up."""
    change = change_queries.standing_for(session, changes.find(session, actor, change_id))
    rows = change_queries.rows_of(session, change.id)
    undo_rights.require(actor, {row.table_name for row in rows})
    current = undo_obstacles.current_rows(session, rows)
    found = undo_obstacles.among(session, change, rows, current) or _booked_in_absence(session, change, rows)
    if found is not None:
        raise _refused(found)
    back = undo_obstacles.coming_back(current, rows)
    taken = changes.undo(session, actor, change_id=change.id)
    outlook = _judged(session, change, rows, back, ())
    if outlook.obstacle is not None:
        raise _refused(outlook.obstacle)
    return Undone(taken, outlook.soft)


def _refused(found: Obstacle) -> ChangedSince:
    return ChangedSince(found.words, [later.id for later in found.later])


def _judged(
    session: Session, change: Change, rows: Sequence[ChangeRow], coming: Sequence[Back], restored: Collection[int]
) -> Outlook:
    violations = _against(session, rows, coming, restored)
    hard = [one for one in violations if one.severity is Severity.HARD]
    if hard:
        return Outlook(_forbidden(session, change, hard))
    return Outlook(None, as_broken_rules(violations))


def _against(
    session: Session, rows: Sequence[ChangeRow], coming: Sequence[Back], restored: Collection[int]
) -> tuple[Violation, ...]:
    """What the rules say of the schedules that come back, as if they were booked anew beside all the others.

    `restored` are events whose condition comes back as well, so that it is no reason against them.
    """
    back = [one for one in coming if one.status in HOLDING_STATUSES]
    if not back:
        return ()
    problem = _problem(session, back, restored)
    own = frozenset(row.row_id for row in rows if row.table_name == Schedule.__tablename__)
    wanted = [_assignment(problem, one) for one in back]
    return constraint_validator.check_together(problem, wanted, mode=Mode.MANUAL, ignoring=own)


def _problem(session: Session, back: Sequence[Back], restored: Collection[int]) -> Problem:
    events = change_queries.lock_rows(session, Event, {one.event_id for one in back})
    days = [local_day(one.starts_at, "UTC") for one in back]
    problem = problem_loader.load(
        session,
        store_ids={event.store_id for event in events.values()},
        first_day=min(days),
        last_day=max(days),
        event_ids=events.keys(),
        employee_ids={one.employee_id for one in back},
    )
    opened = {
        number: replace(problem.events[number], condition=Condition.UNSTAFFED)
        for number in events
        if number in restored
    }
    return replace(problem, events={**problem.events, **opened})


def _assignment(problem: Problem, one: Back) -> Assignment:
    zone = problem.stores[problem.events[one.event_id].store_id].zone
    day, minutes = local_day(one.starts_at, zone), local_minutes(one.starts_at, zone)
    length = int((one.ends_at - one.starts_at).total_seconds()) // 60
    placed = problem.assignment(one.event_id, one.employee_id, day, minutes)
    return replace(placed, minutes=length)


def _forbidden(session: Session, change: Change, hard: Sequence[Violation]) -> Obstacle:
    keys = [(Schedule.__tablename__, one.other_schedule_id) for one in hard if one.other_schedule_id is not None]
    later = change_queries.later_changes(session, keys, after=change.sequence) if keys else []
    words = say("This cannot be undone: %(reason)s", reason=hard[0].message)
    return Obstacle(words, tuple(later))


def _booked_in_absence(session: Session, change: Change, rows: Sequence[ChangeRow]) -> Obstacle | None:
    """Time off that would count again, while work was booked in it since."""
    for absence in _absences_back(session, rows):
        for booked in time_off.hit_by(session, [absence])[absence.id]:
            later = change_queries.later_changes(session, [(Schedule.__tablename__, booked.id)], after=change.sequence)
            if later:
                words = say(
                    "This cannot be undone: %(change)s happened since, in the time that would be off again. "
                    "Undo that first.",
                    change=f"“{later[0].summary}” ({later[0].actor})",
                )
                return Obstacle(words, tuple(later))
    return None


def _absences_back(session: Session, rows: Sequence[ChangeRow]) -> Iterator[TimeOff]:
    for row in rows:
        if row.table_name != TimeOff.__tablename__ or row.operation == "insert":
            continue
        now = session.get(TimeOff, row.row_id)
        was = typed_values(TimeOff, row.before or {})
        kept = {} if now is None else {column.key: getattr(now, column.key) for column in TimeOff.__table__.columns}
        values = kept | was
        if values["status"] is TimeOffStatus.APPROVED and (now is None or now.status is not TimeOffStatus.APPROVED):
            yield TimeOff(**values)
