"""New events of a sync or an import are planned at once, where a manager wants that; without it they wait for a run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.formatting import local_day
from app.models import Event
from app.models.columns import utc_now
from app.queries import problem as queries
from app.services import run_requests, settings
from app.services.actors import system_actor
from app.vocabulary import Condition


def plan_new(session: Session, events: Iterable[Event]) -> str:
    """Ask for a run of these events; what became of that, in words for the report. Empty when nothing is to be done."""
    if not settings.read(session)["auto_schedule_on_import"]:
        return ""
    today = local_day(utc_now(), current_app.extensions["settings"].timezone)
    open_stores = {store.id for store in queries.all_stores(session) if store.active}
    wanted = [one for one in events if _is_open(one) and one.due_date >= today and one.store_id in open_stores]
    if not wanted:
        return ""
    begins = max(today, min(one.start_date for one in wanted))
    monday = begins - timedelta(days=begins.weekday())
    weeks = (max(one.due_date for one in wanted) - monday).days // 7 + 1
    session.flush()  # the run names them by their ids
    try:
        asked = run_requests.request_run(
            session,
            system_actor("engine"),
            week=monday,
            weeks=min(weeks, run_requests.MOST_WEEKS),
            store_ids={one.store_id for one in wanted},
            event_ids=[one.id for one in wanted],
        )
    except (Conflict, Invalid) as error:
        return f"The new events were not planned at once: {error.message}"
    return f"Run {asked.run_id} plans {len(wanted)} of the new events."


def _is_open(event: Event) -> bool:
    return event.condition is Condition.UNSTAFFED
