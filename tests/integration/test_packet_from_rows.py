"""A packet from rows: nothing fetched, everything that is missing said in its place."""

from __future__ import annotations


from flask import Flask
from sqlalchemy.orm import Session

from app.services import daily_paperwork
from tests.factories import Make
from tests.integration.packet_world import DAY, NotedProgress, small_world


def test_a_packet_is_built_when_nothing_can_be_fetched(app: Flask, make: Make, session: Session) -> None:
    world = small_world(make, session)
    with app.app_context():
        answer = daily_paperwork.run_packet(None, {"day": DAY.isoformat(), "store_id": world.store.id}, NotedProgress())
    assert answer["missing"] == 4
