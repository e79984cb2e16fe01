"""The forms of the packet and the instructions of an event: uploading, order, on and off, and what stays out."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, transaction
from app.models import Change, EventDocument, PaperworkTemplate
from app.paperwork import packet
from app.services import changes, daily_paperwork
from app.services.actors import system_actor
from app.vocabulary import Role
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world
from tests.unit.paperwork import pdf_specimens
from tests.unit.paperwork.paper_samples import foreign_pdf, page_texts

SignIn = Callable[..., FlaskClient]
NOT_PRINTABLE = [
    pytest.param(pdf_specimens.locked(), "locked with a password", id="encrypted"),
    pytest.param(b"<html>Please sign in</html>", "web page came instead", id="web page"),
    pytest.param(b"MZ\x90\x00 not a PDF", "not a PDF", id="fake"),
    pytest.param(b"", "file is empty", id="empty"),
    pytest.param(pdf_specimens.page_tree_that_doubles(), "too many pages", id="page tree bomb"),
    pytest.param(pdf_specimens.blank_pages(201), "too many pages", id="too many pages"),
]


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def world(make: Make, session: Any) -> World:
    return small_world(make, session)


def pdf_file(content: bytes, name: str = "form.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def add(page: PageClient, status: int = 302, **fields: Any) -> str:
    typed = {"name": "Cart check", "category": "event", "active": "y", **fields}
    return page.post("/paperwork/forms/new", typed, status=status, content_type="multipart/form-data").text


def rows(app: Flask, query: Any) -> list[Any]:
    with app.app_context():
        return list(db.session().scalars(query))


def printed(app: Flask, world: World, day: date = DAY) -> list[str]:
    """Words of the packet as it would be built now."""
    with app.app_context():
        return page_texts(packet.build(daily_paperwork.gather(db.session(), day=day, store_id=world.store.id)).pdf)


def test_an_uploaded_form_is_printed_with_each_event(app: Flask, page: PageClient, world: World) -> None:
    add(page, file=pdf_file(foreign_pdf("Cart check sheet", "Second page")))

    assert "Cart check" in page.get("/paperwork/forms").text
    assert sum("Cart check sheet" in text for text in printed(app, world)) == 2
    (kept,) = rows(app, select(PaperworkTemplate))
    assert (kept.pages, kept.file_name) == (2, "form.pdf")


def test_date_person_and_event_are_printed_onto_it_where_it_was_said(
    app: Flask, page: PageClient, world: World
) -> None:
    places = {"date_page": "1", "date_left": "1", "date_top": "1", "employee_page": "1", "employee_left": "1"}
    add(page, file=pdf_file(foreign_pdf("Cart check sheet")), employee_top="1.5", **places)

    sheets = [text for text in printed(app, world) if "Cart check sheet" in text]
    assert ["Sam Sample" in text for text in sheets] == [True, False]
    assert all("Tuesday, March 3, 2026" in text for text in sheets)


def test_a_form_written_as_html_is_filled_in_and_escaped(
    app: Flask, page: PageClient, world: World, make: Make
) -> None:
    add(page, html="<h1>Cart of {{ employee }}</h1><p>{{ event }}, {{ date }}, ñandú</p>")
    odd = make.employee(name="<b>Bo & Co</b>", stores=(world.store,))
    make.schedule(event=make.event(store=world.store, event_number="612399"), employee=odd, day=DAY, minutes=600)

    texts = printed(app, world)
    assert any("Cart of Sam Sample" in text and "ñandú" in text for text in texts)
    assert any("Cart of <b>Bo & Co</b>" in text for text in texts)


def test_html_loads_nothing_from_elsewhere(app: Flask, page: PageClient, world: World) -> None:
    add(page, html='<p>Sheet</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png"><p>end</p>')
    assert any("Sheet" in text and "root:" not in text for text in printed(app, world))


def test_an_unknown_field_in_html_is_named(page: PageClient) -> None:
    assert "Nobody fills in salary" in add(page, 422, html="<p>{{ salary }}</p>")


@pytest.mark.parametrize(("content", "why"), NOT_PRINTABLE)
def test_a_file_that_cannot_be_printed_is_refused_in_plain_words(
    app: Flask, page: PageClient, content: bytes, why: str
) -> None:
    text = add(page, 422, file=pdf_file(content), description="Kept as typed")
    assert why in text
    assert "Choose another copy of it: a PDF of at most 10 MB without a password." in text
    assert "Kept as typed" in text
    assert rows(app, select(PaperworkTemplate)) == []


def test_nothing_chosen_says_what_to_do(page: PageClient) -> None:
    assert "Choose a PDF, or write the form as HTML." in add(page, 422)


def test_the_same_name_asks_before_it_replaces(app: Flask, page: PageClient) -> None:
    add(page, file=pdf_file(foreign_pdf("First")))
    assert "Replace it" in add(page, 409, file=pdf_file(foreign_pdf("Second", "pages")))
    assert rows(app, select(PaperworkTemplate.pages)) == [1]

    add(page, file=pdf_file(foreign_pdf("Second", "pages")), overwrite="y")
    assert rows(app, select(PaperworkTemplate.pages)) == [2]


def test_a_replaced_form_comes_back_with_undo(app: Flask, page: PageClient) -> None:
    add(page, file=pdf_file(foreign_pdf("First")))
    add(page, file=pdf_file(foreign_pdf("Second", "pages")), overwrite="y")
    newest = max(rows(app, select(Change.id)))

    with app.app_context(), transaction() as session:
        changes.undo(session, system_actor("page"), change_id=newest)

    (kept,) = rows(app, select(PaperworkTemplate))
    with page.get(f"/paperwork/forms/{kept.id}.pdf") as answer:
        assert page_texts(answer.data) == ["First"]


def test_a_form_goes_only_with_its_types_and_stores(app: Flask, page: PageClient, world: World, make: Make) -> None:
    elsewhere = make.store()
    add(page, file=pdf_file(foreign_pdf("Only juicers")), name="A", event_types=["Juicer"])
    add(page, file=pdf_file(foreign_pdf("Only elsewhere")), name="B", store_ids=[str(elsewhere.id)])
    add(page, file=pdf_file(foreign_pdf("Here too")), name="C", event_types=["Core"], store_ids=[str(world.store.id)])

    texts = " ".join(printed(app, world))
    assert "Here too" in texts
    assert "Only juicers" not in texts
    assert "Only elsewhere" not in texts


def test_order_and_switch_hold_in_print(app: Flask, page: PageClient, world: World) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        add(page, file=pdf_file(foreign_pdf(f"Sheet {name}")), name=name, category="daily")
    ids = rows(app, select(PaperworkTemplate.id).order_by(PaperworkTemplate.name))

    page.post("/paperwork/forms/order", {"ids": [str(ids[2]), str(ids[0]), str(ids[1])]})
    page.post(f"/paperwork/forms/{ids[0]}/switch", {"active": "no"})

    last = [text.split(" ")[1] for text in printed(app, world) if text.startswith("Sheet")]
    assert last == ["Gamma", "Beta"]


def test_a_stale_change_is_refused_with_what_was_typed(app: Flask, page: PageClient) -> None:
    add(page, file=pdf_file(foreign_pdf("First")))
    (kept,) = rows(app, select(PaperworkTemplate))
    typed = {"name": "Other", "category": "event", "version": str(kept.version - 1)}
    text = page.post(f"/paperwork/forms/{kept.id}", typed, status=412, content_type="multipart/form-data").text
    assert 'value="Other"' in text


def test_a_supervisor_sees_the_forms_but_may_not_change_them(sign_in: SignIn) -> None:
    supervisor = PageClient(sign_in(Role.SUPERVISOR))
    assert "Add a form" not in supervisor.get("/paperwork/forms").text
    supervisor.get("/paperwork/forms/new", status=403)
    supervisor.post("/paperwork/forms/order", {"ids": "1"}, status=403)


def test_every_standard_form_has_a_preview(app: Flask, page: PageClient) -> None:
    with app.app_context(), transaction() as session:
        daily_paperwork.seed_templates(session, system_actor("command"))
    for template_id in rows(app, select(PaperworkTemplate.id)):
        with page.get(f"/paperwork/forms/{template_id}.pdf") as answer:
            assert answer.data.startswith(b"%PDF-")


def upload(page: PageClient, world: World, content: bytes, status: int = 302) -> str:
    address = f"/paperwork/events/{world.core[0].id}/upload"
    return page.post(
        address, {"file": pdf_file(content, "guide.pdf")}, status=status, content_type="multipart/form-data"
    ).text


def test_uploaded_instructions_stand_in_the_packet_in_the_place_of_the_missing_ones(
    app: Flask, page: PageClient, world: World
) -> None:
    upload(page, world, foreign_pdf("How to pour the water"))

    texts = printed(app, world)
    assert sum("How to pour the water" in text for text in texts) == 1
    assert sum("Sales tool is missing" in text for text in texts) == 1, "that of the other event"
    assert "guide.pdf" in page.get(f"/paperwork/events/{world.core[0].id}").text


@pytest.mark.parametrize(("content", "why"), NOT_PRINTABLE[:3])
def test_instructions_that_cannot_be_printed_stay_out(
    app: Flask, page: PageClient, world: World, content: bytes, why: str
) -> None:
    assert why in upload(page, world, content, 422)
    assert rows(app, select(EventDocument)) == []


def test_removed_instructions_come_back_with_undo(app: Flask, page: PageClient, world: World) -> None:
    upload(page, world, foreign_pdf("How to pour the water"))
    (kept,) = rows(app, select(EventDocument))
    page.post(f"/paperwork/documents/{kept.id}/remove")
    assert "How to pour the water" not in " ".join(printed(app, world))

    with app.app_context(), transaction() as session:
        newest = max(session.scalars(select(Change.id)))
        changes.undo(session, system_actor("page"), change_id=newest)
    assert "How to pour the water" in " ".join(printed(app, world))


def test_another_stores_event_looks_like_none(
    app: Flask, page: PageClient, world: World, make: Make, sign_in: SignIn
) -> None:
    upload(page, world, foreign_pdf("How to pour the water"))
    (kept,) = rows(app, select(EventDocument))
    stranger = PageClient(sign_in(Role.SUPERVISOR, store_ids=[make.store().id]))

    stranger.get(f"/paperwork/events/{world.core[0].id}", status=404)
    stranger.get(f"/paperwork/documents/{kept.id}.pdf", status=404)
    stranger.post(f"/paperwork/documents/{kept.id}/remove", status=404)
    upload(stranger, world, foreign_pdf("Not mine"), 404)
