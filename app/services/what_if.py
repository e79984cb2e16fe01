"""Branching a week: which assumptions may be made, and what applying the result makes true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import Conflict, FieldError, Invalid
from app.formatting import short_day
from app.models import Holiday, Run, TimeOff
from app.queries import rotations as staff_queries
from app.queries import time_off as off_queries
from app.services import employees, time_off
from app.services.actors import Actor
from app.services.run_requests import Requested, request_run
from app.services.scheduling.assumptions import IMAGINED_TYPES, Assumption, AssumptionKind
from app.vocabulary import Permission, TimeOffStatus
from app.wording import say

MOST_EVENTS = 50
HOLIDAY_NAME = "Closed"


def request_what_if(
    session: Session,
    actor: Actor,
    *,
    week: date,
    store_id: int,
    assumptions: Sequence[Assumption],
    touch_frozen: bool = False,
    time_limit_s: int | None = None,
    config_id: int | None = None,
) -> Requested:
    """Plan one store's week twice, as it is and as it is assumed to be.

    Raises Invalid naming the assumption (`assumptions.0`, ...), and what `request_run` raises.
    """
    if not assumptions:
        raise Invalid(
            say("Assume something, else it is the week as it is."),
            [FieldError("assumptions", say("Assume something."))],
        )
    staff = {person.id: person.name for person in staff_queries.staff_of(session, store_id)}
    assumptions = [replace(one, name=staff.get(one.employee_id or 0, "")) for one in assumptions]
    faults = [
        FieldError(f"assumptions.{place}", said)
        for place, one in enumerate(assumptions)
        if (said := _fault(one, week, staff))
    ]
    if faults:
        raise Invalid(say("Some assumptions cannot be made."), faults)
    return request_run(
        session,
        actor,
        week=week,
        store_ids=[store_id],
        mode="replan",
        touch_frozen=touch_frozen,
        time_limit_s=time_limit_s,
        config_id=config_id,
        assumptions=[one.as_data() for one in assumptions],
    )


def _fault(one: Assumption, week: date, staff: dict[int, str]) -> str:
    last = week + timedelta(days=6)
    if one.first > one.last:
        return say("The last day lies before the first.")
    if one.last < week or one.first > last or (one.kind is not AssumptionKind.ABSENT and one.first < week):
        return say("Choose days from %(first)s to %(last)s.", first=short_day(week), last=short_day(last))
    if one.kind is AssumptionKind.ABSENT and one.employee_id not in staff:
        return say("Choose somebody of this store.")
    if one.kind is AssumptionKind.MORE_EVENTS and not 1 <= one.count <= MOST_EVENTS:
        return say("Choose 1 to %(most)s events.", most=MOST_EVENTS)
    if one.kind is AssumptionKind.MORE_EVENTS and one.event_type not in IMAGINED_TYPES:
        return say("Choose one of: %(choices)s.", choices=", ".join(IMAGINED_TYPES))
    return ""


def make_true(session: Session, actor: Actor, run: Run) -> None:
    """Applying a what-if also enters its absences and closed days; imagined events and opened days stay imagined.

    Part of the change that applies the run. Raises Conflict when other time off stands in the way.
    """
    for stored in run.assumptions:
        one = Assumption.from_data(stored)
        if one.kind is AssumptionKind.ABSENT and one.employee_id is not None:
            _enter_absence(session, actor, one, one.employee_id)
        elif one.kind is AssumptionKind.CLOSED_DAY:
            actor.require(Permission.EDIT_SETTINGS)
            session.add(
                Holiday(store_id=one.store_id, name=HOLIDAY_NAME, day=one.first, notes=f"What-if, run {run.id}")
            )


def _enter_absence(session: Session, actor: Actor, one: Assumption, employee_id: int) -> None:
    actor.require(Permission.DECIDE_TIME_OFF)
    employee = employees.find(session, actor, employee_id=employee_id)
    touching = off_queries.entries_touching(session, employee.id, one.first, one.last)
    if any(_covers(row, one) for row in touching):
        return
    if touching:
        raise Conflict(
            say(
                "%(employee)s has other time off in these days. Settle that first, then apply again.",
                employee=employee.name,
            )
        )
    absence = time_off.Absence(one.first, one.last, reason="What-if")
    time_off.add(session, actor, employee_id=employee.id, absence=absence)


def _covers(row: TimeOff, one: Assumption) -> bool:
    whole = row.status is TimeOffStatus.APPROVED and row.starts_minute is None
    return whole and row.starts_on <= one.first and one.last <= row.ends_on
