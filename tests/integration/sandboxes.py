"""Both sandboxes running and the application pointed at them, with the rows a sync would have brought in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from flask import Flask

from app import models
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.crossmark.payloads import MPlan
from app.sandbox.accounts import CROSSMARK_USER, EDR_CREDENTIAL_ID, EDR_USER, SANDBOX_PASSWORD
from app.sandbox.running import RunningSandbox, start_crossmark, start_walmart_edr
from app.services import edr
from app.services.actors import system_actor
from tests.factories import Make

TODAY = date(2026, 3, 3)
TOMORROW = TODAY + timedelta(days=1)
_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Counterparts:
    crossmark: RunningSandbox
    walmart: RunningSandbox


@contextmanager
def counterparts(app: Flask, folder: Path) -> Iterator[Counterparts]:
    before = app.extensions["settings"]
    with (
        start_crossmark(folder / "crossmark", today=TODAY) as crossmark,
        start_walmart_edr(folder / "walmart", today=TODAY) as walmart,
    ):
        app.extensions["settings"] = replace(
            before,
            crossmark_base_url=crossmark.base_url,
            crossmark_username=CROSSMARK_USER,
            crossmark_password=SANDBOX_PASSWORD,
            edr_base_url=walmart.base_url,
            edr_username=EDR_USER,
            edr_password=SANDBOX_PASSWORD,
            edr_mfa_credential_id=EDR_CREDENTIAL_ID,
            sales_tools_allowed_hosts=(crossmark.base_url.removeprefix("http://"),),
        )
        try:
            yield Counterparts(crossmark, walmart)
        finally:
            app.extensions["settings"] = before


def sign_in_at_walmart(app: Flask, walmart: RunningSandbox) -> None:
    with app.app_context():
        edr.start_sign_in(system_actor("page"))
        edr.confirm_code(system_actor("page"), code=str(walmart.mfa_code()))


def tomorrows_cores(crossmark: RunningSandbox, store_number: str = "8801") -> list[MPlan]:
    client = CrossmarkClient(CrossmarkAccount(crossmark.base_url, CROSSMARK_USER, SANDBOX_PASSWORD))
    client.sign_in()
    found = client.get_planning_events(first=TODAY - timedelta(days=7), last=TODAY + timedelta(days=14))
    return [
        plan
        for plan in found
        if plan.wall_start is not None
        and plan.wall_start.date() == TOMORROW
        and plan.store_name.endswith(store_number)
        and _NUMBER.match(plan.name)
        and plan.name.upper().endswith("CORE")
    ]


def rows_of(make: Make, plans: list[MPlan], store_number: str = "8801") -> models.Store:
    """Store, events and bookings as the sync leaves them; one invented employee each."""
    store = make.store(number=store_number, name="Prairie Club")
    for place, plan in enumerate(plans, start=1):
        event = make.event(
            store=store,
            event_number=plan.name[:6],
            name=plan.name,
            ref_num=plan.mplan_id,
            start_date=plan.start_date,
            due_date=plan.due_date,
            sales_tool_urls=list(plan.sales_tool_urls),
        )
        assert plan.wall_start is not None
        minutes = plan.wall_start.hour * 60 + plan.wall_start.minute
        employee = make.employee(name=f"Robin Example {place}", stores=(store,))
        make.schedule(event=event, employee=employee, day=TOMORROW, minutes=minutes)
    return store
