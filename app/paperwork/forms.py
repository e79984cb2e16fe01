"""Which of our own drawings stands behind the layout name of a paperwork template."""

from __future__ import annotations

from app.paperwork import activity_log, checklist, juicer
from app.paperwork.model import DayPaperwork, EventBundle, FormLayout
from app.paperwork.sheet import Sheet


def form_sheet(layout: FormLayout, day: DayPaperwork, bundle: EventBundle | None = None) -> Sheet:
    """With a bundle the event's forms come prefilled; the juicer sheets belong to the day."""
    match layout:
        case FormLayout.ACTIVITY_LOG:
            return activity_log.sheet(day, bundle)
        case FormLayout.CHECKLIST:
            return checklist.sheet(day, bundle)
        case FormLayout.JUICER_COMPLIANCE:
            return juicer.compliance(day)
        case FormLayout.JUICER_TRACKER:
            return juicer.tracker(day)
        case FormLayout.JUICER_CLOSING:
            return juicer.closing(day)
