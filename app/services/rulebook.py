"""The rule book: how strict each rule is and with which numbers, from which day on; saved as recorded changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.db import read_once
from app.errors import FieldError, Invalid, NotFound, Stale
from app.formatting import short_day
from app.models import Change, RuleSetting
from app.models.rule_setting import BEGINNING
from app.queries import rules as queries
from app.services import changes, settings
from app.services.actors import Actor
from app.services.rule_list import GUARDED, allowed_severities, numbers_of, rules_in_order
from app.services.scheduling.rule_settings import RuleSettings
from app.services.scheduling.rules import BY_NAME
from app.services.scheduling.rules.violation import Mode, Rule
from app.services.setting_kinds import parse
from app.vocabulary import Permission, Severity
from app.wording import say

LONGEST_NOTE = 300
STALE = "Somebody else changed this rule after you opened it. Reload to see it, then try again."


@dataclass(frozen=True)
class RuleChoice:
    """What holds for one rule from a day on; without a day it holds until the first dated choice."""

    rule: str
    severity_automatic: Severity
    severity_manual: Severity
    numbers: Mapping[str, Any]
    """Plain values by the names of `RuleSettings`; all those of the rule."""
    effective_from: date | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """How the API and links call it: max_work_days or max_work_days:2026-12-01."""
        return self.rule if self.effective_from is None else f"{self.rule}:{self.effective_from}"


@dataclass(frozen=True)
class Entry:
    """A choice as it stands, with the version a form must have seen; 0 = nobody has changed the default yet."""

    choice: RuleChoice
    version: int = 0
    changed: Change | None = field(default=None, compare=False)


@dataclass(frozen=True)
class RuleEntries:
    """All choices of one rule: the undated one first, then by date."""

    rule: Rule
    entries: tuple[Entry, ...]

    def on(self, day: date) -> Entry:
        begun = [entry for entry in self.entries if (entry.choice.effective_from or BEGINNING) <= day]
        return begun[-1]

    def find(self, effective_from: date | None) -> Entry | None:
        return next((entry for entry in self.entries if entry.choice.effective_from == effective_from), None)


def read(session: Session, stored: Mapping[str, Any] | None = None) -> RuleSettings:
    """The rules with everything that is in force later. `stored` are the settings, where they were read already."""
    return compose(settings.read(session) if stored is None else stored, [_choice(row) for row in _rows(session)])


def with_choice(session: Session, choice: RuleChoice) -> RuleSettings:
    """As if the choice were saved and held at any time, whatever day it is meant from."""
    others = [_choice(row) for row in _rows(session) if row.rule != choice.rule]
    return compose(settings.read(session), [*others, replace(choice, effective_from=None)])


def compose(stored: Mapping[str, Any], choices: Iterable[RuleChoice]) -> RuleSettings:
    """Each choice holds from its day until the next of the same rule."""
    dated = sorted(choices, key=lambda choice: choice.effective_from or BEGINNING)
    versions: dict[date, RuleSettings] = {BEGINNING: RuleSettings.from_settings(stored)}
    so_far: dict[str, RuleChoice] = {}
    for choice in dated:
        so_far[choice.rule] = choice
        versions[choice.effective_from or BEGINNING] = _settings_of(stored, so_far.values())
    first = versions.pop(BEGINNING)
    later = tuple(versions.items())
    return replace(first, later=later)


def _settings_of(stored: Mapping[str, Any], choices: Iterable[RuleChoice]) -> RuleSettings:
    numbers: dict[str, Any] = {}
    severities: dict[str, str] = {}
    for choice in choices:
        numbers |= choice.numbers
        severities[f"{choice.rule}:{Mode.AUTOMATIC}"] = choice.severity_automatic
        severities[f"{choice.rule}:{Mode.MANUAL}"] = choice.severity_manual
    return RuleSettings.from_settings({**stored, **numbers, "severities": severities})


def entries(session: Session) -> tuple[RuleEntries, ...]:
    """Every rule in the order of the book."""
    rows = _rows(session)
    changed = queries.last_changes(session, [row.id for row in rows])
    found: dict[str, list[Entry]] = {}
    for row in rows:
        found.setdefault(row.rule, []).append(Entry(_choice(row), row.version, changed.get(row.id)))
    return tuple(RuleEntries(rule, _from_beginning(rule, found.get(rule.NAME, []))) for rule in rules_in_order())


def by_key(session: Session, key: str) -> Entry:
    """The choice that `RuleChoice.key` names. Raises NotFound."""
    rule, _, day = key.partition(":")
    known = {entry.choice.key: entry for entry in entries_of(session, rule).entries}
    if key not in known:
        raise NotFound(
            say("“%(rule)s” has no setting from %(day)s on.", rule=rule, day=day)
            if day
            else say("There is no such rule.")
        )
    return known[key]


def entries_of(session: Session, rule: str) -> RuleEntries:
    """Raises NotFound."""
    _known(rule)
    return next(one for one in entries(session) if rule == one.rule.NAME)


def _from_beginning(rule: Rule, stored: list[Entry]) -> tuple[Entry, ...]:
    if stored and stored[0].choice.effective_from is None:
        return tuple(stored)
    return Entry(default_choice(rule)), *stored


def default_choice(rule: Rule) -> RuleChoice:
    numbers = {known.key: known.default for known in numbers_of(rule.NAME)}
    return RuleChoice(rule.NAME, rule.AUTOMATIC, rule.MANUAL, numbers)


def _rows(session: Session) -> list[RuleSetting]:
    """Without those of rules that this version of the product does not have."""
    rows = read_once(session, "rule settings", lambda: queries.all_rule_settings(session))
    return [row for row in rows if row.rule in BY_NAME]


def _choice(row: RuleSetting) -> RuleChoice:
    default = default_choice(BY_NAME[row.rule])
    return RuleChoice(
        row.rule,
        row.severity_automatic or default.severity_automatic,
        row.severity_manual or default.severity_manual,
        {key: row.numbers.get(key, value) for key, value in default.numbers.items()},
        None if row.effective_from == BEGINNING else row.effective_from,
        row.note,
    )


def save(session: Session, actor: Actor, choice: RuleChoice, *, version: int) -> int | None:
    """Put the choice in the place of what stood there; `version` is that of the entry that was seen, 0 for none.

    Returns the id of the change, None when nothing differs. Raises NotFound, Invalid and Stale.
    """
    actor.require(Permission.EDIT_SETTINGS)
    choice = checked(choice)
    rule = _known(choice.rule)
    row = queries.lock_rule_setting(session, rule.NAME, choice.effective_from or BEGINNING)
    if version != (row.version if row else 0):
        raise Stale(STALE)
    default = default_choice(rule)
    with changes.record(
        session, actor, command="save_rule", summary=_summary(rule, choice), reason=choice.note
    ) as recording:
        is_new = row is None
        if row is None:
            row = RuleSetting(rule=rule.NAME, effective_from=choice.effective_from or BEGINNING)
        row.severity_automatic = _unless(choice.severity_automatic, default.severity_automatic)
        row.severity_manual = _unless(choice.severity_manual, default.severity_manual)
        row.numbers = {key: value for key, value in choice.numbers.items() if value != default.numbers[key]}
        row.note = choice.note
        if is_new and _says_something(row):
            session.add(row)
    return recording.change_id


def remove(session: Session, actor: Actor, *, rule: str, effective_from: date | None, version: int) -> int | None:
    """Take a choice away: a dated one ends, the undated one goes back to the default. Raises NotFound and Stale."""
    actor.require(Permission.EDIT_SETTINGS)
    known = _known(rule)
    row = queries.lock_rule_setting(session, rule, effective_from or BEGINNING)
    if row is None and effective_from is not None:
        raise NotFound(say("That setting of the rule was not found."))
    if version != (row.version if row else 0):
        raise Stale(STALE)
    since = f" from {short_day(effective_from)} {effective_from.year} on" if effective_from else ""
    summary = f"Rule “{known.TITLE}”{since} removed" if since else f"Rule “{known.TITLE}” set back to its default"
    with changes.record(session, actor, command="remove_rule_setting", summary=summary) as recording:
        if row is not None:
            session.delete(row)
    return recording.change_id


def checked(choice: RuleChoice) -> RuleChoice:
    """The same with plain numbers. Raises NotFound for another rule, Invalid naming every field that cannot be used."""
    rule = _known(choice.rule)
    wrong = [*_guard(choice), *_long_note(choice), *_too_early(choice)]
    known = {one.key: one for one in numbers_of(rule.NAME)}
    numbers: dict[str, Any] = {key: one.default for key, one in known.items()}
    for key, typed in choice.numbers.items():
        if key not in known:
            wrong.append(FieldError(key, say("“%(rule)s” has no number of this name.", rule=say(rule.TITLE))))
            continue
        try:
            numbers[key] = parse(known[key], typed)
        except ValueError as error:
            wrong.append(FieldError(key, str(error)))
    if wrong:
        raise Invalid(say("The rule cannot be set like this."), wrong)
    return RuleChoice(
        rule.NAME, choice.severity_automatic, choice.severity_manual, numbers, choice.effective_from, choice.note
    )


def _guard(choice: RuleChoice) -> list[FieldError]:
    allowed = allowed_severities(choice.rule)
    chosen = {"severity_automatic": choice.severity_automatic, "severity_manual": choice.severity_manual}
    return [FieldError(name, GUARDED[choice.rule][1]) for name, severity in chosen.items() if severity not in allowed]


def _long_note(choice: RuleChoice) -> list[FieldError]:
    if len(choice.note) <= LONGEST_NOTE and "\x00" not in choice.note:
        return []
    return [FieldError("note", say("Use at most %(most)s characters.", most=LONGEST_NOTE))]


def _too_early(choice: RuleChoice) -> list[FieldError]:
    if choice.effective_from is None or choice.effective_from > BEGINNING:
        return []
    return [FieldError("effective_from", say("Choose a later day; without a day it always holds."))]


def _known(rule: str) -> Rule:
    if rule not in BY_NAME:
        raise NotFound(say("There is no such rule."))
    return BY_NAME[rule]


def _unless(chosen: Severity, default: Severity) -> Severity | None:
    return None if chosen is default else chosen


def _says_something(row: RuleSetting) -> bool:
    """A dated row does even where it repeats the default: it ends what held before."""
    differs = bool(row.numbers or row.severity_automatic or row.severity_manual or row.note)
    return differs or row.effective_from != BEGINNING


def _summary(rule: Rule, choice: RuleChoice) -> str:
    since = f" from {short_day(choice.effective_from)} {choice.effective_from.year} on" if choice.effective_from else ""
    strict = f"automatic {choice.severity_automatic}, by hand {choice.severity_manual}"
    return f"Rule “{rule.TITLE}” set{since}: {strict}"
