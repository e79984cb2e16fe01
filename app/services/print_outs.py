"""Everything that can be printed besides the packet: weeks, months, people, rotations and the call list."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound
from app.formatting import wall_time, weekday
from app.models import Store
from app.models.columns import utc_now
from app.paperwork.employee import build_fortnight
from app.paperwork.model import named_store
from app.paperwork.month import build_month
from app.paperwork.sheet import LETTER, PAPERS, Paper
from app.paperwork.team_sheets import (
    Contact,
    Duty,
    DutyException,
    TeamHead,
    build_call_list,
    build_rotation_sheet,
)
from app.paperwork.week import build_team_week, build_week_summary, sunday_of
from app.queries import paperwork as queries
from app.queries import rotations as rotation_queries
from app.services.actors import Actor
from app.services.namesakes import told_apart
from app.services.paperwork_brand import brand
from app.services.paperwork_findings import ROTATION_WORDS
from app.services.team_week import roster
from app.vocabulary import Permission
from app.wording import N_, say

_FORTNIGHT = 14
_EXCEPTIONS_AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class Asked:
    """`person` is a name of the roster; empty means everybody."""

    day: date
    store_id: int
    paper: str = "letter"
    person: str = ""
    all_types: bool = False


@dataclass(frozen=True)
class PrintOut:
    pdf: bytes
    file_name: str


def print_out(session: Session, actor: Actor, kind: str, asked: Asked) -> PrintOut:
    """Raises Forbidden, NotFound for a kind or a store that is not there, Invalid for paper or person."""
    actor.require(Permission.PRINT_PAPERWORK)
    actor.require_store(asked.store_id, "That store")
    store = queries.store(session, asked.store_id)
    if store is None or kind not in KINDS:
        raise NotFound(say("There is no such print-out. Choose one on the Printing page."))
    if asked.paper not in PAPERS:
        raise Invalid(say("Choose the paper: %(list)s.", list=", ".join(PAPERS)))
    pdf = KINDS[kind](session, store, asked, PAPERS.get(asked.paper, LETTER))
    return PrintOut(pdf, f"{kind.replace('-', '_')}_{asked.day.isoformat()}.pdf")


def people(session: Session, actor: Actor, *, store_id: int) -> list[str]:
    """Who has a page of their own in the store."""
    actor.require_store(store_id, "That store")
    return sorted(told_apart(queries.team(session, store_id)).values(), key=str.casefold)


def _week(session: Session, _store: Store, asked: Asked, paper: Paper) -> bytes:
    first = sunday_of(asked.day)
    return build_team_week(roster(session, first=first, store_id=asked.store_id, all_types=asked.all_types), paper)


def _summary(session: Session, _store: Store, asked: Asked, paper: Paper) -> bytes:
    first = sunday_of(asked.day)
    return build_week_summary(roster(session, first=first, store_id=asked.store_id, all_types=asked.all_types), paper)


def _month(session: Session, _store: Store, asked: Asked, paper: Paper) -> bytes:
    first = asked.day.replace(day=1)
    days = calendar.monthrange(first.year, first.month)[1]
    found = roster(session, first=first, store_id=asked.store_id, days=days, all_types=asked.all_types)
    return build_month(found, paper)


def _people(session: Session, _store: Store, asked: Asked, _paper: Paper) -> bytes:
    first = sunday_of(asked.day)
    found = roster(session, first=first, store_id=asked.store_id, days=_FORTNIGHT, all_types=asked.all_types)
    if asked.person and asked.person not in found.people:
        raise Invalid(say("That person does not work in this store. Choose somebody from the list."))
    if not found.people:
        raise Invalid(say("Nobody works in this store yet, so there is nothing to print."))
    return build_fortnight(found, [asked.person] if asked.person else None)


def _rotations(session: Session, store: Store, asked: Asked, paper: Paper) -> bytes:
    monday = asked.day - timedelta(days=asked.day.weekday())
    grid = rotation_queries.grid_of(session, store.id)
    team = told_apart(queries.team(session, store.id))
    names = rotation_queries.names_of(session, {row.employee_id for row in grid}) | team
    held = {(row.weekday, row.kind): names.get(row.employee_id, "") for row in grid}
    week = [
        Duty(weekday(monday + timedelta(days=at)), tuple(held.get((at, kind), "") for kind in ROTATION_WORDS))
        for at in range(7)
    ]
    found = [
        row
        for row in rotation_queries.exceptions_of(session, store.id, asked.day)
        if row.day <= asked.day + _EXCEPTIONS_AHEAD
    ]
    others = rotation_queries.names_of(session, {row.employee_id for row in found}) | team
    exceptions = [
        DutyException(row.day, ROTATION_WORDS[row.kind], others.get(row.employee_id, ""), row.reason) for row in found
    ]
    duties = [ROTATION_WORDS[kind] for kind in ROTATION_WORDS]
    return build_rotation_sheet(_head(session, store, asked), duties, week, exceptions, paper)


def _call_list(session: Session, store: Store, asked: Asked, paper: Paper) -> bytes:
    people = [
        Contact(
            person.name,
            person.title.value,
            person.phone or "",
            person.email or "",
            N_("May serve alcohol") if person.adult_beverage_trained else "",
        )
        for person in queries.team(session, store.id)
    ]
    return build_call_list(_head(session, store, asked), people, paper)


def _head(session: Session, store: Store, asked: Asked) -> TeamHead:
    built_at = wall_time(utc_now(), store.timezone)
    return TeamHead(asked.day, named_store(store.name, store.number), built_at, brand(session))


KINDS: dict[str, Callable[[Session, Store, Asked, Paper], bytes]] = {
    "team-week": _week,
    "week-summary": _summary,
    "month": _month,
    "people": _people,
    "rotations": _rotations,
    "call-list": _call_list,
}
