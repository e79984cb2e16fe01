"""The change slip as a mail: only what changed for that person, in that person's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.db import after_commit
from app.extensions import celery
from app.formatting import moment, wall_time
from app.models import Mail, Store
from app.models.columns import utc_now
from app.queries import mails as queries
from app.services import change_slips, mails, settings
from app.services.as_of import Place
from app.services.change_slips import News, Slip, SlipLine
from app.vocabulary import MailState
from app.wording import say, say_number, speaking

#: How an account says that it does not want these mails.
MUTED = "mail:own_schedule"


def write(session: Session, store: Store, slips: Sequence[Slip]) -> int:
    """A mail to each person who can look, has an address and wants it; how many. Nothing while no mail goes out."""
    if not mails.is_set_up():
        return 0
    readers = queries.readers(session, [slip.employee.id for slip in slips if slip.employee.email])
    wanted = [slip for slip in slips if slip.employee.id in readers and MUTED not in readers[slip.employee.id].muted]
    if not wanted:
        return 0
    sequence, site = change_slips.last_sequence(session), str(settings.read(session)["site_address"]).rstrip("/")
    for slip in wanted:
        with speaking(readers[slip.employee.id].locale):
            session.add(_mail(slip, store.id, sequence, site))
    request_id = str(get_contextvars().get("request_id", ""))
    after_commit(session, partial(celery.send_task, mails.DELIVER_TASK, headers={"request_id": request_id}))
    return len(wanted)


def _mail(slip: Slip, store_id: int, sequence: int, site: str) -> Mail:
    return Mail(
        employee_id=slip.employee.id,
        store_id=store_id,
        sequence=sequence,
        address=slip.employee.email or "",
        subject=say_number("Your schedule: %(number)s change", "Your schedule: %(number)s changes", len(slip.lines)),
        body=text(slip, site),
        message_id=mails.new_message_id(),
        state=MailState.PENDING,
        due_at=utc_now(),
    )


def text(slip: Slip, site: str) -> str:
    """`site` is the address of this product, blank when nobody entered it."""
    greeting = say("Hello %(name)s,", name=slip.employee.name)
    changed = say("this changed in your schedule:")
    if site:
        look = say("See it and confirm that you have seen it: %(address)s", address=f"{site}/my/schedule")
        stop = say("You can switch these mails off: %(address)s", address=f"{site}/account/notifications")
    else:
        look = say("Sign in and open My schedule to see it and to confirm that you have seen it.")
        stop = say("You can switch these mails off under My account, Notifications.")
    lines = [f"- {_line(line)}" for line in slip.lines]
    return "\n".join([greeting, "", changed, "", *lines, "", look, "", stop, ""])


def _line(line: SlipLine) -> str:
    store = line.event.store
    event, place = " ".join(line.event.name.split()), f"{store.number} {store.name}"
    then, now = (_when(where, store.timezone) for where in (line.then, line.now))
    if line.news is News.NEW:
        return say("New: %(when)s, %(event)s, %(store)s", when=now, event=event, store=place)
    if line.news is News.CANCELLED:
        return say("Cancelled: %(when)s, %(event)s, %(store)s", when=then, event=event, store=place)
    return say(
        "Moved: now %(now)s instead of %(then)s, %(event)s, %(store)s", now=now, then=then, event=event, store=place
    )


def _when(place: Place | None, zone: str) -> str:
    return moment(wall_time(place.starts_at, zone)) if place is not None else ""
