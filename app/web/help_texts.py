"""What the help says, topic by topic."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.vocabulary import Permission
from app.web.help_topics import Topic

TOPICS = (
    Topic(
        "week",
        _l("The week step by step"),
        (
            _l("Sync: read the newest events from Crossmark. Nothing is applied when the answer is incomplete."),
            _l(
                "Rotations and time off: check who has the Juicer and who leads each day, on which days nobody has, and"
                " who is away. A duty that loses its person warns at once."
            ),
            _l("Auto-scheduler: let it propose the week. It keeps pinned and published work."),
            _l(
                "Look through the proposals and change what you know better. Before you apply, the page says what each"
                " way to apply books, moves, cancels and leaves out. A run can be taken back as a whole."
            ),
            _l(
                "Calendar: drag a schedule to another person or day, or back to the open events to cancel it; its page"
                " has the same as forms."
            ),
            _l("Paperwork: build the packet of the day and print it."),
            _l("On the day itself, mark who came. When somebody calls in, Called in… finds a replacement."),
        ),
        in_order=True,
    ),
    Topic(
        "dashboard",
        _l("Dashboard and workload"),
        (
            _l("The figures above lead to the lists behind them."),
            _l(
                "The deadline radar sets the work that is due in each week against the places that are free for it, and"
                " says what expires unless somebody is scheduled."
            ),
            _l("The bell counts what needs a look in your store; each line leads to the list behind it."),
            _l("How evenly the duties are shared stands under Rotations, before and after by person on each run."),
        ),
        ("/", "/notifications", "/reports"),
    ),
    Topic(
        "calendar",
        _l("Calendar"),
        (
            _l(
                "Calendar: month, week, day, timeline and list show the same work, with the same filters; the address"
                " keeps them, so a view can be sent, and one you need often can be saved under a name. What does not"
                " fit is counted above and on each day: one click shows the reason and the ways out. Beside it waits"
                " what nobody does yet; “Assign best” shows who would be booked before you say yes. The ? button lists"
                " the keys."
            ),
            _l(
                "While you drag, each place says whether it may be dropped there, and why not. With Ctrl held it is a"
                " copy: it books another open event of the same type, because an event is done once."
            ),
            _l(
                "Many at once: choose cards with Ctrl-click, Shift-click or the X key, or tick them in the list, and"
                " move, assign, pin, publish or cancel them; Copy… lays the pattern of a day or week onto open events."
                " A preview says for each line what would happen and why not, and one Undo takes all of it back."
            ),
            _l(
                "Without a mouse: Tab reaches a card, M picks it up, the arrows carry it and say at each place whether"
                " it fits, Enter drops it and Esc puts it back."
            ),
            _l(
                "A warning can be overridden with a reason. What is marked as not possible cannot: pick another time or"
                " person; the message says which."
            ),
            _l(
                "Why not? on an open event says who drops out at which question, what decides it, and the cheapest ways"
                " out. A way out shows everything it means before you take it, and one Undo takes it back."
            ),
        ),
        ("/calendar", "/day", "/unscheduled", "/schedules", "/events", "/gantt"),
    ),
    Topic(
        "unreported",
        _l("Unreported work and whole days"),
        (
            _l(
                "Unreported lists work that should have been reported by now. Reissue has it done again: Crossmark"
                " closes the old booking and gets the new one. Close the day and Take over, on a day of the calendar,"
                " move or hand over a whole day after a preview."
            ),
        ),
        ("/schedules/unreported", "/schedules/reissue", "/schedules/day"),
    ),
    Topic(
        "auto-scheduler",
        _l("Auto-scheduler"),
        (
            _l(
                "After a sick call or a closed day, choose Repair: it moves only what has to. What if? shows a week"
                " with somebody out or with more work beside the week as it is."
            ),
            _l(
                "What it strives for is a configuration: under Settings you weigh coverage, duties, wishes, cost and"
                " calm against each other, copy one and compare two."
            ),
        ),
        ("/auto-scheduler", "/settings/optimisation"),
        Permission.RUN_AUTO_SCHEDULER,
    ),
    Topic(
        "approve",
        _l("Look through and apply"),
        (
            _l(
                "Look through the proposals and change what you know better. Before you apply, the page says what each"
                " way to apply books, moves, cancels and leaves out. A run can be taken back as a whole."
            ),
            _l("Each line of a run can be approved, rejected or edited; what nobody decided about is applied, too."),
        ),
        ("/auto-scheduler/runs", "/auto-scheduler/lines"),
        Permission.RUN_AUTO_SCHEDULER,
    ),
    Topic(
        "rules",
        _l("Scheduling rules"),
        (
            _l(
                "Under Settings, Scheduling rules, each rule says what it asks and why, how strict it is and from when"
                " on; the rule book prints as a PDF. Try on the last 8 weeks shows which real schedules a changed rule"
                " would have forbidden, by rule and by person, before you save it."
            ),
        ),
        ("/settings/rules",),
        Permission.EDIT_SETTINGS,
    ),
    Topic(
        "publish",
        _l("Publish"),
        (
            _l(
                "Publish: when new work waits as a draft (a setting), the button says how many. It shows each person's"
                " change slip before anything happens, keeps back what a rule forbids or what begins within the frozen"
                " days, and tells only those for whom something changes. Afterwards it lists who has not seen it and"
                " prints their slips."
            ),
            _l(
                "Who has a sign-in and a mail address is also told by mail. Mails lists who was told what, and sends"
                " again what did not arrive."
            ),
        ),
        ("/publish", "/mails"),
        Permission.EDIT_SCHEDULE,
    ),
    Topic(
        "audit",
        _l("Daily audit"),
        (
            _l(
                "The daily audit asks every rule about what stands, each night and whenever you look, on one day or"
                " over several. A finding carries its way out; what can stay is set aside with a reason and comes back"
                " when its facts change."
            ),
        ),
        ("/audit",),
    ),
    Topic(
        "history",
        _l("History and undo"),
        (
            _l(
                "Every change can be undone from its toast, or later from the history, unless later work depends on it;"
                " then it says which. Ctrl+Z in the calendar takes back your own steps, the newest first."
            ),
            _l(
                "The history also shows the calendar as it was at any moment, what changed since, and restores a day or"
                " a week to it after a preview."
            ),
            _l(
                "What others change appears by itself, with who and how long ago; an open dialog or a card in your hand"
                " is left alone."
            ),
        ),
        ("/history",),
    ),
    Topic(
        "employees",
        _l("Employees and files"),
        (
            _l(
                "A person's page holds title, stores, limits, the weekly availability, single days, patterns for a"
                " time such as a semester, time off, schedule and history."
            ),
            _l("End employment shows what it would leave open, and who could take it over, before anything happens."),
            _l(
                "Import reads people, events, time off and availability from CSV or Excel: match the columns, see what"
                " each row would do, leave rows out, apply. One Undo takes the whole file back."
            ),
        ),
        ("/employees", "/imports"),
        Permission.VIEW_EMPLOYEES,
    ),
    Topic(
        "rotations",
        _l("Rotations"),
        (
            _l(
                "A rotation says who has the Juicer and who is Primary Lead on each weekday, and who stands in. An"
                " exception names somebody else for one day."
            ),
        ),
        ("/rotations",),
    ),
    Topic(
        "time-off",
        _l("Time off and holidays"),
        (
            _l(
                "A request for time off shows which bookings and duties it hits and who could cover. Approving it does"
                " what you chose for each of them, in one change."
            ),
            _l(
                "On a holiday nobody is scheduled. It is one date, the same date each year, or a weekday of a month"
                " such as the fourth Thursday of November."
            ),
        ),
        ("/time-off", "/holidays"),
    ),
    Topic(
        "attendance",
        _l("Attendance"),
        (
            _l(
                "Mark for each day who was on time, late, called in or did not come. The month shows it by person and"
                " is saved as a file."
            ),
            _l(
                "Somebody calls in: Called in… on the day, the schedule or the attendance page names who could come,"
                " whom to call and what would move. Confirm once: attendance, schedules, duties, the packet and"
                " Crossmark change together, and one Undo takes it back."
            ),
            _l("The code on a printed set, read with a phone, checks its person in."),
        ),
        ("/attendance",),
        Permission.RECORD_ATTENDANCE,
    ),
    Topic(
        "paperwork",
        _l("Paperwork and printing"),
        (
            _l("Paperwork: build the packet of the day and print it."),
            _l(
                "Paperwork, too: a part that is missing can be left out with a reason; after a change only the changed"
                " pages need printing again; weeks, months, rotations and the call list are one click away, on Letter"
                " or A3; your own forms and instructions go in as PDF."
            ),
            _l("Any other page prints as it is shown, without its menus and buttons."),
        ),
        ("/paperwork",),
        Permission.PRINT_PAPERWORK,
    ),
    Topic(
        "walmart",
        _l("Walmart sign-in and event reports"),
        (
            _l(
                "Event reports (EDR) come from Walmart. Enter the account under Settings, Walmart EDR account, and"
                " confirm that it may be used this way. It is kept encrypted and is removed in one click."
            ),
            _l(
                "Walmart sends a code by text message for every sign-in, and a person has to type it under Paperwork,"
                " Walmart sign-in. After three wrong codes it waits for 15 minutes."
            ),
            _l(
                "While a sign-in lasts, each packet fetches the reports it lacks. What was fetched is kept, so that"
                " packets print when Walmart is out of reach."
            ),
        ),
        ("/paperwork/walmart", "/paperwork/reports", "/settings/connectors"),
        Permission.PRINT_PAPERWORK,
    ),
    Topic(
        "sync",
        _l("Sync with Crossmark"),
        (
            _l("Sync: read the newest events from Crossmark. Nothing is applied when the answer is incomplete."),
            _l(
                "Going out: each change of a published schedule is told to Crossmark once, in its order. When the"
                " answer was unclear it is looked up there first, and never sent blindly again."
            ),
            _l("A sync that would take away unusually many events waits until you decide."),
            _l("Comparison shows where Crossmark, Walmart and this product disagree, and what can be done about each."),
        ),
        ("/sync",),
    ),
    Topic(
        "settings",
        _l("Settings, stores and accounts"),
        (
            _l(
                "Settings say what each value means and what the product brings. Their history shows who changed what;"
                " as a file they are carried to another installation."
            ),
            _l(
                "An account has one role: viewers look, supervisors also schedule and record attendance, managers do"
                " everything for their stores, administrators also keep the accounts, and employees see their own work."
            ),
            _l(
                "Webhooks tell other programs what happens here. Administrators add them under Settings, try them, and"
                " see what was sent; one that fails for three days is switched off, and the bell says so."
            ),
        ),
        ("/settings", "/stores", "/admin"),
        Permission.EDIT_SETTINGS,
    ),
    Topic(
        "my-work",
        _l("My work"),
        (
            _l("My day shows what you work today. Ask for time off and tell when you can work; a manager decides."),
            _l("What has changed since you last looked stands at the top; say that you have seen it."),
            _l("My account, behind your name, changes the password and signs out other devices."),
        ),
        ("/my", "/account"),
        Permission.VIEW_OWN_SCHEDULE,
    ),
)
