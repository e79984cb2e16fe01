"""The rules as page and print show them: one description for both, with the numbers of the day filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.formatting import local_day, minutes_clock, parse_hhmm, short_day, wall_time
from app.models.columns import utc_now
from app.paperwork.rule_book import RuleBook, RuleChapter, RuleSheet, RuleState, build_rule_book
from app.services import rulebook
from app.services.paperwork_brand import brand
from app.services.rule_list import CHAPTERS, GUARDED, numbers_of, rules_in_order
from app.services.rulebook import Entry, RuleEntries
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rule_texts import TEXTS
from app.services.setting_kinds import Known
from app.wording import N_, say

_WORDS = {"fixed_noon": N_("its own time"), "core_plus_2h": N_("two hours after its Core")}


def rule_book(session: Session, *, zone: str) -> RuleBook:
    """As it holds today in the zone."""
    now = utc_now()
    day = local_day(now, zone)
    rules = rulebook.read(session).on(day)
    sheets = {one.rule.NAME: _sheet(one, day, zone, rules) for one in rulebook.entries(session)}
    chapters = tuple(
        RuleChapter(chapter.name, say(chapter.title), tuple(sheets[name] for name in chapter.rules))
        for chapter in CHAPTERS
    )
    return RuleBook(day, chapters, wall_time(now, zone), brand(session))


def rule_book_pdf(session: Session, *, zone: str) -> bytes:
    return build_rule_book(rule_book(session, zone=zone))


def _sheet(one: RuleEntries, day: date, zone: str, rules: RuleSettings) -> RuleSheet:
    name, words = one.rule.NAME, numbers_in_words(rules.as_settings())
    told = TEXTS[name]
    states = {id(entry): _state(entry, zone) for entry in one.entries}
    return RuleSheet(
        name=name,
        title=say(one.rule.TITLE),
        asks=say(told.asks).format_map(words),
        why=say(told.why),
        kept=say(told.kept),
        broken=say(told.broken),
        now=states[id(one.on(day))],
        states=tuple(states.values()),
        guard=say(GUARDED[name][1]) if name in GUARDED else "",
    )


def _state(entry: Entry, zone: str) -> RuleState:
    choice = entry.choice
    changed = ""
    if entry.changed is not None:
        when = local_day(entry.changed.at, zone)
        changed = f"{entry.changed.actor}, {short_day(when)} {when.year}"
    return RuleState(
        since=choice.effective_from,
        automatic=choice.severity_automatic,
        manual=choice.severity_manual,
        numbers=tuple(
            (say(known.label), in_words(known, choice.numbers[known.key])) for known in numbers_of(choice.rule)
        ),
        note=choice.note,
        changed=changed,
    )


def numbers_in_words(numbers: Mapping[str, Any]) -> dict[str, str]:
    """Every number of every rule by its name."""
    known = [one for rule in rules_in_order() for one in numbers_of(rule.NAME)]
    return {one.key: in_words(one, numbers[one.key]) for one in known}


def in_words(known: Known, value: Any) -> str:
    """A plain value as people read it."""
    match known.kind:
        case "flag":
            return say("yes") if value else say("no")
        case "several" | "words":
            return ", ".join(value) or say("none")
        case "time":
            return _clock(value)
        case "times":
            return ", ".join(map(_clock, value))
        case "slots":
            return ", ".join(_clock(slot["start"]) for slot in value) if value else say("the same")
        case "choice":
            return say(_WORDS[value]) if value in _WORDS else str(value)
    return str(value)


def _clock(value: str) -> str:
    return minutes_clock(parse_hhmm(value))
