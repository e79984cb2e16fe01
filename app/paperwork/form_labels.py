"""The wording of the forms that are filled in by hand: activity log, checklist and the juicer sheets."""

from __future__ import annotations

from app.wording import N_

DATE, ES_NAME, EVENT, EVENT_SPECIALIST = N_("Date"), N_("ES name"), N_("Event"), N_("Event Specialist")
SIGNATURE, PRINTED_NAME, INITIALS = N_("Signature"), N_("printed name"), N_("Initials")
CLUB, COMMENTS = N_("Club"), N_("Comments")
YES, NO = N_("Yes"), N_("No")

# Event table activity log
LOG_TITLE = N_("Event Table Activity Log")
LOG_QR = N_("Scan to open the event")
LOG_THERMOMETER = N_("Thermometer calibrated   Y  /  N")
LOG_SANITIZATION = N_("Sanitization")
LOG_SANITIZATION_HELP = N_(
    "Write down the time whenever the cart or table is sanitized, hands are washed and gloves are changed: "
    "every 30 minutes and as needed."
)
LOG_CONTROL = N_("Time and temperature control")
LOG_CONTROL_HELP = N_(
    "Hot food: 4 times a day. Cold food: 2 times a day. Wipe the thermometer with alcohol after each use and wash "
    "hands for at least 20 seconds."
)
LOG_TIME, LOG_TEMPERATURE = N_("Time"), N_("Temp. °F")
LOG_HOLDING = N_("Holding temperature")
LOG_HOLDING_LINES = (
    N_("Hot food: 140 °F or above"),
    N_("Cold food: 41 °F or below"),
    N_("Danger zone: between 41 °F and 140 °F"),
    N_("Use the thermometer for every batch."),
)
LOG_COOKING = N_("Minimum internal cooking temperature")
LOG_COOKING_LINES = (
    N_("170 °F  raw poultry and ground meat"),
    N_("145 °F  whole intact beef, pork and seafood"),
    N_("140 °F  commercially processed, ready to eat"),
    N_("165 °F  everything else"),
)
LOG_PREPARATION = N_("Preparation")
LOG_PREPARATION_LINES = (
    N_("I have tried the product."),
    N_("The EDR and the product instructions are printed and at the table."),
    N_(
        "I practised: greeting, location, price, sales pitch, product attributes, and my answer to “Have you tried it?”"
    ),
)
LOG_CONFIRMATION = N_(
    "I confirm that the times and temperatures above are true and that I followed the food safety rules today."
)
LOG_FILE = N_("File this sheet with the daily paperwork.")

# Daily task checkoff sheet
CHECKLIST_TITLE = N_("Daily Task Checkoff Sheet")
CHECKLIST_SUBTITLE = N_("Everyday Standards · Event Specialist Checklist")
CHECKLIST: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Food and storage"),
        (
            N_("Spices and oils are dated (30 days) and kept in minimal quantity."),
            N_("The refrigerator is clean and in order."),
            N_("Leftovers are kept only for a next-day event and labelled with in and out date."),
            N_("Nothing is kept for personal use without approval."),
            N_("Unopened leftovers are upstairs or in the donation box."),
        ),
    ),
    (
        N_("Carts and supplies"),
        (
            N_("Stainless pots are cleaned with the named cleaner."),
            N_("Carts are clean, top and bottom."),
            N_("Signs and sneeze guards are clean and put away."),
            N_("Cups, napkins and utensils are put away."),
            N_("Supplies are restocked for the next day."),
            N_("The cart storage is clear of stools, trash and paper."),
        ),
    ),
    (
        N_("Appliances and prep area"),
        (
            N_("Appliances are clean and their cords wrapped."),
            N_("No appliance is left on top of a cart."),
            N_("Stainless steel is polished; sanitizer is used on prep surfaces only."),
            N_("Sinks are polished; lime remover is used where needed."),
            N_("Ovens and microwaves are clean."),
            N_("Degreaser is used as needed."),
            N_("No unapproved storage or signs; shelves are labelled."),
            N_("Areas are minimal and organised."),
            N_("When in doubt, it was thrown out."),
        ),
    ),
    (
        N_("Paperwork"),
        (
            N_("EDR, activity log and this sheet are signed and dated."),
            N_("The event is reported in AMP before leaving. No exception."),
            N_("The paperwork is in the basket on the prep table."),
        ),
    ),
)
CHECKLIST_SIGNATURE = N_("Event Specialist Signature")

