"""From where people are, paper is one click away; and every one of these addresses prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.vocabulary import Role
from tests.factories import Make
from tests.functional.page_client import PageClient
from tests.integration.packet_world import DAY, World, small_world

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def world(make: Make, session: Any) -> World:
    return small_world(make, session)


def pages_with_paper(world: World) -> dict[str, str]:
    return {
        f"/calendar?view=week&date={DAY}": "team-week",
        f"/calendar?view=month&date={DAY}": "month",
        f"/day/{DAY}": "week-summary",
        f"/employees/{world.specialist.id}": "people",
        "/rotations": "rotations",
        f"/events/{world.core[0].id}": f"/paperwork/events/{world.core[0].id}.pdf",
    }


def addresses(text: str) -> list[str]:
    found = re.findall(r'href="(/paperwork/(?:print-outs|events)/[^"]+\.pdf[^"]*)"', text)
    return [address.replace("&amp;", "&") for address in found]


def test_each_page_leads_to_its_sheet_and_each_sheet_prints(sign_in: SignIn, world: World) -> None:
    page = PageClient(sign_in())
    for path, sheet in pages_with_paper(world).items():
        linked = addresses(page.get(path).text)
        assert any(sheet in address for address in linked), path
        for address in set(linked):
            with page.get(address) as answer:
                assert answer.mimetype == "application/pdf", address


def test_who_may_not_print_is_offered_nothing(sign_in: SignIn, world: World) -> None:
    viewer = PageClient(sign_in(Role.VIEWER))
    for path in list(pages_with_paper(world))[:3]:
        assert addresses(viewer.get(path).text) == []
