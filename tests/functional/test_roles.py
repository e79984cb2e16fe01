"""Every route of the product against every role, and against a manager of another store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.models import (
    Attendance,
    AvailabilityOverride,
    Change,
    Job,
    OutboxItem,
    Packet,
    Proposal,
    Rotation,
    RotationException,
    Schedule,
    TimeOff,
)
from app.models.columns import utc_now
from app.vocabulary import (
    PERMISSIONS,
    AttendanceStatus,
    JobKind,
    OutboxOperation,
    OutboxState,
    Permission,
    ProposalKind,
    ProposalStatus,
    Role,
    RotationKind,
)
from app.web.access import access_of
from app.web.converters import DayConverter
from tests.factories import MONDAY, Make
from tests.functional.page_client import PageClient

DAY = date(2026, 11, 24)
#: Who may do what, written down a second time: a change here is a decision, not an accident.
MAY = {
    Role.EMPLOYEE: {"own_account", "view_own_schedule"},
    Role.VIEWER: {"own_account", "view_own_schedule", "view_schedule", "view_employees", "view_events"},
}
MAY[Role.SUPERVISOR] = MAY[Role.VIEWER] | {
    "edit_schedule", "view_attendance", "record_attendance", "print_paperwork",
}  # fmt: skip
MAY[Role.MANAGER] = MAY[Role.SUPERVISOR] | {
    "override_rules", "run_auto_scheduler", "apply_run", "edit_employees", "edit_events", "run_sync", "edit_rotations",
    "decide_time_off", "edit_settings", "view_audit",
}  # fmt: skip
MAY[Role.ADMIN] = MAY[Role.MANAGER] | {"manage_users", "manage_webhooks"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(app: Flask, rule: Rule, ids: dict[str, int]) -> str:
    """With something in every place of the pattern that its converter accepts."""
    texts = {"name": "sync", "token": "x" * 20}
    values: dict[str, Any] = {}
    for name in rule.arguments:
        takes_days = isinstance(rule._converters[name], DayConverter)
        values[name] = DAY if takes_days else texts.get(name, ids.get(name, 1))
    built = rule.build(values)
    assert built is not None, rule.rule
    return built[1]


def test_the_table_of_permissions_is_the_one_that_was_decided():
    found = {role: {str(one) for one, roles in PERMISSIONS.items() if role in roles} for role in Role}

    assert found == MAY


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_where_its_permissions_lead_and_nowhere_else(app, sign_in, role):
    client: FlaskClient = sign_in(role)
    wrong = []
    for rule, method in routes(app):
        needed = access_of(app, rule.endpoint, method)
        if rule.endpoint in {"auth.logout", "auth.login"}:
            continue
        refused = client.open(address(app, rule, {}), method=method).status_code == 403
        if refused == (not isinstance(needed, Permission) or needed.value in MAY[role]):
            wrong.append((method, rule.rule, needed))

    assert wrong == []


@pytest.fixture
def foreign(make: Make, session: Session) -> dict[str, int]:
    """Ids of rows of a store, by the names that addresses give them."""
    store = make.store()
    person = make.employee(stores=(store,))
    event = make.event(store=store)
    booked = make.schedule(event=event, employee=person, day=MONDAY)
    run = make.run(store=store)
    line = make.row(
        Proposal(run_id=run.id, event_id=event.id, kind=ProposalKind.UNASSIGNED, status=ProposalStatus.PROPOSED)
    )
    job = make.row(Job(kind=JobKind.PACKET, key="x", run_at=utc_now(), payload={"store_id": store.id}))
    stopped = OutboxItem(
        operation=OutboxOperation.BOOK, schedule_id=booked.id, event_id=event.id, payload={}, state=OutboxState.DEAD,
        next_try_at=utc_now(),
    )  # fmt: skip
    change = Change(
        sequence=1, at=utc_now(), actor="Mia", source="page", command="move", summary="moved", store_id=store.id,
        request_id="", previous_hash="0", hash="1",
    )  # fmt: skip
    packet = Packet(
        store_id=store.id, day=MONDAY, stored_name="x.pdf", pages=1, size_bytes=1, manifest={}, built_at=utc_now()
    )
    off = TimeOff(employee_id=person.id, starts_on=MONDAY, ends_on=MONDAY)
    came = Attendance(employee_id=person.id, day=MONDAY, status=AttendanceStatus.LATE, recorded_at=utc_now())
    semester = AvailabilityOverride(employee_id=person.id, starts_on=MONDAY, ends_on=MONDAY, monday=False)
    duty = Rotation(store_id=store.id, weekday=0, kind=RotationKind.JUICER, employee_id=person.id)
    instead = RotationException(
        store_id=store.id, day=MONDAY, kind=RotationKind.JUICER, employee_id=person.id, reason=""
    )
    rows = {"item_id": stopped, "change_id": change, "packet_id": packet, "time_off_id": off, "rotation_id": duty}
    return {
        "store_id": store.id,
        "employee_id": person.id,
        "event_id": event.id,
        "schedule_id": booked.id,
        "run_id": run.id,
        "other_id": make.run(store=store).id,
        "proposal_id": line.id,
        "job_id": job.id,
        "exception_id": make.row(instead).id,
        "attendance_id": make.row(came).id,
        "override_id": make.row(semester).id,
        **{name: make.row(row).id for name, row in rows.items()},
    }


@pytest.fixture
def stranger(sign_in: Callable[..., FlaskClient], make: Make, foreign: dict[str, int]) -> PageClient:
    return PageClient(sign_in(Role.MANAGER, store_ids=[make.store().id]))


def test_rows_of_another_store_do_not_exist(app, stranger, foreign):
    seen = []
    for rule, method in routes(app):
        if method != "GET" or not rule.arguments & foreign.keys():
            continue
        asked = {"HX-Request": "true"}  # some pieces of pages send whoever asks for a whole page elsewhere
        status = stranger.client.get(address(app, rule, foreign), headers=asked).status_code
        if status != 404:
            seen.append((rule.rule, status))

    assert seen == []


def test_rows_of_another_store_cannot_be_touched(app, stranger, foreign, session):
    before = session.get_one(Schedule, foreign["schedule_id"]).version
    done = []
    for rule, method in routes(app):
        if method == "GET" or not rule.arguments & foreign.keys():
            continue
        headers = {"X-CSRFToken": stranger.token(), "Referer": "http://localhost/", "If-Match": "*"}
        json = {} if rule.rule.startswith(("/api/", "/scheduling/")) else None
        status = stranger.client.open(
            address(app, rule, foreign), method=method, headers=headers, json=json
        ).status_code
        if status not in {400, 403, 404, 422}:
            done.append((method, rule.rule, status))

    assert done == []
    session.rollback()
    assert session.get_one(Schedule, foreign["schedule_id"]).version == before
