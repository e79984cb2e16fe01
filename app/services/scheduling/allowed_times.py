"""When work of a type may start. Times are minutes after the store's midnight."""

from __future__ import annotations

from datetime import date

from app.services.scheduling.problem import Event
from app.services.scheduling.rule_settings import CoreSlot, RuleSettings
from app.vocabulary import EventSubtype, EventType

SUNDAY = 6
STEP = 15
SETUP_OVERFLOW_MINUTES = 120
"""More set-ups than slots go on in steps after the last slot, but not into the afternoon."""
AFTER_CORE_MINUTES = 120
"""The Supervisor checks in this long after the Core began, when the policy is core_plus_2h."""


def core_slots(rules: RuleSettings, day: date) -> tuple[CoreSlot, ...]:
    rules = rules.on(day)
    if day.weekday() == SUNDAY and rules.core_slots_sunday is not None:
        return rules.core_slots_sunday
    return rules.core_slots


def core_slot_at(rules: RuleSettings, day: date, start: int) -> CoreSlot | None:
    """The shift that starts then; its lunch is what people are told and what is printed."""
    return next((slot for slot in core_slots(rules, day) if slot.start == start), None)


def allowed_starts(rules: RuleSettings, event: Event, day: date) -> tuple[int, ...]:
    """Best first: the slots in their order, then the times that are only used when the slots are full."""
    if event.own is not None:
        return event.own.starts
    rules = rules.on(day)
    if event.type is EventType.CORE:
        return tuple(slot.start for slot in core_slots(rules, day))
    if event.type is EventType.DIGITALS:
        return _digital_starts(rules, event.subtype)
    if event.type is EventType.SUPERVISOR:
        return _supervisor_starts(rules, day)
    if event.type is EventType.JUICER:
        survey = event.subtype is EventSubtype.JUICER_SURVEY
        return (rules.juicer_survey_time if survey else rules.juicer_production_time,)
    return (rules.freeosk_time if event.type is EventType.FREEOSK else rules.other_time,)


def regular_starts(rules: RuleSettings, event: Event, day: date) -> tuple[int, ...]:
    """Without the overflow after the last slot."""
    if event.own is not None:
        return event.own.starts
    rules = rules.on(day)
    if event.subtype is EventSubtype.DIGITAL_TEARDOWN:
        return rules.digital_teardown_slots
    if event.subtype in (EventSubtype.DIGITAL_SETUP, EventSubtype.DIGITAL_REFRESH):
        return rules.digital_setup_slots
    return allowed_starts(rules, event, day)


def supervisor_start(rules: RuleSettings, core_start: int | None) -> int:
    """When the Supervisor event of a Core starts."""
    if rules.supervisor_time_policy == "core_plus_2h" and core_start is not None:
        return core_start + AFTER_CORE_MINUTES
    return rules.supervisor_time


def _supervisor_starts(rules: RuleSettings, day: date) -> tuple[int, ...]:
    if rules.supervisor_time_policy != "core_plus_2h":
        return (rules.supervisor_time,)
    return tuple(supervisor_start(rules, slot.start) for slot in core_slots(rules, day))


def _digital_starts(rules: RuleSettings, subtype: EventSubtype | None) -> tuple[int, ...]:
    if subtype is EventSubtype.DIGITAL_TEARDOWN:
        return _with_overflow(rules.digital_teardown_slots, rules.teardown_latest)
    if subtype is None:
        return (rules.freeosk_time,)
    return _with_overflow(rules.digital_setup_slots, max(rules.digital_setup_slots, default=0) + SETUP_OVERFLOW_MINUTES)


def _with_overflow(slots: tuple[int, ...], latest: int) -> tuple[int, ...]:
    if not slots:
        return ()
    return slots + tuple(range(max(slots) + STEP, latest + 1, STEP))
