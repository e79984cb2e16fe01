"""What changed for a person since a change of the record: new, moved and cancelled work, as that person sees work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Employee, Event, Receipt, Schedule
from app.models.columns import utc_now
from app.queries import changes as change_queries
from app.queries import changes_as_of as past_queries
from app.queries import publishing as queries
from app.services.actors import Actor
from app.services.as_of import History, Past, Place, histories, standing_now, standing_then
from app.vocabulary import ScheduleStatus
from app.wording import say

#: What a person sees of the own schedule.
_SHOWN = (ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)


class News(StrEnum):
    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class SlipLine:
    """`event` comes with its store. `then` and `now` are the person's own places."""

    news: News
    event: Event
    schedule_id: int
    then: Place | None
    now: Place | None

    @property
    def starts_at(self) -> datetime:
        """What the person has to know first: where to be, or where not to go."""
        return (self.now or self.then).starts_at  # type: ignore[union-attr]  # one of them is there


@dataclass(frozen=True)
class Slip:
    employee: Employee
    lines: tuple[SlipLine, ...]
    receipt: Receipt | None
    can_look: bool
    """Has a sign-in."""


def own(session: Session, employee_id: int) -> tuple[tuple[SlipLine, ...], int]:
    """Since the person last confirmed; and the number to confirm, so that what comes later stays unseen."""
    upto = last_sequence(session)
    receipt = queries.receipts(session, [employee_id]).get(employee_id)
    return _lines_since(session, {employee_id: _since(receipt, seen=True)})[employee_id], upto


def confirm_seen(session: Session, actor: Actor, *, upto: int) -> None:
    """Raises NotFound for an account without an employee."""
    if actor.employee_id is None:
        raise NotFound(say("Your account is not linked to an employee."))
    receipt = _receipt(session, actor.employee_id)
    receipt.seen_sequence = max(receipt.seen_sequence, min(upto, last_sequence(session)))
    receipt.seen_at, receipt.on_paper = utc_now(), False


def hand_over(session: Session, actor: Actor, employee_id: int) -> None:
    """The person got the slip on paper: told and seen."""
    tell(session, actor, [employee_id])
    receipt = _receipt(session, employee_id)
    receipt.seen_sequence, receipt.seen_at, receipt.on_paper = receipt.told_sequence, utc_now(), True


def tell(session: Session, actor: Actor, employee_ids: Collection[int]) -> None:
    """Everything up to now was told to these people."""
    upto, now = last_sequence(session), utc_now()
    for employee_id in sorted(employee_ids):
        receipt = _receipt(session, employee_id)
        receipt.told_sequence, receipt.told_at, receipt.told_by = upto, now, actor.display_name[:120]


def _receipt(session: Session, employee_id: int) -> Receipt:
    found = queries.receipts(session, [employee_id], lock=True).get(employee_id)
    if found is None:
        found = Receipt(employee_id=employee_id, told_sequence=0, seen_sequence=0)
        session.add(found)
    return found


def last_sequence(session: Session) -> int:
    last = change_queries.last_change(session)
    return last.sequence if last is not None else 0


def slips_for(
    session: Session, people: Collection[Employee], *, seen: bool, with_drafts: Collection[int] = ()
) -> dict[int, Slip]:
    """One slip a person, since it was last `seen` or told. The named drafts count as if they were published.

    A fixed number of queries, however many people.
    """
    ids = [person.id for person in people]
    receipts = queries.receipts(session, ids)
    lines = _lines_since(session, {number: _since(receipts.get(number), seen) for number in ids}, with_drafts)
    looking = queries.with_sign_in(session, ids)
    return {one.id: Slip(one, lines[one.id], receipts.get(one.id), one.id in looking) for one in people}


def _lines_since(
    session: Session, since: Mapping[int, int], with_drafts: Collection[int] = ()
) -> dict[int, tuple[SlipLine, ...]]:
    """By person; what has begun is of no use to know any more."""
    oldest, now = min(since.values(), default=0), utc_now()
    found = histories(session, past_queries.schedules_of_people(session, since.keys(), now, oldest), oldest)
    events = past_queries.events_with_stores(session, {one.row.event_id for one in found.values()})
    lines = _lines(found.values(), since, events, frozenset(with_drafts))
    return {
        number: tuple(sorted((line for line in told if line.starts_at >= now), key=_order))
        for number, told in lines.items()
    }


def _order(line: SlipLine) -> tuple[datetime, int]:
    return line.starts_at, line.schedule_id


def _since(receipt: Receipt | None, seen: bool) -> int:
    if receipt is None:
        return 0
    return receipt.seen_sequence if seen else max(receipt.told_sequence, receipt.seen_sequence)


def _lines(
    found: Iterable[History], since: Mapping[int, int], events: Mapping[int, Event], drafts: frozenset[int]
) -> dict[int, list[SlipLine]]:
    lines: dict[int, list[SlipLine]] = {number: [] for number in since}
    for history in found:
        for employee_id in _concerned(history) & since.keys():
            line = _line(history.at(since[employee_id]), employee_id, events, drafts)
            if line is not None:
                lines[employee_id].append(line)
    return lines


def _concerned(history: History) -> set[int]:
    """Who has the work, or had it at any time."""
    before = {(row.before or {}).get("employee_id") for row, _ in history.steps}
    return {number for number in before if isinstance(number, int)} | {history.row.employee_id}


def _line(past: Past, employee_id: int, events: Mapping[int, Event], drafts: frozenset[int]) -> SlipLine | None:
    row: Schedule = past.row
    then = _own(standing_then(past), employee_id)
    now = standing_now(row) if row.id in drafts and row.employee_id == employee_id else None
    now = now or _own(standing_now(row), employee_id)
    if then is None and now is None:
        return None
    if then is not None and now is not None and then.where == now.where:
        return None
    news = News.NEW if then is None else News.CANCELLED if now is None else News.MOVED
    return SlipLine(news, events[row.event_id], row.id, then, now)


def _own(place: Place | None, employee_id: int) -> Place | None:
    seen = place is not None and place.status in _SHOWN and place.employee_id == employee_id
    return place if seen else None
