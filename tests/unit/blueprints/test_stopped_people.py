from __future__ import annotations

from app.blueprints.schedules.stopped import stopped_by_rule
from app.errors import BrokenRule
from app.services.suggestions import Suggestion


def person(name, *broken):
    rules = tuple(BrokenRule(rule, severity, f"{name}: {rule}", None) for rule, severity in broken)
    return Suggestion(1, name, "Event Specialist", 0, (), rules, 585)


def told(*people):
    return [(group.title, [one.name for one, _ in group.people]) for group in stopped_by_rule(people)]


def test_people_stand_under_the_rule_that_stops_them_the_most_frequent_first():
    ana, ben = person("Ana", ("title", "hard")), person("Ben", ("time_off", "hard"))
    cem = person("Cem", ("time_off", "hard"))

    assert told(ana, ben, cem) == [("Not during time off", ["Ben", "Cem"]), ("The job title may do this work", ["Ana"])]


def test_whoever_can_be_booked_is_in_no_group():
    assert told(person("Ana"), person("Ben", ("proximity", "soft"))) == []


def test_a_warning_beside_the_hard_rule_is_not_what_stops_somebody():
    ((group),) = stopped_by_rule([person("Ana", ("proximity", "soft"), ("title", "hard"))])

    assert group.people[0][1] == "Ana: title"
