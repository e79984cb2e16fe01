"""Every word the layouts print, in one place, so that a second language needs one more file."""

from __future__ import annotations

from app.wording import N_

PAGE_OF = N_("Page %(page)s of %(pages)s")
BUILT = N_("Built %(moment)s")
BLANK_PAGE = N_("Left blank so that the next set starts on a new sheet of paper.")
NONE = N_("none")
YES, NO = N_("YES"), N_("NO")

# Names of the parts, on the cover and as bookmarks
COVER = N_("Cover")
DAILY_SCHEDULE = N_("Daily schedule")
ITEM_NUMBERS = N_("Daily item numbers")
DAILY_FORMS = N_("Forms of the day")
EDR = "EDR"
SALES_TOOL = N_("Sales tool")
FORMS = N_("Forms")
NOT_ASSIGNED = N_("Not assigned")

# Cover
COVER_TITLE = N_("Daily paperwork")
READY = N_("✔  Ready to print: every part is in this packet.")
READY_WAIVED = N_("✔  Ready to print. Left out on purpose: %(waived)s.")
NOT_READY = N_("✖  %(missing)s parts are missing. Each has a page in its place that says why.")
NOT_READY_ONE = N_("✖  1 part is missing. A page in its place says why.")
COUNT_EVENTS, COUNT_PEOPLE, COUNT_SETS, COUNT_ITEMS, COUNT_MISSING = (
    N_("bookings"), N_("people"), N_("event sets"), N_("items"), N_("parts missing"),
)  # fmt: skip
ROTATIONS = N_("Today")
SUPERVISOR_OF_DAY = N_("Supervisor of the day")
NOBODY = N_("Nobody")
CONTENTS = N_("Event sets")
CONTENTS_HEAD = (N_("Start"), N_("Event and person"), "EDR", N_("Sales tool"), N_("Forms"), N_("Page"))
NO_SETS = N_("No event of this day gets its own set.")
DAY_PARTS = N_("For the whole day")
DAY_PARTS_HEAD = (N_("Document"), N_("State"), N_("Page"))
IN_PACKET = N_("✔ In the packet")
MISSING = N_("✖ Missing")
WAIVED = N_("○ Waived by %(name)s")
MISSING_PARTS = N_("Missing parts")
MISSING_HEAD = (N_("Part"), N_("Why"), N_("What to do"))
FINDINGS = N_("Audit findings")
NO_FINDINGS = N_("✔ The audit found nothing to correct.")
FINDINGS_HEAD = (N_("Level"), N_("Finding"), N_("What to do"))
LEVELS = {"critical": N_("✖ Critical"), "warning": N_("! Warning"), "note": N_("· Note")}

# Daily schedule
SCHEDULE_HEAD_HERE, SCHEDULE_HEAD_TIME, SCHEDULE_HEAD_LUNCH, SCHEDULE_HEAD_END = (
    N_("Here"),
    N_("Time"),
    N_("Lunch"),
    N_("End"),
)
SCHEDULE_HEAD_EMPLOYEE, SCHEDULE_HEAD_EVENT = N_("Employee"), N_("Event")
SCHEDULE_EMPTY = N_("Nothing is scheduled on this day.")
SECTION_COUNT = N_("%(section)s  (%(count)s)")
SCHEDULE_TOTAL = N_("Bookings: %(lines)s  ·  people: %(people)s")
EVENT_LINE = N_("Event %(number)s")

# Item numbers
ITEMS_HELP = N_("Fetch the next day's product and print price signs from this list. Each bar code can be scanned.")
ITEMS_HEAD_UPC, ITEMS_HEAD_BARCODE, ITEMS_HEAD_DESCRIPTION = N_("UPC number"), N_("Bar code"), N_("Description")
ITEMS_HEAD_ITEM, ITEMS_HEAD_EVENT = N_("Item number"), N_("Event")
ITEMS_TOTAL = N_("Total items: %(count)s")
ITEMS_EMPTY = N_("No items were found for this day.")
ITEMS_WITHOUT = N_("No item list for: %(events)s. Their EDR is missing.")
NO_UPC = N_("no UPC, item number")
NO_BARCODE = "N/A"

# Event detail report
EDR_TITLE = N_("EVENT DETAIL REPORT")
EDR_SCHEDULED_ON = N_("Event Scheduled On %(day)s")
EVENT_NUMBER, EVENT_NAME = N_("Event Number"), N_("Event Name")
EVENT_DATE, EVENT_TYPE, EVENT_STATUS, EVENT_LOCKED = N_("Event Date"), N_("Event Type"), N_("Status"), N_("Locked")
ITEM_NUMBER, DESCRIPTION, CATEGORY = N_("Item Number"), N_("Description"), N_("Category")
PRIMARY_ITEM_TAG = N_("Primary item")
NO_EDR_ITEMS = N_("The report lists no items.")
SHIFT_START, SHIFT_LUNCH, SHIFT_LEAVE = N_("START %(start)s"), N_("LUNCH %(start)s - %(end)s"), N_("LEAVE %(end)s")
EVENT_PREPARATION, EVENT_PORTION = N_("Event preparation"), N_("Event portion")
MUST_BE_SIGNED = N_("MUST BE SIGNED AND DATED")
SCHEDULED_EMPLOYEE, EMPLOYEE_SIGNATURE = N_("Scheduled Employee"), N_("Employee Signature")
DATE_PERFORMED, SUPERVISOR_SIGNATURE = N_("Date Performed"), N_("Supervisor Signature")
PRINTED = N_("Printed: %(day)s at %(time)s")

