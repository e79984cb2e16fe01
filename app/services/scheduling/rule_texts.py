"""What each rule asks, why, and one example of a schedule that keeps it and one that breaks it, in plain words.

Braces name a number of the rule; it is filled in as it is set, so that text and rule cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleText:
    asks: str
    why: str
    kept: str
    broken: str


TEXTS = {
    "clock": RuleText(
        "A start is a time that the store's clock shows on that day.",
        "When the clocks go forward in spring, an hour is left out; nobody can start in it.",
        "3:00 AM on the Sunday on which the clocks go forward.",
        "2:30 AM on the same Sunday.",
    ),
    "event_condition": RuleText(
        "Only open events are scheduled: none that is canceled, expired or already reported as done.",
        "Crossmark refuses such bookings, and people would travel for nothing.",
        "A Core that is Unstaffed gets somebody.",
        "A Core that was reported as done gets somebody again without being reissued.",
    ),
    "left_to_people": RuleText(
        "Automatic scheduling plans these types: {enabled_event_types}. An event may also be taken out by hand.",
        "Some work is arranged with the store or the client and must not be moved about by a program.",
        "A Core that nobody took out is planned automatically.",
        "An event marked “by hand only” is planned automatically.",
    ),
    "already_assigned": RuleText(
        "An event gets as many people as it needs, each of them once.",
        "A second booking of the same work is paid twice and refused by Crossmark.",
        "A Core for two people has Ann and Bob.",
        "A Core for one person has Ann, and Bob is added.",
    ),
    "pinned": RuleText(
        "A pinned schedule stays with its person, day and time.",
        "It was promised to somebody.",
        "A pinned Core on Friday stays on Friday while the rest of the week is planned anew.",
        "The pinned Core moves to Saturday because that fits better.",
    ),
    "window": RuleText(
        "Work is done from its start date to its due date.",
        "The products are in the store only then, and the client pays only for that time.",
        "A Core from March 3 to March 9 on March 5.",
        "The same Core on March 10.",
    ),
    "due_day": RuleText(
        "Work is done before its due date; work of one day is done on that day. The due date may be used: "
        "{due_date_inclusive}.",
        "The last day is the reserve for somebody who calls in sick.",
        "A Core due on Friday is done on Thursday.",
        "A Core due on Friday is planned on Friday although Thursday was free.",
    ),
    "fixed_day": RuleText(
        "Events of these types are done on their start date: {fixed_day_types}.",
        "Kiosks and displays change in every store on the same day.",
        "A Freeosk that starts on Tuesday is done on Tuesday.",
        "A Freeosk that starts on Tuesday is done on Wednesday.",
    ),
    "short_notice": RuleText(
        "Automatic scheduling leaves the next {scheduling_window_days} days alone; empty Core places are filled from "
        "{core_first_fill_offset} days ahead on.",
        "People have read their schedule already; changes so close are made by people who talk to them.",
        "On Monday, a Core is planned for Friday.",
        "On Monday, a Core is planned for Tuesday without anybody being asked.",
    ),
    "allowed_time": RuleText(
        "Each type of work starts at its own times: Core {core_slots}; Freeosk {freeosk_time}; Supervisor "
        "{supervisor_time}; Other {other_time}; digital set-ups {digital_setup_slots}; digital teardowns "
        "{digital_teardown_slots}.",
        "The store expects people then, and the lunches of a day must follow each other.",
        "A Core at the first of its times.",
        "A Core at 7:20 AM.",
    ),
    "juicer_time": RuleText(
        "Juicer production starts at {juicer_production_time}, a Juicer survey at {juicer_survey_time}.",
        "The juice station opens and closes with the store.",
        "A Juicer production at its time.",
        "A Juicer production in the afternoon.",
    ),
    "holiday": RuleText(
        "Nobody works on a holiday of the store.",
        "The store is closed, or the team has been promised the day.",
        "A Core on the day after Thanksgiving.",
        "A Core on Thanksgiving.",
    ),
    "active_employee": RuleText(
        "Only people who still work here get work.",
        "Crossmark refuses others, and nobody would come.",
        "A Core on somebody's last day.",
        "A Core on the day after somebody's last day.",
    ),
    "time_off": RuleText(
        "Approved time off is kept. A dated availability may beat it: {override_beats_time_off}.",
        "A promise of days off that is broken once is not believed again.",
        "Ann is off until Thursday and works on Friday.",
        "Ann is off until Thursday and gets a Core on Wednesday.",
    ),
    "availability_override": RuleText(
        "A dated pattern, such as a semester, is kept; it beats single dates and the weekly pattern.",
        "Who has lectures on Tuesdays cannot come, whatever the usual week says.",
        "During the semester Bob works on Wednesdays.",
        "During the semester Bob gets a Core on a Tuesday.",
    ),
    "date_unavailability": RuleText(
        "A single date on which somebody cannot work is kept; it beats the weekly pattern.",
        "People say such days early so that they are planned around.",
        "Ann cannot on the 12th and works on the 13th.",
        "Ann cannot on the 12th and gets a Core that day.",
    ),
    "weekly_availability": RuleText(
        "The whole event fits into the person's weekly hours.",
        "People arranged school, care and other jobs around these hours.",
        "Available 8:00 AM to 5:00 PM, a Core from 9:45 AM to 4:15 PM.",
        "Available 8:00 AM to 2:00 PM, a Core from 9:45 AM to 4:15 PM.",
    ),
    "store": RuleText(
        "People work at the stores they belong to.",
        "Badges, keys and the way to work are arranged for these stores.",
        "Ann belongs to two stores and works in one of them on Friday.",
        "Ann gets a Core in a store she does not belong to.",
    ),
    "title": RuleText(
        "A job title does only work that is allowed for it. Juicer: {juicer_allowed_titles}. Supervisor: "
        "{supervisor_allowed_titles}. Other: {other_allowed_titles}. Freeosk and Digitals: Leads and Club Supervisors.",
        "The client trained these people for it; others are not paid for it.",
        "A Lead Event Specialist does the Freeosk.",
        "An Event Specialist does the Freeosk.",
    ),
    "unusual_title": RuleText(
        "Some work is unusual for a title: a Club Supervisor at the juice station, or Other work by somebody else than "
        "{other_allowed_titles}.",
        "It happens when somebody is missing; that is for people to decide, not for a program.",
        "A Juicer Barista runs the juice station.",
        "The Club Supervisor runs the juice station.",
    ),
    "alcohol_training": RuleText(
        "Events with one of these words in their name need somebody trained to serve alcohol: {alcohol_keywords}.",
        "The law asks for the training.",
        "Ann is trained and does the wine tasting.",
        "Bob is not trained and does the wine tasting.",
    ),
    "overlap": RuleText(
        "Nobody does two things at the same time. Short visits of these types may lie inside a longer event: "
        "{overlap_exempt}.",
        "Nobody can be in two places. The database refuses it as well.",
        "A Core until 4:15 PM and a survey from 4:15 PM on.",
        "A Core until 4:15 PM and a survey from 4:00 PM on.",
    ),
    "one_core_a_day": RuleText(
        "A person does at most {max_core_per_day} Core a day.",
        "A demonstration takes the day; the second one would be done badly.",
        "One Core on Friday and the next on Saturday.",
        "One Core more on Friday than the limit allows.",
    ),
    "one_juicer_a_day": RuleText(
        "A person does at most one Juicer production and one Juicer survey a day.",
        "There is one juice station.",
        "The production in the morning and its survey in the evening.",
        "Two productions on one day.",
    ),
    "juicer_excludes_core": RuleText(
        "Who runs the juice station does no Core that day, and the other way round.",
        "The juice station is a full day of work.",
        "June runs the juice station on Friday and does a Core on Saturday.",
        "June runs the juice station and does a Core on Friday.",
    ),
    "one_store_a_day": RuleText(
        "A person works in one store a day.",
        "The way between two stores is neither paid nor planned.",
        "Friday in one store, Saturday in the other.",
        "Friday morning in one store, Friday evening in the other.",
    ),
    "pairing": RuleText(
        "A Supervisor event is done on the day of the Core with the same number.",
        "The Supervisor looks at the demonstration while it goes on.",
        "Core 612345 and Supervisor 612345 on Friday.",
        "Core 612345 on Friday, Supervisor 612345 on Saturday.",
    ),
    "max_work_days": RuleText(
        "A person works at most {max_work_days_per_week} days of a week.",
        "Everybody needs a day off, and the days above the limit cost overtime.",
        "Work on as many days as the limit allows.",
        "Work on one day more.",
    ),
    "max_days_of_person": RuleText(
        "A person works at most the days a week that were agreed with this person.",
        "Part-time is a promise.",
        "Three days are agreed, three days are planned.",
        "Three days are agreed, four days are planned.",
    ),
    "max_weekly_minutes": RuleText(
        "A person works at most the hours a week that were agreed with this person.",
        "More hours cost overtime, or change what the person is paid.",
        "Twenty hours are agreed, nineteen and a half are planned.",
        "Twenty hours are agreed, twenty-six are planned.",
    ),
    "consecutive_days": RuleText(
        "A person works at most as many days in a row as agreed.",
        "Weeks meet: five days at the end of one and five at the start of the next are ten.",
        "Five days in a row are agreed; the sixth is free.",
        "Six days in a row where five are agreed.",
    ),
    "rest_between_days": RuleText(
        "Between the work of one day and that of the next lies the rest that was agreed.",
        "Who closes late and opens early has not slept.",
        "Until 6:00 PM, and again from 9:45 AM with twelve hours of rest agreed.",
        "Until 10:00 PM, and again from 6:00 AM with twelve hours of rest agreed.",
    ),
    "rotation": RuleText(
        "Juicer work and the work of the Primary Lead are done by whoever has the duty that day.",
        "The rotation shares out these days fairly, and people plan around it.",
        "Thursday's Juicer does Thursday's production.",
        "Somebody else does it although Thursday's Juicer is there.",
    ),
    "club_supervisor_on_core": RuleText(
        "A Club Supervisor does no Core.",
        "The Club Supervisor leads the team and demonstrates only when nobody else can.",
        "A Specialist does the Core.",
        "The Club Supervisor does the Core.",
    ),
    "proximity": RuleText(
        "Between two events of one person lie {proximity_hours} hours or more.",
        "Two events close together leave no time to set up, or split the day.",
        "A survey that begins after the whole gap.",
        "A survey that begins right after the Core.",
    ),
    "target_hours": RuleText(
        "Nobody goes above the hours wanted for a week.",
        "The work is shared out fairly.",
        "Thirty hours are wanted, twenty-nine are planned.",
        "Thirty hours are wanted, thirty-six are planned.",
    ),
    "preferred_day_off": RuleText(
        "Nobody works on a weekday this person would rather have off.",
        "It costs little to respect a wish and makes people stay.",
        "Ann would rather have Sundays off and works from Monday to Friday.",
        "Ann gets a Core on a Sunday.",
    ),
    "missing_ids": RuleText(
        "Person, event and store have their Crossmark numbers.",
        "Without them the booking cannot be sent, and the work is not paid.",
        "Ann has a rep ID, the event an mPlan number, the store a location ID.",
        "A new person without a rep ID gets a Core.",
    ),
}
