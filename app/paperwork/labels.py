"""Every word the layouts print, in one place, so that a second language needs one more file."""

from __future__ import annotations

from app.wording import N_

PAGE_OF = "Page {page} of {pages}"
BUILT = "Built {moment}"
BLANK_PAGE = "Left blank so that the next set starts on a new sheet of paper."
NONE = "none"
YES, NO = N_("YES"), N_("NO")

# Names of the parts, on the cover and as bookmarks
COVER = "Cover"
DAILY_SCHEDULE = "Daily schedule"
ITEM_NUMBERS = "Daily item numbers"
DAILY_FORMS = "Forms of the day"
EDR = "EDR"
SALES_TOOL = "Sales tool"
SALES_TOOL_OF = "Sales tool {number} of {count}"
FORMS = "Forms"
BUNDLE = "{event} · {employee}"
NOT_ASSIGNED = N_("Not assigned")

# Cover
COVER_TITLE = "Daily paperwork"
READY = "✔  Ready to print: every part is in this packet."
READY_WAIVED = "✔  Ready to print. Left out on purpose: {waived}."
NOT_READY = "✖  {missing} parts are missing. Each has a page in its place that says why."
NOT_READY_ONE = "✖  1 part is missing. A page in its place says why."
COUNT_EVENTS, COUNT_PEOPLE, COUNT_SETS, COUNT_ITEMS, COUNT_MISSING = (
    "bookings", "people", "event sets", "items", "parts missing",
)  # fmt: skip
ROTATIONS = "Today"
SUPERVISOR_OF_DAY = "Supervisor of the day"
NOBODY = "Nobody"
CONTENTS = "Event sets"
CONTENTS_HEAD = ("Start", "Event and person", "EDR", "Sales tool", "Forms", "Page")
NO_SETS = "No event of this day gets its own set."
DAY_PARTS = "For the whole day"
DAY_PARTS_HEAD = ("Document", "State", "Page")
IN_PACKET = "✔ In the packet"
MISSING = "✖ Missing"
WAIVED = "○ Waived by {name}"
MISSING_PARTS = "Missing parts"
MISSING_HEAD = ("Part", "Why", "What to do")
FINDINGS = "Audit findings"
NO_FINDINGS = "✔ The audit found nothing to correct."
FINDINGS_HEAD = ("Level", "Finding", "What to do")
LEVELS = {"critical": "✖ Critical", "warning": "! Warning", "note": "· Note"}

# Daily schedule
SCHEDULE_HEAD_HERE, SCHEDULE_HEAD_TIME, SCHEDULE_HEAD_LUNCH, SCHEDULE_HEAD_END = "Here", "Time", "Lunch", "End"
SCHEDULE_HEAD_EMPLOYEE, SCHEDULE_HEAD_EVENT = "Employee", "Event"
SCHEDULE_EMPTY = "Nothing is scheduled on this day."
SECTION_COUNT = "{section}  ({count})"
SCHEDULE_TOTAL = "{lines} bookings, {people} people."
EVENT_LINE = "Event {number}"

# Item numbers
ITEMS_HELP = "Fetch the next day's product and print price signs from this list. Each bar code can be scanned."
ITEMS_HEAD_UPC, ITEMS_HEAD_BARCODE, ITEMS_HEAD_DESCRIPTION = "UPC number", "Bar code", "Description"
ITEMS_HEAD_ITEM, ITEMS_HEAD_EVENT = "Item number", "Event"
ITEMS_TOTAL = "Total items: {count}"
ITEMS_EMPTY = "No items were found for this day."
ITEMS_WITHOUT = "No item list for: {events}. Their EDR is missing."
NO_UPC = "no UPC, item number"
NO_BARCODE = "N/A"

# Event detail report
EDR_TITLE = N_("EVENT DETAIL REPORT")
EDR_SCHEDULED_ON = N_("Event Scheduled On {day}")
EVENT_NUMBER, EVENT_NAME = N_("Event Number"), N_("Event Name")
EVENT_DATE, EVENT_TYPE, EVENT_STATUS, EVENT_LOCKED = N_("Event Date"), N_("Event Type"), N_("Status"), N_("Locked")
ITEM_NUMBER, DESCRIPTION, CATEGORY = N_("Item Number"), N_("Description"), N_("Category")
PRIMARY_ITEM_TAG = N_("Primary item")
NO_EDR_ITEMS = N_("The report lists no items.")
SHIFT_START, SHIFT_LUNCH, SHIFT_LEAVE = N_("START {start}"), N_("LUNCH {start} - {end}"), N_("LEAVE {end}")
EVENT_PREPARATION, EVENT_PORTION = N_("Event preparation"), N_("Event portion")
MUST_BE_SIGNED = N_("MUST BE SIGNED AND DATED")
SCHEDULED_EMPLOYEE, EMPLOYEE_SIGNATURE = N_("Scheduled Employee"), N_("Employee Signature")
DATE_PERFORMED, SUPERVISOR_SIGNATURE = N_("Date Performed"), N_("Supervisor Signature")
PRINTED = N_("Printed: {day} at {time}")