# Juicer compliance checklist
JUICER_TITLE = N_("Juicer Compliance Checklist")
JUICER_SUBTITLE = N_("Club Supervisor · citrus juicer")
OPENING_ES, CLOSING_ES, CLUB_SUPERVISOR = N_("Opening ES"), N_("Closing ES"), N_("Club Supervisor")
CORRECTIVE_ACTION = N_("Corrective action")
JUICER_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Supply check"),
        (
            N_("Wash station is set up **"),
            N_("Wash chemical is on hand **"),
            N_("Test strips are on hand **"),
            N_("Pre-printed labels are on hand **"),
            N_("Date-label gun and labels are on hand **"),
            N_("Juice bottles on hand (cases: ______ )"),
            N_("Crates of fruit on hand (crates: ______ )"),
        ),
    ),
    (
        N_("Equipment sanitation"),
        (
            N_("Cleaned last night"),
            N_("Parts soaked in degreaser and hot water for the full 30 minutes"),
            N_("Outside wiped with sanitizer"),
        ),
    ),
    (
        N_("Washing fruit"),
        (
            N_("Fruit inspected"),
            N_("Wash concentration 40-80 ppm or 30-60 ppm, as the product says"),
            N_("Fruit sanitized for at least 90 seconds"),
            N_("Fruit refrigerated below 41 °F for at least 4 hours before juicing"),
        ),
    ),
    (
        N_("On-floor production"),
        (N_("Bottles filled to the fill line"), N_("Safety seal in place"), N_("Bottles on ice, below 41 °F")),
    ),
    (
        N_("Label"),
        (
            N_("Juice label"),
            N_("Warning: not pasteurized"),
            N_("Produced and expires dates"),
            N_("Shelf life of 5 days"),
        ),
    ),
    (N_("Inventory"), (N_("Crates scanned out nightly (crates: ______ )"),)),
)
JUICER_FOOTNOTE = N_("** If the answer is No, call the supervisor and stop juicing. Keep this form for 2 years.")
JUICER_COUNTS_TITLE = N_("Juicer counts of the day")
JUICER_FRUIT = (N_("Orange"), N_("Cara Cara"), N_("Blood"), N_("Grapefruit"), N_("Lemon"), N_("Lime"))
JUICER_COUNTS = (
    N_("Fruit"),
    N_("Throws"),
    N_("Bottles produced"),
    N_("Bottles sampled"),
    N_("Cases juiced"),
    N_("End-of-day cases of fruit"),
    N_("Cases of empty bottles"),
)

# Juicer daily shift tracker
TRACKER_TITLE = N_("Juicer Daily Shift Tracker")
TRACKER_HEAD = (N_("Question"), N_("ES 1"), N_("ES 2"), N_("ES 3"), N_("End of day total"))
TRACKER_ROWS = (
    N_("Event Specialist (print name)"),
    N_("Was the shift executed? (Y / N)"),
    N_("If not, why?"),
    N_("On-hands at the start of the shift"),
    N_("Bottles produced"),
    N_("Sample bottles"),
    N_("Cases washed"),
    N_("Cases unwashed"),
    N_("Bottles thrown out, only for expiry or overproduction"),
)

# Juicer closing checklist
CLOSING_TITLE = N_("Juicer Closing Checklist")
CLOSING_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Safety and preparation"),
        (
            N_("Switch the juicer off and unplug it."),
            N_("Put on gloves and eye protection."),
            N_("Prepare the sinks: wash, rinse, sanitize."),
        ),
    ),
    (
        N_("Disassembly and first soak"),
        (
            N_("Take the juicer apart and rinse off pulp and peel."),
            N_("Soak the parts in degreaser, mixed 1:90, for at most 15 minutes."),
        ),
    ),
    (
        N_("Washing and sanitizing"),
        (
            N_("Scrub and rinse every part."),
            N_("Sanitize every part for at least 90 seconds."),
        ),
    ),
    (N_("Second soak"), (N_("Soak the parts with heavy residue again, then rinse and sanitize them."),)),
    (
        N_("Drying and machine cleaning"),
        (
            N_("Lay the parts out to air-dry."),
            N_("Spray the machine with cleaner, mixed 1:9, leave it for 15 to 20 minutes, then wipe it clean."),
        ),
    ),
    (N_("Final steps"), (N_("Leave the manifold and the strainer to soak overnight."),)),
)
