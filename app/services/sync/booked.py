"""Schedules as Crossmark holds them. A booking that breaks a hard rule here is kept as a conflict with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models import Event, Schedule
from app.queries import sync as queries
from app.services.sync.judging import Judge
from app.services.sync.losses import gone_twice, is_suspicious
from app.services.sync.report import Report, Touched, assign
from app.services.sync.standing import Standing
from app.vocabulary import Condition, ScheduleStatus, SyncState


def apply_schedules(
    session: Session,
    standing: list[Standing],
    events: dict[str, Event],
    *,
    window: tuple[datetime, datetime],
    now: datetime,
    judge: Judge,
    report: Report,
) -> None:
    """Events with a change of ours that still waits are left alone."""
    unsettled = queries.unsettled_event_ids(session)
    event_ids = [event.id for event in events.values() if event.id not in unsettled]
    saved = queries.standing_schedules(session, event_ids)
    wanted = [entry for entry in standing if entry.event.id not in unsettled]
    pairs = matched(wanted, saved)
    taken = {schedule.id for _, schedule in pairs if schedule is not None}
    _cancel_vanished([row for row in saved if row.id not in taken], len(saved), window, now, report)
    touched = []
    for entry, schedule in pairs:
        touched += _place(session, entry, schedule, report)
    # Everything that moved stands aside as a conflict first, so that two people who traded places never collide
    # halfway; the judge then lets in what may hold its time.
    session.flush()
    _settle(session, touched, pairs, judge, report)


def matched(wanted: list[Standing], saved: list[Schedule]) -> list[tuple[Standing, Schedule | None]]:
    """By Crossmark's id, else by the same person, event and start when ours has no id yet."""
    by_id = {row.crossmark_id: row for row in saved if row.crossmark_id}
    by_key = {(row.event_id, row.employee_id, row.starts_at): row for row in saved if not row.crossmark_id}
    return [(entry, by_id.get(entry.crossmark_id) or by_key.get(entry.natural_key)) for entry in wanted]


def _cancel_vanished(
    rows: Iterable[Schedule], known: int, window: tuple[datetime, datetime], now: datetime, report: Report
) -> None:
    """Only what Crossmark once confirmed, only inside the days that were asked for, and only at the second time."""
    gone = [
        row
        for row in rows
        if row.crossmark_id and row.sync_state is SyncState.SYNCED and window[0] <= row.starts_at < window[1]
    ]
    if is_suspicious(len(gone), known):
        report.hold("bookings", [row.id for row in gone], known)
        return
    first, twice = gone_twice(gone, now)
    for row in first:
        report.problem(
            "missing",
            f"{row.event.name[:80]}: booking {row.crossmark_id} is not in Crossmark's list any more. If the next sync "
            "does not find it either, it is cancelled here.",
        )
    for row in twice:
        row.status = ScheduleStatus.CANCELLED
        row.sync_state = SyncState.LOCAL
        text = f"Booking {row.crossmark_id} was taken away at Crossmark."
        report.changed("schedules_cancelled", text)
        report.touched.append(Touched(row.event, "booking_gone", text, row.employee_id))


def _place(session: Session, entry: Standing, schedule: Schedule | None, report: Report) -> list[Schedule]:
    """The schedule when it is new or differs, as a conflict for the time being."""
    values = _values(entry, schedule)
    if schedule is None:
        schedule = Schedule(event_id=entry.event.id, status=ScheduleStatus.CONFLICT, warnings=[], **values)
        session.add(schedule)
        report.changed("schedules_created", f"{entry.employee.name} is booked for {entry.event.name}.")
        return [schedule]
    was = schedule.employee_id
    decided = {name: values.pop(name) for name in ("employee_id", "starts_at", "ends_at", "exclusive")}
    assign(schedule, **values)
    if not assign(schedule, **decided):
        return []
    schedule.status = ScheduleStatus.CONFLICT
    text = f"{entry.event.name}: now {entry.employee.name}, changed at Crossmark."
    report.changed("schedules_updated", text)
    report.touched += [Touched(entry.event, "booking_moved", text, person) for person in {was, entry.employee.id}]
    return [schedule]


def _values(entry: Standing, schedule: Schedule | None) -> dict[str, Any]:
    ends_at = entry.ends_at
    if ends_at is None and schedule is not None and schedule.starts_at == entry.starts_at:
        ends_at = schedule.ends_at
    exclusive = entry.event.exclusive if schedule is None else schedule.exclusive
    return {
        "employee_id": entry.employee.id,
        "starts_at": entry.starts_at,
        "ends_at": ends_at or entry.starts_at + timedelta(minutes=entry.event.duration_minutes),
        "exclusive": exclusive,
        "crossmark_id": entry.crossmark_id,
        "sync_state": SyncState.SYNCED,
        "missing_since": None,
    }


def _settle(
    session: Session,
    touched: list[Schedule],
    pairs: list[tuple[Standing, Schedule | None]],
    judge: Judge,
    report: Report,
) -> None:
    """New, changed and still conflicting schedules, earliest first."""
    asked = {row.id: row for row in touched}
    asked |= {row.id: row for _, row in pairs if row is not None and row.status is ScheduleStatus.CONFLICT}
    by_crossmark_id = {entry.crossmark_id: entry for entry, _ in pairs}
    new = {row.id for row in touched}
    judge.prepare(session, list(asked.values()))
    for schedule in sorted(asked.values(), key=lambda row: (row.starts_at, row.id)):
        entry = by_crossmark_id[str(schedule.crossmark_id)]
        verdict = judge.verdict(schedule, entry)
        status = ScheduleStatus.CONFLICT if verdict.is_conflict else _clean_status(entry.event)
        assign(schedule, exclusive=verdict.exclusive)
        differs = assign(schedule, status=status, warnings=list(verdict.warnings))
        if verdict.is_conflict:
            report.problem("conflict", verdict.warnings[0]["message"])
        if differs and verdict.is_conflict:
            report.counts["schedules_in_conflict"] += 1
        elif "status" in differs and schedule.id not in new:
            report.changed("schedules_settled", f"{entry.event.name}: the conflict is gone.")
        session.flush()


def _clean_status(event: Event) -> ScheduleStatus:
    return ScheduleStatus.COMPLETED if event.condition is Condition.SUBMITTED else ScheduleStatus.PUBLISHED
