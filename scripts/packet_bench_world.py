"""A store with many Cores tomorrow, whose sales tools lie at one sandbox and whose reports at the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.db import db, transaction
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import MPlan
from app.models.change import begin_change
from app.sandbox.accounts import CROSSMARK_USER, SANDBOX_PASSWORD
from app.services import daily_paperwork
from app.services.actors import system_actor
from app.services.paperwork_templates import seed_templates
from tests import databases
from tests.factories import Make
from tests.integration.sandboxes import TODAY, TOMORROW, counterparts, sign_in_at_walmart


class _Unwatched:
    cancelled = False

    def report(self, fraction: float, message: str) -> None:
        """Nobody looks."""


@contextmanager
def ready(folder: Path, events: int) -> Iterator[Callable[[], dict[str, Any]]]:
    """Everything but the work itself, which is given back to be done once."""
    with databases.database("sqlite", "", folder) as url:
        app = databases.migrated_app(url, folder)
        with counterparts(app, folder) as both:
            sign_in_at_walmart(app, both.walmart)
            store_id = _filled(app, _plans(both.crossmark.base_url, events))
            with app.app_context():
                payload = {"day": TOMORROW.isoformat(), "store_id": store_id, "base_url": "https://schedule.example"}
                yield lambda: daily_paperwork.run_packet(None, payload, _Unwatched())
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _plans(base_url: str, wanted: int) -> list[MPlan]:
    """Events for which the sandboxes have a document and a report."""
    client = CrossmarkClient(CrossmarkAccount(base_url, CROSSMARK_USER, SANDBOX_PASSWORD))
    client.sign_in()
    reach = timedelta(days=40)
    found = {
        plan.name[:6]: plan
        for plan in client.get_planning_events(first=TODAY - reach, last=TODAY + reach)
        if plan.sales_tool_urls and plan.name.upper().endswith("CORE")
    }
    if len(found) < wanted:
        raise ValueError(f"the sandbox has only {len(found)} events with a document")
    return list(found.values())[:wanted]


def _filled(app: Flask, plans: list[MPlan]) -> int:
    with app.app_context():
        with transaction() as session:
            seed_templates(session, system_actor("command"))
        engine = db.engine
    with Session(engine) as session:
        begin_change(session)
        make = Make(session)
        store = make.store(number="8801")
        for place, plan in enumerate(plans):
            event = make.event(
                store=store, event_number=plan.name[:6], name=plan.name, sales_tool_urls=list(plan.sales_tool_urls)
            )
            person = make.employee(name=f"Robin Example {place}", stores=(store,))
            make.schedule(event=event, employee=person, day=TOMORROW, minutes=585 + 15 * (place % 8))
        session.commit()
        return store.id