# Missing part
MISSING_TITLE = N_("{what} is missing")
MISSING_WHY, MISSING_FIX = N_("Why"), N_("What to do")
MISSING_FIX_DEFAULT = N_("Build the packet again once the part is there, and put its pages in this place.")
MISSING_BY_HAND = N_("Fill in by hand until then")
MISSING_FACTS = (N_("Event"), N_("Person"), N_("Start"))
ALL_FORMS = "✔ {count} in the packet"
CRITICAL_FINDINGS = "✖ Critical audit findings: {count}. See the end of this cover."
PACKET_TITLE = "Daily paperwork {day} · {store}"
PACKET_SUBJECT = "Schedule, item numbers and event sets of one day"
UNREADABLE = "The stored PDF cannot be read."
UNREADABLE_FIX = "Fetch or upload the file again, then build the packet again."

# Why a foreign PDF stays out: the reason and what to do
_ASK_FOR_ANOTHER = "Ask for a new copy of the file, or upload one to the event."
REFUSALS = {
    "no_bytes": ("The file is empty.", _ASK_FOR_ANOTHER),
    "web_page": (
        "A web page came instead of a PDF; the sign-in may have run out.",
        "Sign in again and retry, or upload the PDF to the event.",
    ),
    "not_pdf": ("The file is not a PDF.", _ASK_FOR_ANOTHER),
    "too_large": ("The file is larger than {megabytes} MB.", "Upload a smaller copy to the event."),
    "too_many_pages": ("The file has more than {pages} pages.", "Upload only the pages that are needed."),
    "encrypted": ("The PDF is locked with a password.", "Save it without a password and upload it to the event."),
    "empty": ("The PDF has no pages.", _ASK_FOR_ANOTHER),
    "unreadable": ("The PDF is damaged and cannot be read.", _ASK_FOR_ANOTHER),
    "too_slow": ("The PDF took too long to read and was put aside.", _ASK_FOR_ANOTHER),
    "too_heavy": ("The PDF needs too much memory to read and was put aside.", _ASK_FOR_ANOTHER),
}

# Weekly and personal schedules
TEAM_WEEK = "Employee Weekly Schedule"
WEEK_SUMMARY = "Weekly Summary"
PERSONAL_TITLE = "Employee schedule"
PERSONAL_SCHEDULE = "Schedule of {employee}"
WEEK_EMPTY = "Nobody is scheduled in this week."
WEEK_NOTICE = "Schedules may change. Check AMP before you leave home."
OFF = "OFF"
EMPLOYEE = "Employee"
ROSTER_SUBJECT = "Printed from the published and planned schedule"
DAY_RANGE = "{first} to {last}"

# What a section says, and what is different since the last print
FACT_STATE, FACT_MISSING, FACT_FILE, FACT_FORM = "state", "missing", "file", "form"
FACT_PERSON, FACT_TIME, FACT_EVENT, FACT_LANGUAGE = "person", "time", "event", "language"
FACT_NAME, FACT_STATUS, FACT_LOCKED, FACT_ITEMS = "name", "status", "locked", "items"
FACT_INSTRUCTIONS, FACT_TYPE, FACT_DATE = "instructions", "type", "date"
REASON_NEW = "Not printed yet."
REASON_GONE = "No longer in the packet."
REASON_MISSING = "It is missing now."
REASON_FOUND = "It was missing and is here now."
REASON_ADDED = "{name}: added"
REASON_REMOVED = "{name}: no longer there"
REASON_DIFFERENT = "{name}: different"
REASON_REPLACED = "{name}: {before} → {after}"
REASON_MORE = "and {count} more"
CHANGES_TITLE = "Changed pages"
CHANGES_SINCE = "{day}  ·  {store}  ·  since the print of {moment}"
CHANGES_HELP = (
    "Put these pages in the place of the old ones. The numbers at the foot are those of the whole new packet."
)
CHANGES_HEAD = ("Do", "Section", "What is different", "Page")
CHANGES_ADD, CHANGES_REPLACE, CHANGES_TAKE_OUT = "+ Add", "↻ Replace", "✖ Take out"

HTML_NOT_DRAWN = "The form's HTML could not be drawn."
HTML_NOT_DRAWN_FIX = "Correct it on the page of the forms, or upload the form as PDF."
SCAN_TO_CHECK_IN = N_("Scan to check in")
MONTH, MONTH_MORE = "Month", "and {count} more"
ROTATION_SHEET = "Rotations"
ROTATION_EXCEPTIONS, NO_EXCEPTIONS = "Somebody else on these days", "None in the next four weeks."
EXCEPTION_HEAD = ("Day", "Duty", "Who", "Why")
CALL_LIST, CALL_COUNT, NO_PHONE = "Call list", "{count} people", "no number"
CALL_HEAD = ("Name", "Phone", "E-mail", "Reached")
