"""The printing centre: every list on Letter and A3, with 0 and with many bookings, only of one's own stores."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.models import Job, RotationException
from app.models.columns import utc_now
from app.vocabulary import EventType, JobKind, JobState, Role, RotationKind, Title
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world
from tests.unit.paperwork.paper_samples import page_texts

SignIn = Callable[..., FlaskClient]
KINDS = ("team-week", "week-summary", "month", "people", "rotations", "call-list")
A3_POINTS = 1190


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def world(make: Make, session: Any) -> World:
    return small_world(make, session)


def printed(page: PageClient, world: World, kind: str, **asked: str) -> bytes:
    wanted = {"date": DAY.isoformat(), "store": str(world.store.id), **asked}
    with page.get(f"/paperwork/print-outs/{kind}.pdf", query_string=wanted) as answer:
        assert answer.mimetype == "application/pdf"
        return answer.data


def told(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_prints_and_says_page_and_moment(page: PageClient, world: World, kind: str) -> None:
    words = told(printed(page, world, kind))
    assert "Sam Sample" in words or kind == "rotations"
    assert "Page 1 of" in words
    assert "Built" in words
    assert "Prairie Club" in words


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "people"])
def test_the_wall_gets_a3_with_the_same_words(page: PageClient, world: World, kind: str) -> None:
    wall = printed(page, world, kind, paper="a3")
    assert max(PdfReader(io.BytesIO(wall)).pages[0].mediabox[2:]) == pytest.approx(A3_POINTS, abs=1)
    assert "Lena Lead" in told(wall)


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_without_work_prints_a_sheet_that_says_so(page: PageClient, make: Make, kind: str) -> None:
    store = make.store()
    if kind == "people":
        answer = page.get(f"/paperwork/print-outs/{kind}.pdf?store={store.id}", status=422)
        assert "nothing to print" in answer.text
        return
    with page.get(f"/paperwork/print-outs/{kind}.pdf?store={store.id}") as answer:
        assert answer.data.startswith(b"%PDF-")


def test_sixty_bookings_of_a_day_are_all_on_the_week(page: PageClient, world: World, make: Make) -> None:
    for number in range(60):
        person = make.employee(name=f"Núñez {number:02d}", stores=(world.store,))
        make.schedule(event=make.event(store=world.store), employee=person, day=DAY, minutes=600)

    for kind in ("team-week", "week-summary"):
        words = told(printed(page, world, kind))
        assert all(f"Núñez {number:02d}" in words for number in range(60))


def test_the_month_says_how_many_more_there_are(page: PageClient, world: World, make: Make) -> None:
    for number in range(20):
        person = make.employee(name=f"Person {number:02d}", stores=(world.store,))
        make.schedule(event=make.event(store=world.store), employee=person, day=DAY, minutes=600)
    assert re.search(r"and \d\d more", told(printed(page, world, "month")))


def test_check_ins_are_on_the_week_only_when_asked_for(page: PageClient, world: World) -> None:
    assert EventType.SUPERVISOR.value not in told(printed(page, world, "team-week"))
    assert EventType.SUPERVISOR.value in told(printed(page, world, "team-week", all_types="y"))


def test_one_person_gets_one_page_with_both_walmart_weeks(page: PageClient, world: World) -> None:
    texts = page_texts(printed(page, world, "people", person="Sam Sample"))
    assert len(texts) == 1
    assert "Walmart week 5" in texts[0]
    assert "Walmart week 6" in texts[0]
    assert len(page_texts(printed(page, world, "people"))) == 3


def test_two_people_of_one_name_are_told_apart(page: PageClient, world: World, make: Make) -> None:
    namesake = make.employee(name="Sam Sample", title=Title.LEAD, stores=(world.store,))
    make.schedule(event=make.event(store=world.store), employee=namesake, day=DAY, minutes=690)

    texts = page_texts(printed(page, world, "people", person="Sam Sample (Lead Event Specialist)"))

    assert len(texts) == 1
    assert "11:30" in texts[0]
    assert "9:45" not in texts[0]
    assert len(page_texts(printed(page, world, "people"))) == 4
    assert "(Lead Event Specialist)" in told(printed(page, world, "week-summary"))
    assert "Sam Sample (Event Specialist)" in page.get(f"/paperwork/print-outs?store={world.store.id}").text


def test_the_rotation_sheet_names_who_replaces_whom(page: PageClient, world: World, make: Make) -> None:
    day = DAY + timedelta(days=7)
    named = {"store_id": world.store.id, "employee_id": world.specialist.id, "kind": RotationKind.JUICER}
    make.row(RotationException(day=day, reason="Dentist", **named))
    words = told(printed(page, world, "rotations"))
    assert "Jo Juicer" in words
    assert "Dentist" in words


def test_the_call_list_has_numbers_and_gaps(page: PageClient, world: World, make: Make) -> None:
    make.employee(name="Pia Phone", phone="555-0142", stores=(world.store,))
    words = told(printed(page, world, "call-list"))
    assert "555-0142" in words
    assert "no number" in words


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("poetry.pdf", 404),
        ("month.pdf?paper=napkin", 422),
        ("people.pdf?person=Nobody", 422),
        ("month.pdf?store=99999", 404),
    ],
)
def test_what_is_not_there_is_said(page: PageClient, world: World, address: str, status: int) -> None:
    page.get(f"/paperwork/print-outs/{address}", status=status)


def test_the_centre_offers_every_list_and_shows_the_work(page: PageClient, world: World) -> None:
    page.post("/paperwork/build", {"date": DAY.isoformat(), "store_id": world.store.id})
    text = page.get(f"/paperwork/print-outs?store={world.store.id}").text
    assert all(f"/paperwork/print-outs/{kind}.pdf" in text for kind in KINDS)
    assert f"Packet of {DAY}" in text
    assert "is not a day" in page.get("/paperwork/print-outs?date=soon", status=422).text


def test_another_stores_lists_look_like_none(sign_in: SignIn, world: World, make: Make) -> None:
    stranger = PageClient(sign_in(Role.SUPERVISOR, store_ids=[make.store().id]))
    stranger.get(f"/paperwork/print-outs/call-list.pdf?store={world.store.id}", status=404)
    PageClient(sign_in(Role.VIEWER)).get("/paperwork/print-outs", status=403)


def test_the_centre_lists_the_packets_but_not_the_nights_own_step(page: PageClient, world: World, make: Make) -> None:
    built = {"day": DAY.isoformat(), "store_id": world.store.id}
    for number, payload in enumerate(({}, built)):
        make.row(Job(kind=JobKind.PACKET, key=str(number), run_at=utc_now(), state=JobState.DONE, payload=payload))
    shown = page.get(f"/paperwork/print-outs?store={world.store.id}").text
    assert shown.count(f"Packet of {DAY.isoformat()}") == 1
