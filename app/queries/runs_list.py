"""Runs of the auto-scheduler and of the sync as lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Event, Proposal, Run, SyncRun
from app.queries.paging import Page, Wanted, page_of

SORTABLE = {"id": Run.id, "week": Run.week_start, "status": Run.status, "created_at": Run.created_at}
SYNC_SORTABLE = {"id": SyncRun.id, "started_at": SyncRun.started_at, "status": SyncRun.status}


def runs_page(
    session: Session, store_ids: Collection[int] | None, filters: dict[str, Any], wanted: Wanted
) -> Page[Run]:
    query = select(Run)
    if store_ids is not None:
        query = query.where(Run.id.in_(_visible_ids(session, store_ids, filters.get("week"))))
    if "week" in filters:
        query = query.where(Run.week_start == filters["week"])
    if "status" in filters:
        query = query.where(Run.status == filters["status"])
    return page_of(session, query, SORTABLE, wanted)


def _visible_ids(session: Session, store_ids: Collection[int], week: date | None) -> list[int]:
    """Runs of these stores only. The stores of a run stand in a list, which databases compare each in their own way."""
    query = select(Run.id, Run.store_ids)
    if week is not None:
        query = query.where(Run.week_start == week)
    return [run_id for run_id, stores in session.execute(query) if set(stores) <= set(store_ids)]


def run_seen(session: Session, store_ids: Collection[int] | None, run_id: int) -> Run | None:
    """None also for a run that touches a store of somebody else."""
    run = session.get(Run, run_id)
    if run is None or (store_ids is not None and not set(run.store_ids) <= set(store_ids)):
        return None
    return run


def lines_of(session: Session, run_id: int) -> list[Proposal]:
    """With event, store and employee loaded; in order of time, then the unassigned."""
    query = (
        select(Proposal)
        .where(Proposal.run_id == run_id)
        .options(joinedload(Proposal.event).joinedload(Event.store), joinedload(Proposal.employee))
    )
    return list(session.scalars(query.order_by(Proposal.starts_at, Proposal.id)))


def sync_runs_page(session: Session, filters: dict[str, Any], wanted: Wanted) -> Page[SyncRun]:
    query = select(SyncRun)
    for name in ("source", "status"):
        if name in filters:
            query = query.where(getattr(SyncRun, name) == filters[name])
    return page_of(session, query, SYNC_SORTABLE, wanted)
