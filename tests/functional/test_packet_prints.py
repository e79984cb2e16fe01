"""Printing a packet, waiving what is missing, and printing again only what has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import db, transaction
from app.models import Change, Employee, Job, Packet, PacketPrint, PacketWaiver, Schedule
from app.services import changes, daily_paperwork, jobs
from app.services.actors import system_actor
from app.vocabulary import JobKind, Role
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world
from tests.unit.paperwork.paper_samples import page_texts

SignIn = Callable[..., FlaskClient]
Row = TypeVar("Row")


@dataclass
class Desk:
    """A manager at the Paperwork page, with the worker at hand."""

    app: Flask
    page: PageClient
    world: World

    @property
    def address(self) -> str:
        return f"/paperwork?date={DAY}&store={self.world.store.id}"

    @property
    def text(self) -> str:
        return self.page.get(self.address).text

    def build(self) -> int:
        self.page.post("/paperwork/build", {"date": DAY.isoformat(), "store_id": self.world.store.id})
        with self.app.app_context():
            newest = int(db.session().scalar(select(func.max(Job.id))) or 0)
            jobs.run(newest, {JobKind.PACKET: daily_paperwork.run_packet})
            return int(db.session().scalar(select(func.max(Packet.id))) or 0)

    def print(self, packet_id: int, selection: str, status: int = 302) -> list[str]:
        """Words of each page that comes out."""
        answer = self.page.post(f"/paperwork/packets/{packet_id}/print", {"selection": selection}, status=status)
        return words(self.page.get(answer.headers["Location"])) if status == 302 else []

    def post(self, action: str, **fields: str) -> None:
        self.page.post(f"/paperwork/{DAY}/stores/{self.world.store.id}/{action}", fields)

    def hand_over(self) -> None:
        """Jo takes Sam's event, as somebody who calls in sick at six in the morning makes necessary."""
        with self.app.app_context(), transaction() as session:
            booking = session.scalars(select(Schedule).where(Schedule.event_id == self.world.core[0].id)).one()
            jo = session.scalars(select(Employee).where(Employee.name == "Jo Juicer")).one()
            with changes.record(session, system_actor("page"), command="reassign", summary="Handed over"):
                booking.employee_id = jo.id

    def rows(self, query: Select[Row]) -> list[Row]:
        with self.app.app_context():
            return list(db.session().scalars(query))


def words(answer: TestResponse) -> list[str]:
    with answer:
        assert answer.mimetype == "application/pdf"
        return page_texts(answer.data)


@pytest.fixture
def desk(app: Flask, sign_in: SignIn, make: Make, session: Session) -> Desk:
    return Desk(app, PageClient(sign_in()), small_world(make, session))


def edr_of(desk: Desk) -> str:
    return f"event {desk.world.core[0].id}/edr"


def test_a_print_is_remembered_with_who_and_how_many_pages(desk: Desk) -> None:
    packet_id = desk.build()

    pages = desk.print(packet_id, "all")

    row = desk.rows(select(PacketPrint))[0]
    assert (row.packet_id, row.pages, row.selection) == (packet_id, len(pages), "all")
    assert "Printed 1 time" in desk.text
    assert "What was printed is up to date" in desk.text


def test_looking_at_the_packet_is_not_printing(desk: Desk) -> None:
    packet_id = desk.build()
    words(desk.page.get(f"/paperwork/packets/{packet_id}/pages.pdf?only=kind:items"))
    words(desk.page.get(f"/paperwork/{DAY}/packet.pdf?store={desk.world.store.id}"))
    assert desk.rows(select(PacketPrint)) == []


def test_only_the_changed_pages_come_out_again_with_what_changed(desk: Desk) -> None:
    desk.print(desk.build(), "all")
    desk.hand_over()
    assert "The day has changed since this packet was built" in desk.text

    newer = desk.build()
    whole = words(desk.page.get(f"/paperwork/packets/{newer}.pdf"))
    assert "sections are different from what was printed" in desk.text
    changed = desk.print(newer, "changes")

    assert "Changed pages" in changed[0]
    assert "person: Sam Sample → Jo Juicer" in changed[0]
    assert 1 < len(changed) < len(whole)
    assert all(page in whole for page in changed[1:]), "pages keep the numbers of the new packet"
    assert not any("Daily item numbers" in page.partition("Mar 3")[2][:40] for page in changed[1:])
    assert "What was printed is up to date" in desk.text


def test_nothing_changed_means_nothing_to_print_again(desk: Desk) -> None:
    packet_id = desk.build()
    desk.print(packet_id, "all")
    assert desk.print(packet_id, "changes", status=409) == []


