"""Rules tried on the last weeks: which real schedules they would have forbidden. Nothing is changed.

People, availability, rotations and holidays are taken as they are now; of the work and the absences only what was known
beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from app.formatting import local_day
from app.models.columns import utc_now
from app.queries import problem as queries
from app.services import problem_loader, rulebook
from app.services.actors import Actor
from app.services.rulebook import RuleChoice
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.replay import Finding, replay
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import BY_NAME, HARD_FIRST
from app.services.scheduling.rules.violation import Mode, Rule
from app.vocabulary import Permission, Severity
from app.wording import say

WEEKS = 8


@dataclass(frozen=True)
class Tally:
    """How many schedules of a rule or a person."""

    name: str
    forbidden: int
    warned: int


@dataclass(frozen=True)
class Judged:
    """What stands against the schedules in one mode."""

    findings: tuple[Finding, ...]

    @cached_property
    def forbidden(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.is_forbidden)

    @cached_property
    def warned(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if not one.is_forbidden)

    @cached_property
    def by_rule(self) -> tuple[Tally, ...]:
        """Most forbidden first. A schedule counts for each rule that stands against it."""
        told = {
            (one.row.schedule_id, say(BY_NAME[v.rule].TITLE), v.severity)
            for one in self.findings
            for v in one.violations
        }
        return _tallied((title, severity is Severity.HARD) for _, title, severity in told)

    @cached_property
    def by_person(self) -> tuple[Tally, ...]:
        return _tallied((one.row.employee.name, one.is_forbidden) for one in self.findings)

    def beyond(self, other: Judged) -> frozenset[int | None]:
        """Ids of the schedules that are forbidden here and were not there."""
        return _ids(self.forbidden) - _ids(other.forbidden)


@dataclass(frozen=True)
class BackTest:
    first: date
    last: date
    total: int
    """Schedules that were judged."""
    late_entries: int
    """Of these, entered only after their day, as imported history is; how early they were made is not known."""
    manual: Judged
    automatic: Judged


@dataclass(frozen=True)
class Trial:
    """One rule as it was edited, beside the rule as it is today."""

    edited: BackTest
    now: BackTest


def try_choice(session: Session, actor: Actor, choice: RuleChoice, *, zone: str) -> Trial:
    """What this rule alone would have forbidden, held at all times. Raises NotFound, and Invalid naming the field."""
    actor.require(Permission.EDIT_SETTINGS)
    choice = rulebook.checked(choice)
    history = _history(session, actor, zone)
    only = (BY_NAME[choice.rule],)
    edited, now = rulebook.with_choice(session, choice), rulebook.read(session)
    return Trial(*(_tested(history, rules.on(history.today), only) for rules in (edited, now)))


def try_book(session: Session, actor: Actor, *, zone: str, on: date | None = None) -> BackTest:
    """What the rules as they are in force `on` a day (today) would have forbidden, all of them together."""
    actor.require(Permission.EDIT_SETTINGS)
    history = _history(session, actor, zone)
    return _tested(history, rulebook.read(session).on(on or history.today), HARD_FIRST)


@dataclass(frozen=True)
class _History:
    today: date
    problem: Problem
    rows: tuple[Assignment, ...]
    beside: tuple[Assignment, ...]
    made_on: dict[int, date]


def _history(session: Session, actor: Actor, zone: str) -> _History:
    today = local_day(utc_now(), zone)
    first, last = today - timedelta(weeks=WEEKS), today - timedelta(days=1)
    stores = [store.id for store in queries.all_stores(session) if actor.sees_store(store.id)]
    problem = problem_loader.load(session, store_ids=stores, first_day=first, last_day=last)
    real = [row for row in problem.assignments if row.published and row.day <= last]
    rows = [row for row in real if row.day >= first and row.store.id in stores]
    judged = {row.schedule_id for row in rows}
    entered = queries.entered_at(session, first, last)
    made_on = {number: local_day(moment, zone) for number, moment in entered.items() if number in judged}
    return _History(today, problem, tuple(rows), tuple(row for row in real if row.schedule_id not in judged), made_on)


def _tested(history: _History, rules: RuleSettings, asked: Sequence[Rule]) -> BackTest:
    problem = replace(history.problem, rules=rules)

    def judged(mode: Mode) -> Judged:
        found = replay(problem, history.rows, history.beside, mode=mode, made_on=history.made_on, rules=asked)
        return Judged(tuple(sorted(found, key=lambda one: (one.row.day, one.row.start, one.row.schedule_id))))

    late = sum(history.made_on.get(row.schedule_id or 0, row.day) > row.day for row in history.rows)
    first, last = problem.first_day, problem.last_day
    return BackTest(first, last, len(history.rows), late, judged(Mode.MANUAL), judged(Mode.AUTOMATIC))


def _ids(findings: Iterable[Finding]) -> frozenset[int | None]:
    return frozenset(one.row.schedule_id for one in findings)


def _tallied(told: Iterable[tuple[str, bool]]) -> tuple[Tally, ...]:
    counts = Counter(told)
    names = {name for name, _ in counts}
    tallies = [Tally(name, counts[name, True], counts[name, False]) for name in names]
    return tuple(sorted(tallies, key=lambda one: (-one.forbidden, -one.warned, one.name)))
