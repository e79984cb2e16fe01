"""Tells when a duty loses its person, at the moment it happens: time off, a saved grid, somebody deactivated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models import Rotation, RotationException, Run, TimeOff
from app.models.columns import utc_now
from app.queries import rotations as queries
from app.services import problem_loader
from app.services.actors import Actor
from app.services.scheduling.rotation_gaps import Gap, gaps, summed_up
from app.vocabulary import RotationKind
from app.wording import say_number

_MOST_LINES = 4
WEEKS_WATCHED = 26
"""How far ahead a gap is told. Time off is rarely entered earlier."""


@dataclass(frozen=True, order=True)
class Duty:
    day: date
    kind: RotationKind
    store_id: int


@dataclass
class Arisen:
    """Filled when the watched block is over: gaps that were not there before it."""

    gaps: tuple[Gap, ...] = ()

    @property
    def messages(self) -> tuple[str, ...]:
        """A line for each cause, the most urgent first."""
        lines = summed_up(self.gaps)
        more = len(lines) - _MOST_LINES
        said = [line.message for line in lines[:_MOST_LINES]]
        if more > 0:
            said.append(
                say_number(
                    "%(number)s more gap stands on the Rotations page.",
                    "%(number)s more gaps stand on the Rotations page.",
                    more,
                )
            )
        return tuple(said)


@contextmanager
def watch_person(session: Session, actor: Actor, employee_id: int) -> Iterator[Arisen]:
    """What the block makes of the duties of one person, in the stores that the actor sees."""
    stores = {store for store in queries.duty_stores_of(session, employee_id) if actor.sees_store(store)}
    with _watch(session, stores, lambda gap: gap.concerns(employee_id)) as arisen:
        yield arisen


@contextmanager
def watch_absence(session: Session, actor: Actor, time_off_id: int) -> Iterator[Arisen]:
    """What a decision about a time off makes of the duties of its person."""
    absence = session.get(TimeOff, time_off_id)
    with watch_person(session, actor, absence.employee_id if absence else 0) as arisen:
        yield arisen


@contextmanager
def watch_store(session: Session, store_id: int) -> Iterator[Arisen]:
    """What the block makes of the duties of one store; a place left empty on purpose is no surprise."""
    with _watch(session, {store_id}, lambda gap: gap.person is not None) as arisen:
        yield arisen


@contextmanager
def watch_run(session: Session, run_id: int) -> Iterator[Arisen]:
    """What applying a what-if makes of the duties, because it enters its absences; other runs touch none."""
    run = session.get(Run, run_id)
    stores = run.store_ids if run is not None and run.assumptions else []
    with _watch(session, stores, lambda gap: gap.person is not None) as arisen:
        yield arisen


@contextmanager
def _watch(session: Session, store_ids: Collection[int], tells: Callable[[Gap], bool]) -> Iterator[Arisen]:
    before = {gap.key for gap in _gaps(session, store_ids)}
    arisen = Arisen()
    yield arisen
    arisen.gaps = tuple(gap for gap in _gaps(session, store_ids) if gap.key not in before and tells(gap))


def _gaps(session: Session, store_ids: Collection[int]) -> list[Gap]:
    if not store_ids:
        return []
    first = utc_now().date() - timedelta(days=1)  # stores lie in several zones; each day is compared below
    last = first + timedelta(weeks=WEEKS_WATCHED)
    problem = problem_loader.load_duties(session, store_ids=store_ids, first_day=first, last_day=last)
    return [gap for one in sorted(store_ids) for gap in gaps(problem, one, problem.today, last)]


def duties_hit(session: Session, rows: Sequence[TimeOff]) -> Mapping[int, list[Duty]]:
    """By time off, the duties that lie in its days. Two queries, however many rows."""
    if not rows:
        return {}
    standing = queries.grids_with(session, {row.employee_id for row in rows})
    first, last = min(row.starts_on for row in rows), max(row.ends_on for row in rows)
    dated = queries.exceptions_between(session, first, last)
    return {row.id: sorted(_duties_in(row, standing, dated)) for row in rows}


def _duties_in(row: TimeOff, standing: Sequence[Rotation], dated: Sequence[RotationException]) -> Iterator[Duty]:
    """An absence of some hours leaves the duty where it is."""
    if row.starts_minute is not None:
        return
    settled = {(one.store_id, one.kind, one.day): one.employee_id for one in dated}
    for (store_id, kind, day), person in settled.items():
        if person == row.employee_id and row.starts_on <= day <= row.ends_on:
            yield Duty(day, kind, store_id)
    days = [row.starts_on + timedelta(days=number) for number in range((row.ends_on - row.starts_on).days + 1)]
    for slot in standing:
        own = [day for day in days if slot.employee_id == row.employee_id and day.weekday() == slot.weekday]
        yield from (
            Duty(day, slot.kind, slot.store_id) for day in own if (slot.store_id, slot.kind, day) not in settled
        )
