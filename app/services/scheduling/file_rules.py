"""The rules of an engine file: which types are Cores and Juicers, the limits, and the weights of its objective."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from app.services.scheduling.file_fields import BadFile, Field
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.weights import MOST_POINTS, Weights
from app.vocabulary import EventSubtype, EventType, RotationKind, Severity

Type = tuple[EventType, EventSubtype | None]
_TYPES: Mapping[str, Type] = {
    "Core": (EventType.CORE, None),
    "Supervisor": (EventType.SUPERVISOR, None),
    "Juicer Production": (EventType.JUICER, EventSubtype.JUICER_PRODUCTION),
    "Juicer Survey": (EventType.JUICER, EventSubtype.JUICER_SURVEY),
    "Freeosk": (EventType.FREEOSK, None),
    "Digital Setup": (EventType.DIGITALS, EventSubtype.DIGITAL_SETUP),
    "Digital Refresh": (EventType.DIGITALS, EventSubtype.DIGITAL_REFRESH),
    "Digital Teardown": (EventType.DIGITALS, EventSubtype.DIGITAL_TEARDOWN),
    "Digitals": (EventType.DIGITALS, None),
    "Other": (EventType.OTHER, None),
}
_POINTS = {
    "preferred_day_off": "preferred_day_off",
    "over_target_minute": "over_target_minute",
    "stability_changed": "stability_changed",
    "stability_retimed": "stability_retimed",
    "labour_per_dollar": "labour_dollar",
    "supervisor_on_core": "supervisor_on_core",
    "late_day": "late_day",
}
"""Weights of a file and of the engine."""
MOST_CORES = 100


@dataclass(frozen=True)
class FileRules:
    settings: RuleSettings
    weights: Weights
    duties: Mapping[str, RotationKind]
    """The rotation of a type, by its word."""

    def type_of(self, word: str) -> Type:
        return _TYPES.get(word, (EventType.OTHER, None))


def read_rules(at: Field, first_day: date) -> FileRules:
    _refuse_other_types(at.of("core_types"), EventType.CORE)
    _refuse_other_types(at.of("juicer_types"), EventType.JUICER)
    one_store = at.maybe("one_store_per_day")
    no_core = at.maybe("no_core_on_juicer_day")
    severities = {"proximity": Severity.OFF, "pinned": Severity.OFF}
    if one_store is None or not one_store.flag():
        severities["one_store_a_day"] = Severity.OFF
    if no_core is None or not no_core.flag():
        severities["juicer_excludes_core"] = Severity.OFF
    settings = RuleSettings(
        scheduling_window_days=0,
        core_first_fill_offset=0,
        max_core_per_day=at.of("max_core_per_day").whole(0, MOST_CORES),
        max_work_days_per_week=7,
        first_weekday=first_day.weekday(),
        due_date_inclusive=True,
        fixed_day_types=(),
        severities=severities,
    )
    return FileRules(settings, _weights(at.of("weights")), dict(_duty(kind) for kind in _kinds(at)))


def _refuse_other_types(at: Field, kind: EventType) -> None:
    for word in at.members():
        if _TYPES.get(word.text(), (None, None))[0] is not kind:
            own = " or ".join(name for name, (known, _) in _TYPES.items() if known is kind)
            raise word.wrong(own)
    listed = {word.text() for word in at.members()}
    missing = [name for name, (known, _) in _TYPES.items() if known is kind and name not in listed]
    if missing:
        raise BadFile(f"{at.path}: {missing[0]} is missing.")


def _kinds(at: Field) -> list[tuple[str, Field]]:
    found = at.maybe("rotation_kind")
    return [] if found is None else list(found.entries())


def _duty(entry: tuple[str, Field]) -> tuple[str, RotationKind]:
    word, at = entry
    for kind in RotationKind:
        if at.value == kind.value:
            return word, kind
    raise at.wrong("juicer or primary_lead")


def _weights(at: Field) -> Weights:
    """What a file does not name counts nothing: its objective is exactly what it says."""
    points = {item.name: 0 for item in fields(Weights)}
    points |= {own: at.of(name).whole(0, MOST_POINTS) for name, own in _POINTS.items()}
    for priority in range(1, 6):
        points[f"priority_{priority}"] = at.of("unassigned").of(str(priority)).whole(0, MOST_POINTS)
    for kind in RotationKind:
        points[f"rotation_{kind}"] = at.of("rotation").of(kind.value).whole(0, MOST_POINTS)
    return Weights(**points)
