"""What an account wants to be told: which mails, and which lines of the bell. Everything, until it is switched off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import User
from app.services import changes
from app.services.actors import Actor
from app.services.slip_mails import MUTED as OWN_SCHEDULE
from app.vocabulary import Permission
from app.wording import N_, say


@dataclass(frozen=True)
class Choice:
    """`needs` is what somebody must be allowed to do to be told at all; None: to have work of one's own."""

    key: str
    label: str
    needs: Permission | None


CHOICES = (
    Choice(OWN_SCHEDULE, N_("What changed in my schedule, when it is published"), None),
    Choice("bell:due_tomorrow", N_("Events that are due by tomorrow and lack people"), Permission.VIEW_SCHEDULE),
    Choice("bell:unreported", N_("Events of the last days that were not reported"), Permission.VIEW_SCHEDULE),
    Choice("bell:starting_soon", N_("Events that start within 14 days and lack people"), Permission.VIEW_SCHEDULE),
    Choice("bell:inactive_people", N_("Bookings of people who are not active"), Permission.VIEW_SCHEDULE),
    Choice("bell:today", N_("How much of today's work is scheduled or reported"), Permission.VIEW_SCHEDULE),
    Choice("bell:tomorrow", N_("How much of tomorrow's work is scheduled or reported"), Permission.VIEW_SCHEDULE),
    Choice("bell:requests", N_("Requests for time off that wait"), Permission.DECIDE_TIME_OFF),
    Choice("bell:proposals", N_("Proposals of the auto-scheduler that wait"), Permission.RUN_AUTO_SCHEDULER),
    Choice("bell:webhooks", N_("Webhooks that were switched off"), Permission.EDIT_SETTINGS),
    Choice("bell:mails", N_("Mails that did not go out"), Permission.EDIT_SCHEDULE),
)


def offered(actor: Actor) -> list[Choice]:
    return [one for one in CHOICES if (actor.employee_id is not None if one.needs is None else actor.may(one.needs))]


def save(session: Session, actor: Actor, wanted: Collection[str]) -> int | None:
    """Of what is offered only this; the id of the change. Raises NotFound without an account."""
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is None:
        raise NotFound(say("That account was not found."))
    keys = {one.key for one in offered(actor)}
    summary = f"Notifications of {user.username} changed"
    with changes.record(session, actor, command="save_notifications", summary=summary) as recording:
        user.muted = sorted((set(user.muted) - keys) | (keys - set(wanted)))
    return recording.change_id
