"""The rules of the schedule, in the order in which they are promised to the user.

Each module says what it asks for (TITLE), how strictly in each mode (AUTOMATIC, MANUAL; a manager may change both)
and what stands against one assignment beside others (`violations`).
"""

from __future__ import annotations

from app.services.scheduling.rules import (
    active_employee,
    alcohol_training,
    allowed_time,
    already_assigned,
    availability_override,
    clock,
    club_supervisor_on_core,
    consecutive_days,
    date_unavailability,
    due_day,
    event_condition,
    fixed_day,
    holiday,
    juicer_excludes_core,
    juicer_time,
    left_to_people,
    max_days_of_person,
    max_weekly_minutes,
    max_work_days,
    missing_ids,
    one_core_a_day,
    one_juicer_a_day,
    one_store_a_day,
    overlap,
    pairing,
    pinned,
    preferred_day_off,
    proximity,
    rest_between_days,
    rotation,
    short_notice,
    store,
    target_hours,
    time_off,
    title,
    unusual_title,
    weekly_availability,
    window,
)
from app.services.scheduling.rules.violation import Rule

HARD: tuple[Rule, ...] = (
    event_condition,
    left_to_people,
    already_assigned,
    pinned,
    window,
    due_day,
    fixed_day,
    short_notice,
    allowed_time,
    juicer_time,
    holiday,
    active_employee,
    time_off,
    availability_override,
    date_unavailability,
    weekly_availability,
    store,
    title,
    unusual_title,
    alcohol_training,
    overlap,
    one_core_a_day,
    one_juicer_a_day,
    juicer_excludes_core,
    one_store_a_day,
    pairing,
    max_work_days,
    max_days_of_person,
    max_weekly_minutes,
    consecutive_days,
    rest_between_days,
)

SOFT: tuple[Rule, ...] = (
    rotation,
    club_supervisor_on_core,
    proximity,
    target_hours,
    preferred_day_off,
    missing_ids,
)

FIRST: Rule = clock
"""Nothing else can be asked about a time that does not exist."""

HARD_FIRST: tuple[Rule, ...] = (FIRST, *HARD, *SOFT)
BY_NAME = {rule.NAME: rule for rule in HARD_FIRST}
