"""The forms that go into every packet. The standard ones are drawn by the product itself."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import PaperworkTemplate
from app.paperwork.model import FormLayout
from app.queries import paperwork as queries
from app.services import changes
from app.services.actors import Actor

_STANDARD = (
    ("Event table activity log", "event", FormLayout.ACTIVITY_LOG, "Sanitising, temperatures and preparation."),
    ("Daily task checkoff sheet", "event", FormLayout.CHECKLIST, "What an event specialist checks before leaving."),
    ("Juicer compliance checklist", "daily", FormLayout.JUICER_COMPLIANCE, "Only on days with juicer work."),
    ("Juicer daily shift tracker", "daily", FormLayout.JUICER_TRACKER, "Only on days with juicer work."),
    ("Juicer closing checklist", "daily", FormLayout.JUICER_CLOSING, "Only on days with juicer work."),
)


def seed_templates(session: Session, actor: Actor) -> int:
    """Add the standard forms that are not there by name; how many were added. Safe to call again."""
    there = queries.template_names(session)
    new = [entry for entry in enumerate(_STANDARD, start=1) if entry[1][0] not in there]
    if not new:
        return 0
    with changes.record(session, actor, command="seed_templates", summary="Added the standard paperwork forms"):
        session.add_all(
            PaperworkTemplate(
                name=name, category=category, layout=layout.value, description=description, display_order=place * 10
            )
            for place, (name, category, layout, description) in new
        )
    return len(new)
