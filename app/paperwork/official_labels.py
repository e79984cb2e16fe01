"""The wording of the official-looking event report."""

from __future__ import annotations

from app.wording import N_

TITLE = N_("Event Detail Report")
RUN_ON = N_("RUN ON %(day)s AT %(time)s")
IMPORTANT = N_("IMPORTANT")
IMPORTANT_LINES = (
    N_("Print this report for each event every morning and keep it in the prep area."),
    N_("The event coordinator writes comments on it. Items scanned as Club Use must be on it."),
    N_(
        "Keep the paper in monthly folders, the six previous months within reach. Box older months, and destroy them "
        "after 18 months."
    ),
)
EVENT_TYPE, EVENT_LOCKED, EVENT_STATUS = N_("Event Type"), N_("Event Locked"), N_("Event Status")
ITEMS = N_("Items")
ITEM_COLUMNS = (
    (N_("Item Number"), "14%"),
    (N_("Primary Item Number"), "14%"),
    ("GTIN", "15%"),
    (N_("Description"), "27%"),
    (N_("Vendor"), "14%"),
    (N_("Category"), "16%"),
)
INSTRUCTIONS = N_("Instructions")
EVENT_PREPARATION, EVENT_PORTION = N_("Event Preparation"), N_("Event Portion")
SIGNATURES = N_("Signatures")
ASSOCIATE_LINE = (N_("Club Associate, printed name"), N_("Signature"), N_("Title"), N_("Date"))
REPRESENTATIVE_LINE = (N_("Tastes & Tips representative, signature"), N_("Date"))
