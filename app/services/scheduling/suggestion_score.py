"""How well a person suits an event: points with the reasons in words, so that a manager can disagree."""

from __future__ import annotations

from dataclasses import dataclass

from app.formatting import duration
from app.services.scheduling.problem import Assignment, Employee, Problem
from app.services.scheduling.rules.titles import LEADING, may_do
from app.services.scheduling.rules.week import same_week
from app.vocabulary import EventType, Title
from app.wording import say

BASE = 25
MATCH, QUALIFIED = 30, 20
FREE_DAY, LIGHT_DAY, BUSY_DAY = 15, 10, 5
EXPERIENCE = ((10, 10), (5, 7), (0, 3))
"""More past events of the type than the first number earn the second."""
MOST_COUNTED = EXPERIENCE[0][0] + 1
"""So many past events say as much as more of them."""
FAIRNESS = 10
USUAL_WEEK_MINUTES = 40 * 60
_LEAD_WORK = (EventType.SUPERVISOR, EventType.FREEOSK, EventType.DIGITALS, EventType.OTHER)


@dataclass(frozen=True)
class Score:
    points: int
    reasons: tuple[str, ...]


def score(problem: Problem, candidate: Assignment, *, past_events: int = 0) -> Score:
    """`past_events` = how many events of this type the person has done, at most MOST_COUNTED. Ask only for people
    without a hard rule."""
    others = [row for row in problem.by_employee.get(candidate.employee.id, ()) if row.event.id != candidate.event.id]
    parts = (_title(problem, candidate), _day(candidate, others), _experience(candidate, past_events))
    week = _week(candidate.employee, same_week(problem.rules, candidate, others))
    earned = [part for part in (*parts, week) if part[0]]
    return Score(BASE + sum(points for points, _ in earned), tuple(reason for _, reason in earned))


def _title(problem: Problem, candidate: Assignment) -> tuple[int, str]:
    title, kind = candidate.employee.title, candidate.event.type
    if (kind is EventType.JUICER and title is Title.JUICER) or (kind in _LEAD_WORK and title in LEADING):
        return MATCH, say("%(title)s: made for %(kind)s events", title=title, kind=kind)
    if may_do(problem.rules, candidate.employee, candidate.event):
        return QUALIFIED, say("%(title)s: may do %(kind)s events", title=title, kind=kind)
    return 0, ""


def _day(candidate: Assignment, others: list[Assignment]) -> tuple[int, str]:
    count = sum(row.day == candidate.day for row in others)
    if count == 0:
        return FREE_DAY, say("nothing else that day")
    return (
        (LIGHT_DAY, say("one other event that day"))
        if count == 1
        else (BUSY_DAY, say("%(count)s other events that day", count=count))
    )


def _experience(candidate: Assignment, past_events: int) -> tuple[int, str]:
    points = next((earned for more_than, earned in EXPERIENCE if past_events > more_than), 0)
    kind = candidate.event.type
    if past_events >= MOST_COUNTED:
        return points, say("has done more than %(count)s %(type)s events", count=MOST_COUNTED - 1, type=kind)
    return points, say("has done %(count)s %(type)s events", count=past_events, type=kind)


def _week(employee: Employee, others: list[Assignment]) -> tuple[int, str]:
    """Who has the lighter week gets the work."""
    worked = sum(row.length for row in others)
    target = employee.target_minutes_week or USUAL_WEEK_MINUTES
    points = round(FAIRNESS * max(0.0, 1 - worked / target))
    return points, say("%(duration)s that week so far", duration=duration(worked)) if worked else say(
        "nothing else that week"
    )
