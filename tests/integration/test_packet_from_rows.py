"""Packets from rows alone: what is printed, what is kept, and what a crash leaves behind."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sa_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import db
from app.errors import AlreadyRunning, Forbidden, NotFound
from app.models import EdrItem, EdrReport, Job, Packet, PaperworkTemplate, SalesTool
from app.models.columns import utc_now
from app.paperwork.model import Missing
from app.services import daily_paperwork, jobs, packets, stored_files
from app.services.actors import Actor
from app.vocabulary import JobKind, JobState, Role, RotationKind, ScheduleStatus
from tests.factories import Make
from tests.integration.packet_world import DAY, NotedProgress, World, small_world
from tests.unit.paperwork.paper_samples import page_texts


@pytest.fixture
def world(make: Make, session: Session) -> World:
    return small_world(make, session)


def build(app: Flask, world: World) -> dict[str, Any]:
    with app.app_context():
        return daily_paperwork.run_packet(None, {"day": DAY.isoformat(), "store_id": world.store.id}, NotedProgress())


def files(app: Flask) -> list[Path]:
    return sorted(app.extensions["settings"].files_dir.iterdir())


@pytest.fixture(autouse=True)
def _no_files_before(app: Flask) -> None:
    for path in files(app):
        path.unlink()


def text_of(app: Flask, packet_id: int, actor: Actor) -> str:
    with app.app_context():
        path = daily_paperwork.packet_file(db.session(), actor, packet_id)
    return " ".join(page_texts(path.read_bytes()))


def gathered(app: Flask, world: World) -> Any:
    with app.app_context():
        return daily_paperwork.gather(db.session(), day=DAY, store_id=world.store.id)


def report_of(make: Make, world: World, **fields: Any) -> None:
    report = make.row(
        EdrReport(
            store_id=world.store.id, event_number="612345", source="report", fetched_at=utc_now(), raw={}, **fields
        )
    )
    item = {"item_number": "980001234", "gtin": "333832507", "description": "SAMPLE BITES"}
    make.row(EdrItem(report_id=report.id, position=0, **item))


def test_a_packet_is_built_when_nothing_can_be_fetched(app: Flask, world: World, actor: Actor) -> None:
    answer = build(app, world)

    words = text_of(app, answer["packet_id"], actor)
    assert answer["missing"] == 4
    assert "nobody is signed in at Walmart" in words
    assert "Crossmark names no product instructions for this event." in words
    assert "Lena Lead" in words


def test_an_event_name_with_markup_is_printed_as_it_is(app: Flask, make: Make, session: Session, actor: Actor) -> None:
    world = small_world(make, session)
    name = "612399-<script>alert(1)</script> & <b>Co</b>"
    event = make.event(store=world.store, event_number="612399", name=name)
    make.schedule(event=event, employee=make.employee(name="<i>Ann</i>", stores=(world.store,)), day=DAY, minutes=660)

    answer = build(app, world)

    words = text_of(app, answer["packet_id"], actor)
    assert "<script>alert(1)</script>" in words
    assert "<i>Ann</i>" in words


def test_the_day_is_read_with_the_same_number_of_queries_however_long_it_is(
    app: Flask, make: Make, session: Session
) -> None:
    few = small_world(make, session)
    before = queries_of(app, few)
    for place in range(6):
        event = make.event(store=few.store, sales_tool_urls=[f"https://tools.example/{place}.pdf"])
        make.schedule(event=event, employee=make.employee(stores=(few.store,)), day=DAY)
        make.row(SalesTool(event_id=event.id, url=event.sales_tool_urls[0], fetched_at=utc_now(), error="gone"))
        make.row(
            EdrReport(
                store_id=few.store.id, event_number=event.event_number, source="report", fetched_at=utc_now(), raw={}
            )
        )

    assert queries_of(app, few) <= before + 1  # the items of reports, which were none before
    assert before <= 40  # two thirds of them read what the audit on the cover asks the rules about


def queries_of(app: Flask, world: World) -> int:
    asked: list[str] = []
    with app.app_context():

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        sa_event.listen(db.engine, "before_cursor_execute", note)
        try:
            daily_paperwork.gather(db.session(), day=DAY, store_id=world.store.id)
        finally:
            sa_event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_lunch_end_and_duties_are_on_the_schedule(app: Flask, world: World) -> None:
    day = gathered(app, world)

    core = next(line for line in day.lines if line.employee == "Sam Sample")
    assert (core.start.hour, core.start.minute) == (9, 45)
    assert core.lunch is not None
    assert (core.lunch.start.hour, core.lunch.end.minute) == (13, 30)
    assert [(r.label, r.employee) for r in day.rotations] == [("Juicer", "Jo Juicer"), ("Primary Lead", "Lena Lead")]
    assert day.supervisor == "Lena Lead"
    assert [finding.fix for finding in day.findings] == ["Schedule the Core first."]


def test_two_people_of_one_name_are_told_apart(app: Flask, make: Make, world: World) -> None:
    for number in ("101", "102"):
        make.employee(name="Sam Sample", external_id=number, stores=(world.store,))

    sets = [bundle.employee for bundle in gathered(app, world).bundles]

    assert f"Sam Sample (Event Specialist) {world.specialist.external_id or world.specialist.id}" in sets
    assert "Lena Lead" in sets


def test_the_report_comes_from_the_cache_with_its_age(app: Flask, make: Make, world: World) -> None:
    report_of(make, world, name="SAMPLE BITES", preparation="Bake it.")

    report = gathered(app, world).bundles[0].edr

    assert report.items[0].gtin == "333832507"
    assert report.preparation == "Bake it."
    assert report.age.said().startswith("EDR data of ")


def test_another_stores_report_of_the_same_number_is_not_used(app: Flask, make: Make, world: World) -> None:
    other = make.store()
    make.row(
        EdrReport(store_id=other.id, event_number="612345", source="report", fetched_at=utc_now(), raw={}, name="OTHER")
    )

    assert isinstance(gathered(app, world).bundles[0].edr, Missing)


def test_findings_name_conflicts_time_off_and_open_work(app: Flask, make: Make, session: Session) -> None:
    world = small_world(make, session)
    make.event(store=world.store, name="612400-CORE-Forgotten", start_date=DAY, due_date=DAY)
    make.time_off(employee=world.specialist, starts_on=DAY)
    conflict = make.event(store=world.store, name="612401-CORE-Twice")
    broken = [{"rule": "overlap", "severity": "hard", "message": "Two events at once."}]
    make.schedule(
        event=conflict, employee=world.lead, day=DAY, minutes=640, status=ScheduleStatus.CONFLICT, warnings=broken
    )

    texts = [finding.text for finding in gathered(app, world).findings]

    assert any("is due Tue Mar 3 and lacks people. 612400-CORE-Forgotten" in text for text in texts)
    assert any(text.startswith("Sam Sample, ") and "time off" in text for text in texts)
    assert any("Two events at once." in text for text in texts)


def test_a_day_without_work_still_prints(app: Flask, make: Make, actor: Actor) -> None:
    store = make.store()
    with app.app_context():
        answer = daily_paperwork.run_packet(None, {"day": DAY.isoformat(), "store_id": store.id}, NotedProgress())

    words = text_of(app, answer["packet_id"], actor)
    assert "Nothing is scheduled on this day." in words
    assert "No Juicer rotation is set for Tuesdays." in words


def test_an_unknown_store_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        daily_paperwork.run_packet(None, {"day": DAY.isoformat(), "store_id": 4711}, NotedProgress())


def test_the_standard_forms_are_added_once(app: Flask, make: Make, transact: Any, actor: Actor, world: World) -> None:
    with transact() as session:
        assert daily_paperwork.seed_templates(session, actor) == 5
    with transact() as session:
        assert daily_paperwork.seed_templates(session, actor) == 0

    day = gathered(app, world)
    assert [template.name for template in day.bundles[0].templates] == [
        "Event table activity log",
        "Daily task checkoff sheet",
    ]
    assert day.daily_templates == ()  # nobody juices that day


def test_a_form_whose_file_is_gone_is_a_gap(app: Flask, make: Make, world: World) -> None:
    make.row(PaperworkTemplate(name="House rules", category="event", stored_name="0" * 32 + ".pdf"))

    content = gathered(app, world).bundles[0].templates[0].content

    assert isinstance(content, Missing)
    assert content.why == "The file of this form is gone."


def test_a_rotation_exception_replaces_the_usual_person(app: Flask, make: Make, world: World) -> None:
    from app.models import RotationException

    make.row(
        RotationException(
            store_id=world.store.id, day=DAY, kind=RotationKind.JUICER, employee_id=world.lead.id, reason="training"
        )
    )

    juicer = gathered(app, world).rotations[0]

    assert (juicer.employee, juicer.note) == ("Lena Lead", "instead of the usual person: training")


def test_only_the_owner_may_read_the_file_and_three_are_kept(app: Flask, world: World, session: Session) -> None:
    built = [build(app, world)["packet_id"] for _ in range(5)]

    session.rollback()
    kept = session.scalars(select(Packet).order_by(Packet.id)).all()
    assert [packet.id for packet in kept] == built[2:]
    assert [path.name for path in files(app)] == sorted(packet.stored_name for packet in kept)
    assert {path.stat().st_mode & 0o777 for path in files(app)} == {0o600}


def test_packets_of_long_ago_are_dropped(app: Flask, world: World, session: Session) -> None:
    old = build(app, world)["packet_id"]
    session.rollback()
    session.get_one(Packet, old).built_at = utc_now() - packets.KEPT_FOR - timedelta(hours=1)
    session.commit()

    new = build(app, world)["packet_id"]

    session.rollback()
    assert session.scalars(select(Packet.id)).all() == [new]
    assert len(files(app)) == 1


def test_a_crash_while_writing_leaves_neither_file_nor_row(
    app: Flask, world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        build(app, world)

    session.rollback()
    assert files(app) == []
    assert session.scalars(select(Packet)).all() == []


def test_a_crash_between_file_and_row_shows_the_old_packet_and_is_swept_up_later(
    app: Flask, world: World, session: Session, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(app, world)["packet_id"]

    def killed(*_: Any, **__: Any) -> Packet:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(packets, "insert", killed)
        with pytest.raises(RuntimeError):
            build(app, world)

    with app.app_context():
        latest = daily_paperwork.latest_packet(db.session(), actor, day=DAY, store_id=world.store.id)
        assert latest is not None
        assert latest.id == first
    assert len(files(app)) == 2
    yesterday = time.time() - stored_files.ORPHAN_SECONDS - 60
    for path in files(app):
        os.utime(path, (yesterday, yesterday))
    second = build(app, world)["packet_id"]
    session.rollback()
    known = {session.get_one(Packet, packet_id).stored_name for packet_id in (first, second)}
    assert {path.name for path in files(app)} == known


def test_a_packet_whose_file_was_lost_is_not_offered(app: Flask, world: World, actor: Actor) -> None:
    packet_id = build(app, world)["packet_id"]
    files(app)[0].unlink()

    with app.app_context():
        session = db.session()
        assert daily_paperwork.latest_packet(session, actor, day=DAY, store_id=world.store.id) is None
        with pytest.raises(NotFound, match="Build the packet again"):
            daily_paperwork.packet_file(session, actor, packet_id)


def test_the_worker_builds_what_was_asked_for_and_a_second_request_meets_the_first(
    app: Flask, world: World, actor: Actor, transact: Any, session: Session, rung: list[str]
) -> None:
    with transact() as writing:
        job_id = daily_paperwork.request_packet(writing, actor, day=DAY, store_id=world.store.id).job_id
    with transact() as writing, pytest.raises(AlreadyRunning):
        daily_paperwork.request_packet(writing, actor, day=DAY, store_id=world.store.id)
    with app.app_context():
        jobs.run(job_id, {JobKind.PACKET: daily_paperwork.run_packet})

    session.rollback()
    job = session.get_one(Job, job_id)
    assert rung == ["run_job"]
    assert job.state is JobState.DONE
    assert session.get_one(Packet, job.result["packet_id"]).job_id == job_id
    assert "4 parts missing" in job.message


def test_who_may_ask_for_packets(app: Flask, world: World, transact: Any) -> None:
    viewer = Actor(user_id=None, username="v", display_name="V", role=Role.VIEWER, store_ids=None)
    elsewhere = Actor(user_id=None, username="s", display_name="S", role=Role.SUPERVISOR, store_ids=frozenset({999}))
    with transact() as session:
        with pytest.raises(Forbidden):
            daily_paperwork.request_packet(session, viewer, day=DAY, store_id=world.store.id)
        with pytest.raises(NotFound):
            daily_paperwork.request_packet(session, elsewhere, day=DAY, store_id=world.store.id)
        with pytest.raises(NotFound):
            daily_paperwork.latest_packet(session, elsewhere, day=DAY, store_id=world.store.id)
