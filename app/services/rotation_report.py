"""What the rotation page shows beside the grid: gaps of the weeks ahead, and how evenly the duties are shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.formatting import local_day, to_utc
from app.models import Store
from app.models.columns import utc_now
from app.queries import rotations as queries
from app.services import settings, team_days
from app.services.scheduling.rotation_gaps import Gap, gaps
from app.services.scheduling.rotation_manager import kind_of_work
from app.services.scheduling.rotation_shares import DoneDay, DutyShares, duty_shares
from app.vocabulary import RotationKind

WEEKS = 8
"""Looked back and ahead."""


@dataclass(frozen=True)
class RotationReport:
    first: date
    last: date
    gaps: tuple[Gap, ...]
    shares: tuple[DutyShares, ...]


def report(session: Session, store: Store) -> RotationReport:
    """From today on for eight weeks; the shares also count the work of the eight weeks before."""
    today = local_day(utc_now(), store.timezone)
    last = today + timedelta(weeks=WEEKS) - timedelta(days=1)
    problem = team_days.load(session, store, today, last, settings=settings.read(session))
    done = _done_days(session, store, today)
    shares = tuple(duty_shares(problem, store.id, kind, done, today, last) for kind in RotationKind)
    return RotationReport(today, last, gaps(problem, store.id, today, last), shares)


def _done_days(session: Session, store: Store, today: date) -> set[DoneDay]:
    since = to_utc(today - timedelta(weeks=WEEKS), 0, store.timezone)
    rows = queries.duty_work(session, store.id, since, to_utc(today, 0, store.timezone))
    kinds = ((person, kind_of_work(of_type, subtype), begin) for person, begin, of_type, subtype in rows)
    return {(person, kind, local_day(begin, store.timezone)) for person, kind, begin in kinds if kind is not None}
