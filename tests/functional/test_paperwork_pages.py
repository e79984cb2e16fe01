"""The paperwork page, its PDFs and the sign-in at Walmart, as a browser sees them."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import Make
from tests.integration.packet_world import DAY, small_world


def test_the_page_offers_to_build(make: Make, session: Session, sign_in: Callable[..., FlaskClient]) -> None:
    world = small_world(make, session)
    page = sign_in().get(f"/paperwork?date={DAY}&store={world.store.id}")
    assert page.status_code == 200
    assert "Build the packet" in page.text
    assert "612345-CORE-Sparkling Water" in page.text


def test_walmart_page(make: Make, sign_in: Callable[..., FlaskClient]) -> None:
    assert sign_in().get("/paperwork/walmart").status_code == 200
