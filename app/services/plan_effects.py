"""What else happens when many lines of a preview are carried out: told together and counted, not line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.services.schedule_effects import Effect, Kind, Step, paper_again, people_told, with_states
from app.services.schedule_pairs import follow, saved_visits
from app.services.scheduling.plan_line import Plan, PlanLine
from app.services.scheduling.problem import Assignment, Problem
from app.services.scheduling.rules.violation import label
from app.vocabulary import Severity
from app.wording import say, say_number


def of_plan(session: Session, plan: Plan) -> tuple[Effect, ...]:
    """Of the lines that can be done; a line that leaves everything where it is does nothing else either."""
    lines = [line for line in _able(plan.lines) if _place(line.before) != _place(line.after)]
    steps = [Step(line.before, line.after) for line in lines]
    steps += [Step(gone, None) for line in lines for gone in line.gives_way]
    known = list(with_states(session, steps))
    public = [step for step in known if not step.is_draft]
    outside = (*_at_crossmark(known), *people_told(session, public), *paper_again(session, public))
    return (*_visits(plan.problem, lines), *outside)


def of_publishing(session: Session, plan: Plan) -> tuple[Effect, ...]:
    steps = [Step(None, line.after) for line in _able(plan.lines)]
    public = [replace(step, is_draft=False) for step in with_states(session, steps)]
    return (*_at_crossmark(public), *people_told(session, public), *paper_again(session, public))


def of_reissue(session: Session, plan: Plan) -> tuple[Effect, ...]:
    """The old booking is closed, not moved, and the paper of a day that is over stays as it was printed."""
    steps = [Step(line.before, line.after) for line in _able(plan.lines)]
    known = list(with_states(session, steps))
    ahead = [Step(None, step.will) for step in known]
    stay = (_stays(plan.problem, step.will) for step in known if step.will is not None)
    outside = (*_reissued(known), *people_told(session, known), *paper_again(session, ahead))
    return (*(effect for effects in stay for effect in effects), *outside)


def _able(lines: Iterable[PlanLine]) -> list[PlanLine]:
    return [line for line in lines if line.severity is not Severity.HARD]


def _place(row: Assignment | None) -> tuple[object, ...]:
    return () if row is None else (row.employee.id, row.day, row.start)


def _visits(problem: Problem, lines: Sequence[PlanLine]) -> Iterator[Effect]:
    """Each once: several people on one Core share its visit."""
    told = dict.fromkeys(
        words for line in lines for words in (_going(problem, line) if line.after else _gone(problem, line))
    )
    yield from (Effect(Kind.PAIRED, words) for words in told)


def _going(problem: Problem, line: PlanLine) -> Iterator[str]:
    if line.after is not None:
        yield from (f"{visit.told}." for visit in follow(problem, line.after) if visit.told)


def _gone(problem: Problem, line: PlanLine) -> Iterator[str]:
    for row in saved_visits(problem, line.before.event) if line.before is not None else ():
        yield say("%(event)s of %(name)s is cancelled with it.", event=label(row.event), name=row.employee.name)


def _stays(problem: Problem, core: Assignment) -> Iterator[Effect]:
    for row in saved_visits(problem, core.event):
        words = say("%(event)s stays as it was: it is not reissued along.", event=label(row.event))
        yield Effect(Kind.PAIRED, words)


def _at_crossmark(steps: Sequence[Step]) -> Iterator[Effect]:
    public = [step for step in steps if not step.is_draft and not step.is_ours]
    if made := sum(step.was is None for step in public):
        yield _told(say_number("Crossmark books %(number)s event.", "Crossmark books %(number)s events.", made))
    if moved := sum(step.was is not None and step.will is not None for step in public):
        yield _told(say_number("Crossmark moves %(number)s event.", "Crossmark moves %(number)s events.", moved))
    if back := sum(step.will is None for step in public):
        yield _told(
            say_number("Crossmark takes %(number)s event back.", "Crossmark takes %(number)s events back.", back)
        )
    yield from _unheard(steps)


def _unheard(steps: Sequence[Step]) -> Iterator[Effect]:
    if drafts := sum(step.is_draft for step in steps):
        yield _told(
            say_number(
                "%(number)s is a draft: nobody outside hears of it before it is published.",
                "%(number)s are drafts: nobody outside hears of them before they are published.",
                drafts,
            )
        )
    if ours := sum(step.is_ours and not step.is_draft for step in steps):
        yield _told(
            say_number(
                "%(number)s was made here, so Crossmark is not told.",
                "%(number)s were made here, so Crossmark is not told.",
                ours,
            )
        )


def _reissued(steps: Sequence[Step]) -> Iterator[Effect]:
    if number := sum(not step.is_ours for step in steps):
        yield _told(
            say_number(
                "Crossmark closes %(number)s old booking and gets a new one.",
                "Crossmark closes %(number)s old bookings and gets new ones.",
                number,
            )
        )
    yield from _unheard([replace(step, is_draft=False) for step in steps])


def _told(words: str) -> Effect:
    return Effect(Kind.CROSSMARK, words)
