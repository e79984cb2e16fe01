"""Rows as the API shows them. Times are wall time of the store's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.formatting import hhmm, local_day, local_minutes
from app.models import (
    Change,
    Employee,
    Event,
    Job,
    Proposal,
    Rotation,
    RotationException,
    Run,
    Schedule,
    Store,
    SyncRun,
    WeeklyAvailability,
)
from app.queries.events_list import status_of
from app.services.rotation_report import RotationReport
from app.services.run_comparison import Comparison, Figure, Place
from app.services.scheduling.rotation_gaps import Gap
from app.services.scheduling.rotation_shares import Share
from app.vocabulary import ProposalKind

Shown = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def store(row: Store) -> Shown:
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "timezone": row.timezone,
        "active": row.active,
        "version": row.version,
    }


def employee(row: Employee) -> Shown:
    """Needs `stores` loaded."""
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "title": row.title.value,
        "store_ids": [link.store_id for link in row.stores],
        "rep_id": row.rep_id,
        "external_id": row.external_id,
        "active": row.active,
        "adult_beverage_trained": row.adult_beverage_trained,
        "max_minutes_week": row.max_minutes_week,
        "target_minutes_week": row.target_minutes_week,
        "max_days_week": row.max_days_week,
        "version": row.version,
    }


def rotation(row: Rotation) -> Shown:
    return {
        "id": row.id,
        "store_id": row.store_id,
        "kind": row.kind.value,
        "weekday": row.weekday,
        "employee_id": row.employee_id,
        "backup_employee_id": row.backup_employee_id,
        "version": row.version,
    }


def rotation_exception(row: RotationException) -> Shown:
    return {
        "id": row.id,
        "store_id": row.store_id,
        "date": row.day.isoformat(),
        "kind": row.kind.value,
        "employee_id": row.employee_id,
        "reason": row.reason,
    }


def rotation_report(store_id: int, found: RotationReport) -> Shown:
    return {
        "store_id": store_id,
        "first_day": found.first.isoformat(),
        "last_day": found.last.isoformat(),
        "gaps": [_gap(gap) for gap in found.gaps],
        "fairness": [
            {"duty": duty.kind.value, "fair_days": round(duty.fair, 1), "shares": [_share(one) for one in duty.shares]}
            for duty in found.shares
        ],
    }


def _gap(gap: Gap) -> Shown:
    return {
        "kind": gap.kind.value,
        "duty": gap.rotation.value,
        "date": gap.day.isoformat(),
        "critical": gap.critical,
        "employee_id": gap.person.id if gap.person else None,
        "stand_in": gap.stand_in,
        "message": gap.message,
        "fix": gap.fix,
    }


def _share(share: Share) -> Shown:
    return {
        "employee_id": share.employee.id,
        "employee_name": share.employee.name,
        "days_done": share.done,
        "days_ahead": share.ahead,
    }


def week(rows: list[WeeklyAvailability]) -> dict[str, list[list[str]]]:
    """Every weekday of an employee who has hours at all; nothing at all means always available."""
    if not rows:
        return {}
    shown: dict[str, list[list[str]]] = {str(weekday): [] for weekday in range(7)}
    for row in sorted(rows, key=lambda row: (row.weekday, row.starts_minute)):
        shown[str(row.weekday)].append([hhmm(row.starts_minute), hhmm(row.ends_minute)])
    return shown


def event(found: tuple[Event, int]) -> Shown:
    row, booked = found
    return {
        "id": row.id,
        "ref_num": row.ref_num,
        "external_id": row.external_id,
        "event_number": row.event_number,
        "name": row.name,
        "type": row.type.value,
        "store_id": row.store_id,
        "start_date": row.start_date.isoformat(),
        "due_date": row.due_date.isoformat(),
        "duration_minutes": row.duration_minutes,
        "required_headcount": row.required_headcount,
        "scheduled_headcount": booked,
        "priority": row.priority,
        "condition": row.condition.value,
        "status": status_of(row, booked).value,
        "parent_id": row.parent_id,
        "version": row.version,
    }


def schedule(row: Schedule) -> Shown:
    """Needs event and store loaded."""
    zone = row.event.store.timezone
    return {
        "id": row.id,
        "event_id": row.event_id,
        "employee_id": row.employee_id,
        "store_id": row.event.store_id,
        "date": local_day(row.starts_at, zone).isoformat(),
        "start_time": hhmm(local_minutes(row.starts_at, zone)),
        "end_time": hhmm(local_minutes(row.ends_at, zone)),
        "status": row.status.value,
        "exclusive": row.exclusive,
        "pinned": row.pinned,
        "sync_state": row.sync_state.value,
        "warnings": row.warnings,
        "override_reason": row.override_reason,
        "version": row.version,
    }


def schedule_of_day(row: Schedule) -> Shown:
    """With names, so that a day can be shown without asking again. Needs event, store and employee loaded."""
    work, person = row.event, row.employee
    return schedule(row) | {
        "event": {"id": work.id, "name": work.name, "type": work.type.value, "ref_num": work.ref_num},
        "employee": {"id": person.id, "name": person.name, "title": person.title.value},
    }


def change(row: Change) -> Shown:
    return {
        "id": row.id,
        "at": moment(row.at),
        "actor": row.actor,
        "user_id": row.user_id,
        "source": row.source,
        "command": row.command,
        "summary": row.summary,
        "reason": row.reason,
        "store_id": row.store_id,
        "request_id": row.request_id,
        "undo_of_id": row.undo_of_id,
    }


def job(row: Job) -> Shown:
    return {
        "id": row.id,
        "kind": row.kind.value,
        "state": row.state.value,
        "progress": row.progress,
        "message": row.message,
        "error": row.error,
        "result": row.result,
        "created_at": moment(row.created_at),
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
    }


def run(row: Run) -> Shown:
    return {
        "id": row.id,
        "week": row.week_start.isoformat(),
        "last_day": row.last_day.isoformat(),
        "store_ids": row.store_ids,
        "event_ids": row.event_ids,
        "mode": row.mode,
        "touch_frozen": row.touch_frozen,
        "assumptions": row.assumptions,
        "config": row.config,
        "status": row.status.value,
        "job_id": row.job_id,
        "time_limit_s": row.time_limit_s,
        "seed": row.seed,
        "inputs_hash": row.inputs_hash,
        "metrics": row.metrics,
        "error": row.error,
        "created_at": moment(row.created_at),
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
        "applied_at": moment(row.applied_at),
        "reverted_at": moment(row.reverted_at),
        "reverted_by": row.reverted_by,
        "version": row.version,
    }


def comparison(found: Comparison) -> Shown:
    return {
        "same_week": found.same_week,
        "same_inputs": found.same_inputs,
        "figures": [
            {"name": one.name, "first": one.values[0], "second": one.values[1], "better": _better(one)}
            for one in found.figures
        ],
        "differences": [
            {
                "event_id": one.event_id,
                "event_name": one.event_name,
                "first": [_place(place, one.zone) for place in one.first],
                "second": [_place(place, one.zone) for place in one.second],
            }
            for one in found.differences
        ],
    }


def _better(figure: Figure) -> str | None:
    return None if figure.best is None else ("first", "second")[figure.best]


def _place(place: Place, zone: str) -> Shown:
    return {
        "employee_name": place.employee,
        "date": local_day(place.starts_at, zone).isoformat(),
        "start_time": hhmm(local_minutes(place.starts_at, zone)),
    }


def run_with_lines(row: Run, lines: list[Proposal]) -> Shown:
    """Needs event, store and employee of each line loaded."""
    proposals = [proposal(line) for line in lines if line.kind is not ProposalKind.UNASSIGNED]
    unassigned = [unassigned_event(line) for line in lines if line.kind is ProposalKind.UNASSIGNED]
    return run(row) | {"proposals": proposals, "unassigned": unassigned}


def proposal(row: Proposal) -> Shown:
    zone = row.event.store.timezone
    starts, ends = row.starts_at, row.ends_at
    return {
        "id": row.id,
        "event_id": row.event_id,
        "event_name": row.event.name,
        "employee_id": row.employee_id,
        "employee_name": row.employee.name if row.employee is not None else None,
        "date": local_day(starts, zone).isoformat() if starts else None,
        "start_time": hhmm(local_minutes(starts, zone)) if starts else None,
        "end_time": hhmm(local_minutes(ends, zone)) if ends else None,
        "kind": row.kind.value,
        "status": row.status.value,
        "replaces_schedule_id": row.replaces_schedule_id,
        "schedule_id": row.schedule_id,
        "reason": row.reason,
        "warnings": row.warnings,
        "version": row.version,
    }


def unassigned_event(row: Proposal) -> Shown:
    return {
        "id": row.id,
        "event_id": row.event_id,
        "event_name": row.event.name,
        "rule": row.failure_rule,
        "reason": row.failure_reason or row.reason,
    }


def sync_run(row: SyncRun, *, in_detail: bool) -> Shown:
    return {
        "id": row.id,
        "source": row.source,
        "status": row.status,
        "job_id": row.job_id,
        "counts": row.counts,
        "differences": row.differences if in_detail else [],
        "problems": row.problems if in_detail else [],
        "error": row.error,
        "change_id": row.change_id,
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
        "duration_s": (row.finished_at - row.started_at).total_seconds() if row.finished_at else None,
        "held": {what: len(ids) for what, ids in row.held.items()},
        "decision": row.decision or None,
    }
