"""The wording of the official-looking event report."""

from __future__ import annotations

TITLE = "Event Detail Report"
RUN_ON = "RUN ON {day} AT {time}"
IMPORTANT = "IMPORTANT"
IMPORTANT_LINES = (
    "Print this report for each event every morning and keep it in the prep area.",
    "The event coordinator writes comments on it. Items scanned as Club Use must be on it.",
    "Keep the paper in monthly folders, the six previous months within reach. Box older months, and destroy them "
    "after 18 months.",
)
EVENT_TYPE, EVENT_LOCKED, EVENT_STATUS = "Event Type", "Event Locked", "Event Status"
ITEMS = "Items"
ITEM_COLUMNS = (
    ("Item Number", "14%"),
    ("Primary Item Number", "14%"),
    ("GTIN", "15%"),
    ("Description", "27%"),
    ("Vendor", "14%"),
    ("Category", "16%"),
)
INSTRUCTIONS = "Instructions"
EVENT_PREPARATION, EVENT_PORTION = "Event Preparation", "Event Portion"
SIGNATURES = "Signatures"
ASSOCIATE_LINE = ("Club Associate, printed name", "Signature", "Title", "Date")
REPRESENTATIVE_LINE = ("Tastes & Tips representative, signature", "Date")