# Missing part
MISSING_TITLE = N_("%(what)s is missing")
MISSING_WHY, MISSING_FIX = N_("Why"), N_("What to do")
MISSING_FIX_DEFAULT = N_("Build the packet again once the part is there, and put its pages in this place.")
MISSING_BY_HAND = N_("Fill in by hand until then")
MISSING_FACTS = (N_("Event"), N_("Person"), N_("Start"))
ALL_FORMS = N_("✔ %(count)s in the packet")
CRITICAL_FINDINGS = N_("✖ Critical audit findings: %(count)s. See the end of this cover.")
PACKET_TITLE = N_("Daily paperwork %(day)s · %(store)s")
PACKET_SUBJECT = N_("Schedule, item numbers and event sets of one day")
UNREADABLE = N_("The stored PDF cannot be read.")
UNREADABLE_FIX = N_("Fetch or upload the file again, then build the packet again.")

# Why a foreign PDF stays out: the reason and what to do
_ASK_FOR_ANOTHER = N_("Ask for a new copy of the file, or upload one to the event.")
REFUSALS = {
    "no_bytes": (N_("The file is empty."), _ASK_FOR_ANOTHER),
    "web_page": (
        N_("A web page came instead of a PDF; the sign-in may have run out."),
        N_("Sign in again and retry, or upload the PDF to the event."),
    ),
    "not_pdf": (N_("The file is not a PDF."), _ASK_FOR_ANOTHER),
    "too_large": (N_("The file is too large."), N_("Upload a copy of at most 10 MB to the event.")),
    "too_many_pages": (N_("The file has too many pages."), N_("Upload only the pages that are needed, at most 200.")),
    "encrypted": (
        N_("The PDF is locked with a password."),
        N_("Save it without a password and upload it to the event."),
    ),
    "empty": (N_("The PDF has no pages."), _ASK_FOR_ANOTHER),
    "unreadable": (N_("The PDF is damaged and cannot be read."), _ASK_FOR_ANOTHER),
    "bomb": (N_("The PDF unpacks to many times its size and was put aside."), _ASK_FOR_ANOTHER),
    "too_slow": (N_("The PDF took too long to read and was put aside."), _ASK_FOR_ANOTHER),
    "too_heavy": (N_("The PDF needs too much memory to read and was put aside."), _ASK_FOR_ANOTHER),
}

# Weekly and personal schedules
TEAM_WEEK = N_("Employee Weekly Schedule")
WEEK_SUMMARY = N_("Weekly Summary")
WALMART_WEEK = N_("Walmart week %(number)s")
PERSONAL_TITLE = N_("Employee schedule")
PERSONAL_SCHEDULE = N_("Schedule of %(employee)s")
WEEK_EMPTY = N_("Nobody is scheduled in this week.")
WEEK_NOTICE = N_("Schedules may change. Check AMP before you leave home.")
OFF = N_("OFF")
EMPLOYEE = N_("Employee")
ROSTER_SUBJECT = N_("Printed from the published and planned schedule")
DAY_RANGE = N_("%(first)s to %(last)s")

# What a section says, and what is different since the last print
FACT_STATE, FACT_MISSING, FACT_FILE, FACT_FORM = N_("state"), N_("missing"), N_("file"), N_("form")
FACT_PERSON, FACT_TIME, FACT_EVENT, FACT_LANGUAGE = N_("person"), N_("time"), N_("event"), N_("language")
FACT_NAME, FACT_STATUS, FACT_LOCKED, FACT_ITEMS = N_("name"), N_("status"), N_("locked"), N_("items")
FACT_INSTRUCTIONS, FACT_TYPE, FACT_DATE = N_("instructions"), N_("type"), N_("date")
REASON_NEW = N_("Not printed yet.")
REASON_GONE = N_("No longer in the packet.")
REASON_MISSING = N_("It is missing now.")
REASON_FOUND = N_("It was missing and is here now.")
REASON_ADDED = N_("%(name)s: added")
REASON_REMOVED = N_("%(name)s: no longer there")
REASON_DIFFERENT = N_("%(name)s: different")
REASON_REPLACED = N_("%(name)s: %(before)s → %(after)s")
REASON_MORE = N_("and %(count)s more")
CHANGES_TITLE = N_("Changed pages")
CHANGES_SINCE = N_("%(day)s  ·  %(store)s  ·  since the print of %(moment)s")
CHANGES_HELP = N_(
    "Put these pages in the place of the old ones. The numbers at the foot are those of the whole new packet."
)
CHANGES_HEAD = (N_("Do"), N_("Section"), N_("What is different"), N_("Page"))
CHANGES_ADD, CHANGES_REPLACE, CHANGES_TAKE_OUT = N_("+ Add"), N_("↻ Replace"), N_("✖ Take out")

HTML_NOT_DRAWN = N_("The form's HTML could not be drawn.")
HTML_NOT_DRAWN_FIX = N_("Correct it on the page of the forms, or upload the form as PDF.")
SCAN_TO_CHECK_IN = N_("Scan to check in")
MONTH, MONTH_MORE = N_("Month"), N_("and %(count)s more")
ROTATION_SHEET = N_("Rotations")
ROTATION_EXCEPTIONS, NO_EXCEPTIONS = N_("Somebody else on these days"), N_("None in the next four weeks.")
EXCEPTION_HEAD = (N_("Day"), N_("Duty"), N_("Who"), N_("Why"))
CALL_LIST, CALL_COUNT, NO_PHONE = N_("Call list"), N_("%(count)s people"), N_("no number")
CALL_HEAD = (N_("Name"), N_("Phone"), N_("E-mail"), N_("Reached"))
