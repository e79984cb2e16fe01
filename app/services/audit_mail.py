"""The mail about the daily audit: to those whom a manager named, on the days he chose, when it found what they want
to hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.db import transaction
from app.formatting import WEEKDAYS, parse_hhmm, short_day
from app.integrations import mail
from app.models import Store
from app.queries import audits as queries
from app.services import daily_audit, mails, settings
from app.services.actors import system_actor
from app.services.jobs import Progress


def begins(session: Session) -> int:
    """Minutes after local midnight."""
    return parse_hhmm(settings.read(session)["audit_mail_time"])


def is_wanted(session: Session, day: date) -> bool:
    stored = settings.read(session)
    return (
        bool(stored["audit_recipients"]) and WEEKDAYS[day.weekday()] in stored["audit_weekdays"] and mails.is_set_up()
    )


def run_audit_mail(_job_id: int, payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The job. Raises an IntegrationError when the mail server does not take it."""
    day, store_id = date.fromisoformat(payload["day"]), int(payload["store_id"])
    with transaction() as session:
        stored = dict(settings.read(session))
        store = session.get_one(Store, store_id)
        where = f"{store.number} {store.name}"
        found = [one for one in _findings(session, store_id, day) if one["severity"] in stored["audit_tells"]]
    if not found:
        return {"message": "There was nothing to tell.", "findings": 0}
    progress.report(0.5, "Sending the audit")
    subject = f"Audit of {short_day(day)}, {where}: {len(found)} {'findings' if len(found) > 1 else 'finding'}"
    text = "\n".join([subject, "", *_lines(found, stored), *_link(stored["site_address"], day, store_id)])
    server = mail.server_of(current_app.extensions["settings"].smtp_url)
    # The same whenever the job is done again, so that a reader's program shows a second copy as the first.
    message_id = f"<audit-{day}-{store_id}@{server.host}>"
    mail.send(server, stored["audit_recipients"], subject=subject, text=text, message_id=message_id)
    return {"message": f"Sent to {len(stored['audit_recipients'])} people.", "findings": len(found)}


def _findings(session: Session, store_id: int, day: date) -> Sequence[dict[str, Any]]:
    """Of the newest audit of the day; where there is none yet, it is done now."""
    audit = queries.latest_of_day(session, store_id, day)
    if audit is None:
        audit = daily_audit.run(session, system_actor("upkeep"), store_id=store_id, first=day)
    return [one for one in audit.findings if one["day"] == day.isoformat()]


def _lines(found: Sequence[dict[str, Any]], stored: Mapping[str, Any]) -> list[str]:
    lines = []
    for one in found:
        lines.append(f"{one['severity'].upper()}  {one['message']}")
        if stored["audit_details"]:
            lines += [f"  - {detail}" for detail in one["details"]]
        if stored["audit_actions"] and one["suggestion"]:
            lines.append(f"  To do: {one['suggestion']}")
    return [*lines, ""]


def _link(site: str, day: date, store_id: int) -> list[str]:
    return [f"{site.rstrip('/')}/audit?date={day}&store={store_id}", ""] if site else []
