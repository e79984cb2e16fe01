"""What each rule asks, why, and one example of a schedule that keeps it and one that breaks it, in plain words.

Braces name a number of the rule; it is filled in as it is set, so that text and rule cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.wording import N_


@dataclass(frozen=True)
class RuleText:
    asks: str
    why: str
    kept: str
    broken: str


TEXTS = {
    "clock": RuleText(
        N_("A start is a time that the store's clock shows on that day."),
        N_("When the clocks go forward in spring, an hour is left out; nobody can start in it."),
        N_("3:00 AM on the Sunday on which the clocks go forward."),
        N_("2:30 AM on the same Sunday."),
    ),
    "event_condition": RuleText(
        N_("Only open events are scheduled: none that is canceled, expired or already reported as done."),
        N_("Crossmark refuses such bookings, and people would travel for nothing."),
        N_("A Core that is Unstaffed gets somebody."),
        N_("A Core that was reported as done gets somebody again without being reissued."),
    ),
    "left_to_people": RuleText(
        N_("Automatic scheduling plans these types: {enabled_event_types}. An event may also be taken out by hand."),
        N_("Some work is arranged with the store or the client and must not be moved about by a program."),
        N_("A Core that nobody took out is planned automatically."),
        N_("An event marked “by hand only” is planned automatically."),
    ),
    "already_assigned": RuleText(
        N_("An event gets as many people as it needs, each of them once."),
        N_("A second booking of the same work is paid twice and refused by Crossmark."),
        N_("A Core for two people has Ann and Bob."),
        N_("A Core for one person has Ann, and Bob is added."),
    ),
    "pinned": RuleText(
        N_("A pinned schedule stays with its person, day and time."),
        N_("It was promised to somebody."),
        N_("A pinned Core on Friday stays on Friday while the rest of the week is planned anew."),
        N_("The pinned Core moves to Saturday because that fits better."),
    ),
    "window": RuleText(
        N_("Work is done from its start date to its due date."),
        N_("The products are in the store only then, and the client pays only for that time."),
        N_("A Core from March 3 to March 9 on March 5."),
        N_("The same Core on March 10."),
    ),
    "due_day": RuleText(
        N_(
            "Work is done before its due date; work of one day is done on that day. The due date may be used: "
            "{due_date_inclusive}."
        ),
        N_("The last day is the reserve for somebody who calls in sick."),
        N_("A Core due on Friday is done on Thursday."),
        N_("A Core due on Friday is planned on Friday although Thursday was free."),
    ),
    "fixed_day": RuleText(
        N_("Events of these types are done on their start date: {fixed_day_types}."),
        N_("Kiosks and displays change in every store on the same day."),
        N_("A Freeosk that starts on Tuesday is done on Tuesday."),
        N_("A Freeosk that starts on Tuesday is done on Wednesday."),
    ),
    "short_notice": RuleText(
        N_(
            "Automatic scheduling leaves the next {scheduling_window_days} days alone; empty Core places are filled "
            "from {core_first_fill_offset} days ahead on."
        ),
        N_("People have read their schedule already; changes so close are made by people who talk to them."),
        N_("On Monday, a Core is planned for Friday."),
        N_("On Monday, a Core is planned for Tuesday without anybody being asked."),
    ),
    "allowed_time": RuleText(
        N_(
            "Each type of work starts at its own times: Core {core_slots}; Freeosk {freeosk_time}; Supervisor "
            "{supervisor_time}; Other {other_time}; digital set-ups {digital_setup_slots}; digital teardowns "
            "{digital_teardown_slots}."
        ),
        N_("The store expects people then, and the lunches of a day must follow each other."),
        N_("A Core at the first of its times."),
        N_("A Core at 7:20 AM."),
    ),
    "juicer_time": RuleText(
        N_("Juicer production starts at {juicer_production_time}, a Juicer survey at {juicer_survey_time}."),
        N_("The juice station opens and closes with the store."),
        N_("A Juicer production at its time."),
        N_("A Juicer production in the afternoon."),
    ),
    "holiday": RuleText(
        N_("Nobody works on a holiday of the store."),
        N_("The store is closed, or the team has been promised the day."),
        N_("A Core on the day after Thanksgiving."),
        N_("A Core on Thanksgiving."),
    ),
    "active_employee": RuleText(
        N_("Only people who still work here get work."),
        N_("Crossmark refuses others, and nobody would come."),
        N_("A Core on somebody's last day."),
        N_("A Core on the day after somebody's last day."),
    ),
    "time_off": RuleText(
        N_("Approved time off is kept. A dated availability may beat it: {override_beats_time_off}."),
        N_("A promise of days off that is broken once is not believed again."),
        N_("Ann is off until Thursday and works on Friday."),
        N_("Ann is off until Thursday and gets a Core on Wednesday."),
    ),
    "availability_override": RuleText(
        N_("A dated pattern, such as a semester, is kept; it beats single dates and the weekly pattern."),
        N_("Who has lectures on Tuesdays cannot come, whatever the usual week says."),
        N_("During the semester Bob works on Wednesdays."),
        N_("During the semester Bob gets a Core on a Tuesday."),
    ),
    "date_unavailability": RuleText(
        N_("A single date on which somebody cannot work is kept; it beats the weekly pattern."),
        N_("People say such days early so that they are planned around."),
        N_("Ann cannot on the 12th and works on the 13th."),
        N_("Ann cannot on the 12th and gets a Core that day."),
    ),
    "weekly_availability": RuleText(
        N_("The whole event fits into the person's weekly hours."),
        N_("People arranged school, care and other jobs around these hours."),
        N_("Available 8:00 AM to 5:00 PM, a Core from 9:45 AM to 4:15 PM."),
        N_("Available 8:00 AM to 2:00 PM, a Core from 9:45 AM to 4:15 PM."),
    ),
    "store": RuleText(
        N_("People work at the stores they belong to."),
        N_("Badges, keys and the way to work are arranged for these stores."),
        N_("Ann belongs to two stores and works in one of them on Friday."),
        N_("Ann gets a Core in a store she does not belong to."),
    ),
    "title": RuleText(
        N_(
            "A job title does only work that is allowed for it. Juicer: {juicer_allowed_titles}. Supervisor: "
            "{supervisor_allowed_titles}. Other: {other_allowed_titles}. Freeosk and Digitals: Leads and Club "
            "Supervisors."
        ),
        N_("The client trained these people for it; others are not paid for it."),
        N_("A Lead Event Specialist does the Freeosk."),
        N_("An Event Specialist does the Freeosk."),
    ),
    "unusual_title": RuleText(
        N_(
            "Some work is unusual for a title: a Club Supervisor at the juice station, or Other work by somebody "
            "else than {other_allowed_titles}."
        ),
        N_("It happens when somebody is missing; that is for people to decide, not for a program."),
        N_("A Juicer Barista runs the juice station."),
        N_("The Club Supervisor runs the juice station."),
    ),
    "alcohol_training": RuleText(
        N_("Events with one of these words in their name need somebody trained to serve alcohol: {alcohol_keywords}."),
        N_("The law asks for the training."),
        N_("Ann is trained and does the wine tasting."),
        N_("Bob is not trained and does the wine tasting."),
    ),
    "overlap": RuleText(
        N_(
            "Nobody does two things at the same time. Short visits of these types may lie inside a longer event: "
            "{overlap_exempt}."
        ),
        N_("Nobody can be in two places. The database refuses it as well."),
        N_("A Core until 4:15 PM and a survey from 4:15 PM on."),
        N_("A Core until 4:15 PM and a survey from 4:00 PM on."),
    ),
    "one_core_a_day": RuleText(
        N_("A person does at most {max_core_per_day} Core a day."),
        N_("A demonstration takes the day; the second one would be done badly."),
        N_("One Core on Friday and the next on Saturday."),
        N_("One Core more on Friday than the limit allows."),
    ),
    "one_juicer_a_day": RuleText(
        N_("A person does at most one Juicer production and one Juicer survey a day."),
        N_("There is one juice station."),
        N_("The production in the morning and its survey in the evening."),
        N_("Two productions on one day."),
    ),
    "juicer_excludes_core": RuleText(
        N_("Who runs the juice station does no Core that day, and the other way round."),
        N_("The juice station is a full day of work."),
        N_("June runs the juice station on Friday and does a Core on Saturday."),
        N_("June runs the juice station and does a Core on Friday."),
    ),
    "one_store_a_day": RuleText(
        N_("A person works in one store a day."),
        N_("The way between two stores is neither paid nor planned."),
        N_("Friday in one store, Saturday in the other."),
        N_("Friday morning in one store, Friday evening in the other."),
    ),
    "pairing": RuleText(
        N_("A Supervisor event is done on the day of the Core with the same number."),
        N_("The Supervisor looks at the demonstration while it goes on."),
        N_("Core 612345 and Supervisor 612345 on Friday."),
        N_("Core 612345 on Friday, Supervisor 612345 on Saturday."),
    ),
    "max_work_days": RuleText(
        N_("A person works at most {max_work_days_per_week} days of a week."),
        N_("Everybody needs a day off, and the days above the limit cost overtime."),
        N_("Work on as many days as the limit allows."),
        N_("Work on one day more."),
    ),
    "max_days_of_person": RuleText(
        N_("A person works at most the days a week that were agreed with this person."),
        N_("Part-time is a promise."),
        N_("Three days are agreed, three days are planned."),
        N_("Three days are agreed, four days are planned."),
    ),
    "max_weekly_minutes": RuleText(
        N_("A person works at most the hours a week that were agreed with this person."),
        N_("More hours cost overtime, or change what the person is paid."),
        N_("Twenty hours are agreed, nineteen and a half are planned."),
        N_("Twenty hours are agreed, twenty-six are planned."),
    ),
    "consecutive_days": RuleText(
        N_("A person works at most as many days in a row as agreed."),
        N_("Weeks meet: five days at the end of one and five at the start of the next are ten."),
        N_("Five days in a row are agreed; the sixth is free."),
        N_("Six days in a row where five are agreed."),
    ),
    "rest_between_days": RuleText(
        N_("Between the work of one day and that of the next lies the rest that was agreed."),
        N_("Who closes late and opens early has not slept."),
        N_("Until 6:00 PM, and again from 9:45 AM with twelve hours of rest agreed."),
        N_("Until 10:00 PM, and again from 6:00 AM with twelve hours of rest agreed."),
    ),
    "rotation": RuleText(
        N_("Juicer work and the work of the Primary Lead are done by whoever has the duty that day."),
        N_("The rotation shares out these days fairly, and people plan around it."),
        N_("Thursday's Juicer does Thursday's production."),
        N_("Somebody else does it although Thursday's Juicer is there."),
    ),
    "club_supervisor_on_core": RuleText(
        N_("A Club Supervisor does no Core."),
        N_("The Club Supervisor leads the team and demonstrates only when nobody else can."),
        N_("A Specialist does the Core."),
        N_("The Club Supervisor does the Core."),
    ),
    "proximity": RuleText(
        N_("Between two events of one person lie {proximity_hours} hours or more."),
        N_("Two events close together leave no time to set up, or split the day."),
        N_("A survey that begins after the whole gap."),
        N_("A survey that begins right after the Core."),
    ),
    "target_hours": RuleText(
        N_("Nobody goes above the hours wanted for a week."),
        N_("The work is shared out fairly."),
        N_("Thirty hours are wanted, twenty-nine are planned."),
        N_("Thirty hours are wanted, thirty-six are planned."),
    ),
    "preferred_day_off": RuleText(
        N_("Nobody works on a weekday this person would rather have off."),
        N_("It costs little to respect a wish and makes people stay."),
        N_("Ann would rather have Sundays off and works from Monday to Friday."),
        N_("Ann gets a Core on a Sunday."),
    ),
    "missing_ids": RuleText(
        N_("Person, event and store have their Crossmark numbers."),
        N_("Without them the booking cannot be sent, and the work is not paid."),
        N_("Ann has a rep ID, the event an mPlan number, the store a location ID."),
        N_("A new person without a rep ID gets a Core."),
    ),
}
