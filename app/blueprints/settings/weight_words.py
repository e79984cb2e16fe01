"""The weights of a configuration in words, in the order in which pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.services.scheduling.weights import Weights

DEFAULTS = Weights().as_settings()


@dataclass(frozen=True)
class WeightWords:
    """`top` is where its slider ends; a larger number can be typed."""

    name: str
    label: Any
    top: int
    hint: Any = ""

    @property
    def default(self) -> int:
        return DEFAULTS[self.name]

    @property
    def step(self) -> int:
        return max(self.top // 100, 1)


@dataclass(frozen=True)
class WeightGroup:
    name: str
    title: Any
    lead: Any
    weights: tuple[WeightWords, ...]


GROUPS = (
    WeightGroup(
        "coverage",
        _l("Filling places"),
        _l("Points for a place that stays empty. They outweigh everything below, unless you bring them close."),
        (
            WeightWords("priority_1", _l("Priority 1, the highest"), 500_000),
            WeightWords("priority_2", _l("Priority 2"), 500_000),
            WeightWords("priority_3", _l("Priority 3"), 500_000),
            WeightWords("priority_4", _l("Priority 4"), 500_000),
            WeightWords("priority_5", _l("Priority 5, the lowest"), 500_000),
            WeightWords(
                "urgency_day", _l("Due soon"), 1_000, _l("For each day that it is due sooner than in thirty days.")
            ),
        ),
    ),
    WeightGroup(
        "duties",
        _l("Duties and titles"),
        _l("Points for work that somebody else than usual does."),
        (
            WeightWords("rotation_juicer", _l("Juicer work off the rotation"), 5_000),
            WeightWords("rotation_primary_lead", _l("Primary Lead work off the rotation"), 2_000),
            WeightWords(
                "lead_without_core", _l("Primary Lead without a Core"), 2_000, _l("On a day that has Cores to do.")
            ),
            WeightWords(
                "second_lead",
                _l("Teardown by the Primary Lead"),
                500,
                _l("This person's day began early; a second Lead goes home later."),
            ),
            WeightWords("supervisor_on_core", _l("Club Supervisor on a Core"), 10_000),
            WeightWords(
                "title_order",
                _l("Staffing order"),
                50,
                _l("For each step down the order of the type, such as Leads before Specialists before Juicers."),
            ),
        ),
    ),
    WeightGroup(
        "people",
        _l("People"),
        _l("Points for what a person would rather not have, and for an uneven week."),
        (
            WeightWords("preferred_day_off", _l("Work on a preferred day off"), 2_000),
            WeightWords(
                "core_balance",
                _l("Uneven Core days"),
                500,
                _l("For each Core day of a week above the first, the second, …: the third costs twice the second."),
            ),
            WeightWords("over_target_minute", _l("Above the target hours"), 50, _l("For each minute of a week.")),
            WeightWords(
                "carried_weekend_day",
                _l("Weekends carried before"),
                500,
                _l("Weekend work, for each weekend day above a fair share in the quarter before."),
            ),
            WeightWords(
                "carried_closing",
                _l("Closings carried before"),
                500,
                _l("Any number above 0 lets whoever closed most begin early."),
            ),
            WeightWords(
                "carried_juicer_day",
                _l("Juicer days carried before"),
                500,
                _l("Juicer work, for each Juicer day above a fair share in the quarter before."),
            ),
            WeightWords(
                "carried_hours",
                _l("Hours carried before"),
                100,
                _l("For each hour of work, for every ten hours above a fair share."),
            ),
        ),
    ),
    WeightGroup(
        "calm",
        _l("Calm, cost and time"),
        _l("Points for what changes again, what it costs and how late it comes."),
        (
            WeightWords(
                "stability_changed",
                _l("Planned work that changes"),
                10_000,
                _l("It gets another person or day, or is dropped."),
            ),
            WeightWords("stability_retimed", _l("Planned work at another time"), 5_000, _l("Same person, same day.")),
            WeightWords("labour_dollar", _l("Each dollar of wages"), 200),
            WeightWords("late_day", _l("Later in the window"), 200, _l("For each day after the first possible one.")),
        ),
    ),
)
WORDS = {one.name: one for group in GROUPS for one in group.weights}
