"""The logo on paper: uploaded, printed, taken away, brought back; and every picture that stays out says why."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from app.db import db, transaction
from app.models import BrandLogo, Change
from app.paperwork import packet
from app.services import changes, daily_paperwork
from app.services.actors import system_actor
from app.vocabulary import Role
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def page(sign_in: SignIn) -> PageClient:
    return PageClient(sign_in())


@pytest.fixture
def world(make: Make, session: Any) -> World:
    return small_world(make, session)


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 200), mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "navy").save(buffer, kind)
    return buffer.getvalue()


def upload(page: PageClient, content: bytes, status: int = 302, name: str = "logo.png") -> str:
    sent = {"file": (io.BytesIO(content), name)}
    return page.post("/paperwork/logo", sent, status=status, content_type="multipart/form-data").text


def logos_on_paper(app: Flask, world: World) -> set[int]:
    """How many pictures each page that we draw has in it."""
    with app.app_context():
        day = daily_paperwork.gather(db.session(), day=DAY, store_id=world.store.id)
        pages = PdfReader(io.BytesIO(packet.build_schedule(day).pdf)).pages
        return {len(page.images) for page in pages}


def undo_newest(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        newest = session.scalars(select(Change.id).order_by(Change.sequence.desc())).first()
        assert newest is not None
        changes.undo(session, system_actor("page"), change_id=newest)


def tile_of_a_huge_picture() -> bytes:
    """A few bytes that say they are 60,000 points wide and high."""
    head = b"\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big") + picture()[33:]


@pytest.mark.parametrize("content", [picture(), picture("JPEG"), picture(mode="RGBA"), picture(size=(3000, 900))])
def test_an_uploaded_logo_is_printed_in_the_head_of_every_sheet(
    app: Flask, page: PageClient, world: World, content: bytes
) -> None:
    assert logos_on_paper(app, world) == {0}

    upload(page, content)

    assert logos_on_paper(app, world) == {1}
    assert "logo.png" in page.get("/paperwork/logo").text


def test_what_is_kept_is_a_small_picture_and_nothing_else(app: Flask, page: PageClient) -> None:
    upload(page, picture(size=(3000, 900)) + b"and something behind it")

    with app.app_context():
        kept = db.session().scalars(select(BrandLogo)).one()
        assert (kept.width, kept.height) == (900, 270)
        assert b"behind it" not in kept.png
    with page.get("/paperwork/logo.png") as answer:
        assert answer.mimetype == "image/png"


def test_taking_it_away_and_uploading_can_both_be_undone(app: Flask, page: PageClient, world: World) -> None:
    upload(page, picture())
    page.post("/paperwork/logo/remove", status=302)
    assert logos_on_paper(app, world) == {0}

    undo_newest(app)
    assert logos_on_paper(app, world) == {1}

    page.post("/paperwork/logo/remove", status=302)
    upload(page, picture())
    undo_newest(app)
    assert logos_on_paper(app, world) == {0}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "file is empty", id="empty"),
        pytest.param(b"<svg onload=alert(1)>", "neither PNG nor JPEG", id="drawing with a script"),
        pytest.param(picture("GIF"), "neither PNG nor JPEG", id="other kind"),
        pytest.param(picture()[:200], "damaged", id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 400, "damaged", id="fake"),
        pytest.param(tile_of_a_huge_picture(), "too many points", id="decompression bomb"),
        pytest.param(picture(size=(8, 8)), "too small", id="tiny"),
    ],
)
def test_what_is_no_logo_stays_out_and_the_page_says_why(page: PageClient, content: bytes, why: str) -> None:
    assert why in upload(page, content, status=422)
    assert "There is no logo yet" in page.get("/paperwork/logo").text


def test_without_a_file_the_form_asks_for_one(page: PageClient) -> None:
    assert "Choose a picture first" in page.post("/paperwork/logo", {}, status=422).text


def test_who_prints_but_keeps_no_settings_cannot_change_it(sign_in: SignIn) -> None:
    supervisor = PageClient(sign_in(Role.SUPERVISOR))

    supervisor.get("/paperwork/logo", status=403)
    supervisor.post("/paperwork/logo/remove", status=403)
    supervisor.get("/paperwork/logo.png", status=404)
