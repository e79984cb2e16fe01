"""The daily audit on real rows: looked at, kept, set aside, and made every night."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.models import Audit, AuditDismissal, Employee, Job, Store
from app.models.columns import utc_now
from app.services import changes, daily_audit, jobs, nightly
from app.services.actors import Actor
from app.tasks.doorbells import RUNNERS
from app.vocabulary import FindingSeverity, JobKind, JobState, Role, ScheduleStatus
from app.wording import speaking
from tests.factories import MONDAY, Make
from tests.functional.statements import counted

DAY = MONDAY + timedelta(days=2)
Transact = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def store(make: Make) -> Store:
    return make.store()


@pytest.fixture
def ann(make: Make, store: Store) -> Employee:
    return make.employee(stores=(store,), name="Ann Arbor")


def found(session: Session, actor: Actor, store: Store) -> dict[str, FindingSeverity]:
    audited = daily_audit.look(session, actor, store_id=store.id, first=DAY)
    return {one.check: one.severity for one in audited.open}


def test_it_names_what_the_rows_show(transact: Transact, make: Make, actor: Actor, store: Store, ann: Employee) -> None:
    make.schedule(event=make.event(store=store), employee=ann, day=DAY)
    make.time_off(employee=ann, starts_on=DAY)
    make.event(store=store, due_date=DAY)
    broken = [{"rule": "overlap", "severity": "hard", "message": "Two events at once."}]
    make.schedule(event=make.event(store=store), employee=ann, day=DAY, status=ScheduleStatus.CONFLICT, warnings=broken)

    with transact() as session:
        seen = found(session, actor, store)

    critical = {check for check, severity in seen.items() if severity is FindingSeverity.CRITICAL}
    assert critical == {"time_off_conflict", "urgent_unscheduled", "imported_conflict", "rotation_gap"}


def test_a_finding_set_aside_stays_away_until_its_facts_change(
    transact: Transact, make: Make, actor: Actor, session: Session, store: Store
) -> None:
    event = make.event(store=store, due_date=DAY)
    with transact() as inner:
        key = next(
            one.key
            for one in daily_audit.look(inner, actor, store_id=store.id, first=DAY).open
            if one.check == "urgent_unscheduled"
        )
        with speaking("es"):
            daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key=key, reason="The store closes early")
    with transact() as inner:
        assert "urgent_unscheduled" not in found(inner, actor, store)
        [(finding, dismissal)] = daily_audit.look(inner, actor, store_id=store.id, first=DAY).set_aside
        assert (finding.key, dismissal.reason) == (key, "The store closes early")

    session.rollback()
    row = session.get_one(type(event), event.id)
    row.start_date = MONDAY - timedelta(days=7)
    session.commit()

    with transact() as inner:
        assert "urgent_unscheduled" in found(inner, actor, store)


def test_setting_aside_can_be_undone_and_taken_back(transact: Transact, make: Make, actor: Actor, store: Store) -> None:
    with transact() as inner:
        one = daily_audit.look(inner, actor, store_id=store.id, first=DAY).open[0]
        change = daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key=one.key, reason="known")
    with transact() as inner:
        with pytest.raises(Conflict):
            daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key=one.key, reason="again")
        changes.undo(inner, actor, change_id=change or 0)
    with transact() as inner:
        assert inner.scalars(select(AuditDismissal)).all() == []
        daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key=one.key, reason="known")
        daily_audit.bring_back(inner, actor, store_id=store.id, key=one.key)
        assert inner.scalars(select(AuditDismissal)).all() == []


def test_setting_aside_needs_a_reason_a_finding_and_a_manager(transact: Transact, actor: Actor, store: Store) -> None:
    supervisor = Actor(None, "sue", "Sue", Role.SUPERVISOR, None)
    with transact() as inner:
        with pytest.raises(Invalid):
            daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key="x", reason=" ")
        with pytest.raises(NotFound):
            daily_audit.dismiss(inner, actor, store_id=store.id, day=DAY, key="x", reason="known")
        with pytest.raises(Forbidden):
            daily_audit.dismiss(inner, supervisor, store_id=store.id, day=DAY, key="x", reason="known")
        with pytest.raises(NotFound):
            daily_audit.bring_back(inner, actor, store_id=store.id, key="x")


@pytest.mark.parametrize("days", [-1, daily_audit.LONGEST_DAYS])
def test_a_range_that_cannot_be_is_refused(transact: Transact, actor: Actor, store: Store, days: int) -> None:
    with transact() as inner, pytest.raises(Invalid):
        daily_audit.look(inner, actor, store_id=store.id, first=DAY, last=DAY + timedelta(days=days))


def test_another_managers_store_is_not_found(transact: Transact, store: Store) -> None:
    stranger = Actor(None, "ned", "Ned", Role.MANAGER, frozenset({store.id + 1}))
    with transact() as inner, pytest.raises(NotFound):
        daily_audit.look(inner, stranger, store_id=store.id, first=DAY)


def test_each_store_is_audited_once_a_night_although_the_sync_is_off(
    transact: Transact, session: Session, store: Store, app: Flask
) -> None:
    with time_machine.travel("2026-03-04T13:00:00Z", tick=True):
        for _ in range(2):
            with transact() as inner:
                nightly.enqueue_due(inner, utc_now())
        session.rollback()
        [job] = session.scalars(select(Job).where(Job.kind == JobKind.AUDIT)).all()
        job_id = job.id
        session.rollback()
        with app.app_context():
            jobs.run(job_id, RUNNERS)

    session.rollback()
    assert session.get_one(Job, job_id).state is JobState.DONE
    [audit] = session.scalars(select(Audit)).all()
    assert (audit.store_id, audit.first_day, audit.actor) == (store.id, DAY, "The product")
    assert audit.critical == sum(one["severity"] == "critical" for one in audit.findings) > 0


def test_nothing_it_reads_grows_with_the_work(
    transact: Transact, make: Make, actor: Actor, store: Store, app: Flask
) -> None:
    def look() -> None:
        with app.app_context(), transaction() as inner:
            daily_audit.look(inner, actor, store_id=store.id, first=DAY)

    make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=DAY)
    few = counted(app, look)
    for _ in range(5):
        make.schedule(event=make.event(store=store), employee=make.employee(stores=(store,)), day=DAY)
    assert counted(app, look) == few
