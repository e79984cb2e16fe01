"""One schedule as the calendar shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.formatting import hhmm, local_day, local_minutes, minutes_clock
from app.models import Event, Schedule
from app.vocabulary import Condition, EventType, ScheduleStatus, SyncState

#: `612345-CORE-Sparkling Water` begins with what the letter and the number say already.
_PREFIX = re.compile(
    r"^\d{6}[-\s]+(?:(?:CORE|SUPERVISOR?|V2-SUPERVISO?R?|JUICER|FREEOSK|DIGITALS?|OTHER)[-\s]+)?", re.I
)
#: ... and ends with them once more, often cut off: `-V2-SUPERVISO`.
_SUFFIX = re.compile(r"[-\s]+V\d+[-\s]+(?:CORE|SUP[A-Z]*|JUI[A-Z]*|FREEO[A-Z]*|DIG[A-Z]*)$", re.I)
_TROUBLED = (SyncState.FAILED, SyncState.UNKNOWN, SyncState.NEEDS_REVIEW)
_WITHDRAWN = (Condition.CANCELED, Condition.EXPIRED)


def short_name(event: Event) -> str:
    return _SUFFIX.sub("", _PREFIX.sub("", event.name)).strip() or event.name


@dataclass(frozen=True)
class Chip:
    schedule: Schedule
    zone: str

    @property
    def day(self) -> date:
        return local_day(self.schedule.starts_at, self.zone)

    @property
    def start(self) -> int:
        return local_minutes(self.schedule.starts_at, self.zone)

    @property
    def start_time(self) -> str:
        return hhmm(self.start)

    @property
    def clock(self) -> str:
        return minutes_clock(self.start)

    @property
    def short_clock(self) -> str:
        """9:45a, because a cell of the grid is narrow."""
        words = minutes_clock(self.start)
        return words.removesuffix(" AM") + "a" if words.endswith(" AM") else words.removesuffix(" PM") + "p"

    @property
    def until(self) -> str:
        return minutes_clock(local_minutes(self.schedule.ends_at, self.zone))

    @property
    def name(self) -> str:
        return short_name(self.schedule.event)

    @property
    def is_conflict(self) -> bool:
        return self.schedule.status is ScheduleStatus.CONFLICT

    @property
    def is_draft(self) -> bool:
        return self.schedule.status is ScheduleStatus.DRAFT

    @property
    def is_done(self) -> bool:
        return self.schedule.status is ScheduleStatus.COMPLETED

    @property
    def is_core(self) -> bool:
        return self.schedule.event.type is EventType.CORE

    @property
    def is_withdrawn(self) -> bool:
        """Crossmark no longer wants the event that somebody is booked on."""
        return self.schedule.event.condition in _WITHDRAWN or self.schedule.event.removed_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.schedule.sync_state in (SyncState.PENDING, SyncState.DELETE_PENDING)

    @property
    def is_troubled(self) -> bool:
        return self.schedule.sync_state in _TROUBLED
