"""Brings what people carried in the weeks before into a problem, so that a run is fair over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.formatting import local_day, local_minutes
from app.queries import fairness as queries
from app.services.scheduling import fairness
from app.services.scheduling.problem import Balance, Problem

WEEKS = 12
"""A quarter: long enough that everybody had a turn, short enough that a new colleague soon counts as one."""


def with_carried(session: Session, problem: Problem) -> Problem:
    """The same problem, knowing who is above a fair share. One query."""
    return replace(problem, carried=carried(session, problem))


def carried(session: Session, problem: Problem) -> dict[int, Balance]:
    """By employee id, of the twelve weeks before the first day of the problem; who is in balance is left out."""
    since, until = (_midnight(day) for day in (problem.first_day - timedelta(weeks=WEEKS), problem.first_day))
    done = queries.work_done(session, problem.employees.keys(), since, until)
    closing_from = max((slot.end for slot in problem.rules.core_slots), default=24 * 60)
    found = fairness.loads((_work(row) for row in done), closing_from)
    of_everybody = fairness.balances(list(problem.employees.values()), found)
    return {person: balance for person, balance in of_everybody.items() if balance != Balance()}


def _midnight(day: date) -> datetime:
    """In UTC: a few hours more or less of a quarter are nobody's burden."""
    return datetime.combine(day, time(), tzinfo=UTC)


def _work(row: queries.DoneWork) -> fairness.Work:
    person, begin, end, zone, of_type = row
    minutes = int((end - begin).total_seconds()) // 60
    start = local_minutes(begin, zone)
    return fairness.Work(person, local_day(begin, zone), start + minutes, minutes, of_type)
