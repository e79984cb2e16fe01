"""Whether new work waits as a draft until somebody publishes it, or is published at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.services import settings
from app.vocabulary import ScheduleStatus

DRAFT_FIRST = "new_work_is_draft"


def is_draft_first(session: Session) -> bool:
    return bool(settings.read(session)[DRAFT_FIRST])


def first_status(session: Session) -> ScheduleStatus:
    return ScheduleStatus.DRAFT if is_draft_first(session) else ScheduleStatus.PUBLISHED