def test_a_print_taken_back_counts_no_more(desk: Desk) -> None:
    desk.print(desk.build(), "all")
    change = desk.rows(select(Change).where(Change.command == "print_packet"))[0]

    with desk.app.app_context(), transaction() as writing:
        changes.undo(writing, system_actor("page"), change_id=change.id)

    assert "What was printed is up to date" not in desk.text


@pytest.mark.parametrize(
    ("selection", "holds", "lacks"),
    [
        ("kind:schedule", "Daily schedule", "EDR is missing"),
        ("kind:edr", "EDR is missing", "Sales tool is missing"),
        ("kind:items", "Daily item numbers", "Why:"),
        ("person:Sam Sample", "Sam Sample", "Lena Lead"),
    ],
)
def test_single_kinds_and_people_can_be_printed(desk: Desk, selection: str, holds: str, lacks: str) -> None:
    pages = desk.print(desk.build(), selection)
    assert any(holds in page for page in pages)
    assert not any(lacks in page for page in pages)


def test_the_set_of_one_event_can_be_printed(desk: Desk) -> None:
    pages = desk.print(desk.build(), f"set:event {desk.world.core[1].id}")
    assert pages
    assert all("612345" not in page for page in pages)


@pytest.mark.parametrize("selection", ["", "person:Nobody", "set:event 99999", "kind:poetry", "changes'--"])
def test_a_selection_that_is_not_there_is_a_clear_404(desk: Desk, selection: str) -> None:
    desk.print(desk.build(), selection, status=404)


def test_an_event_prints_on_its_own_without_any_packet(desk: Desk) -> None:
    pages = words(desk.page.get(f"/paperwork/events/{desk.world.core[0].id}.pdf"))
    assert "EDR is missing" in pages[0]
    assert "Sales tool is missing" in pages[1]


def test_an_event_without_anybody_says_so(desk: Desk, make: Make) -> None:
    lonely = make.event(store=desk.world.store)
    assert "Schedule somebody first" in desk.page.get(f"/paperwork/events/{lonely.id}.pdf", status=409).text


def test_a_waived_part_is_left_out_with_name_and_reason_and_can_be_undone(desk: Desk) -> None:
    desk.build()
    assert "4 parts are missing" in desk.text

    desk.post("waive", part_key=edr_of(desk), title="EDR", reason="Printed at the service desk")

    assert "3 parts are missing" in desk.text
    assert "Printed at the service desk" in desk.text
    cover = " ".join(words(desk.page.get(f"/paperwork/packets/{desk.build()}.pdf"))[:2])
    assert "Waived by" in cover
    change = desk.rows(select(Change).where(Change.command == "waive_part"))[0]
    assert change.reason == "Printed at the service desk"
    with desk.app.app_context(), transaction() as writing:
        changes.undo(writing, system_actor("page"), change_id=change.id)
    assert "Printed at the service desk" not in desk.text


def test_a_waived_part_can_be_wanted_again(desk: Desk) -> None:
    desk.build()
    desk.post("waive", part_key=edr_of(desk), title="EDR", reason="Not needed")
    desk.post("restore", part_key=edr_of(desk))
    assert desk.rows(select(PacketWaiver)) == []
    assert "4 parts are missing" in desk.text


def test_a_waiver_without_a_reason_is_refused(desk: Desk) -> None:
    desk.build()
    desk.post("waive", part_key=edr_of(desk), title="EDR", reason="  ")
    assert desk.rows(select(PacketWaiver)) == []
    assert "why this part is not needed" in desk.text


def test_another_stores_print_and_packet_look_like_none(desk: Desk, sign_in: SignIn, make: Make) -> None:
    packet_id = desk.build()
    desk.print(packet_id, "all")
    print_id = desk.rows(select(PacketPrint.id))[0]
    stranger = PageClient(sign_in(Role.SUPERVISOR, store_ids=[make.store().id]))

    stranger.get(f"/paperwork/prints/{print_id}.pdf", status=404)
    stranger.get(f"/paperwork/packets/{packet_id}/pages.pdf", status=404)
    stranger.post(f"/paperwork/packets/{packet_id}/print", {"selection": "all"}, status=404)
    stranger.post(f"/paperwork/{DAY}/stores/{desk.world.store.id}/waive", {"part_key": "x", "reason": "y"}, status=404)
    stranger.get(f"/paperwork/events/{desk.world.core[0].id}.pdf", status=404)


def test_a_packet_of_an_older_version_still_shows_and_prints(desk: Desk) -> None:
    packet_id = desk.build()
    with desk.app.app_context(), transaction() as session:
        packet = session.get_one(Packet, packet_id)
        new = ("key", "where", "facts")
        packet.manifest = [{name: value for name, value in part.items() if name not in new} for part in packet.manifest]

    assert "4 parts are missing" in desk.text
    assert desk.print(packet_id, "all")
    assert "toast-error" not in desk.text
