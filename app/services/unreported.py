"""Work that should have been reported: how far back it is listed, and from when on it is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.formatting import to_utc
from app.models import Schedule
from app.services import settings


@dataclass(frozen=True)
class Patience:
    """As a manager set it."""

    days: int
    hours: int

    def since(self, today: date, zone: str) -> datetime:
        """The moment from which on work is listed."""
        return to_utc(today - timedelta(days=self.days), 0, zone)

    def is_over(self, unreported: Schedule, now: datetime) -> bool:
        return now - unreported.starts_at > timedelta(hours=self.hours)


def patience(session: Session) -> Patience:
    stored = settings.read(session)
    return Patience(int(stored["unreported_days"]), int(stored["overdue_hours"]))
