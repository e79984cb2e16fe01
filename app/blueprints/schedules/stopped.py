"""People who cannot be booked, put together by the rule that stops them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services.scheduling.rules import BY_NAME
from app.services.suggestions import Suggestion
from app.vocabulary import Severity
from app.wording import say


@dataclass(frozen=True)
class Stopped:
    """`title` is what the rule asks for, in words; `people` come with the reason of each."""

    title: str
    people: Sequence[tuple[Suggestion, str]]


def stopped_by_rule(people: Iterable[Suggestion]) -> list[Stopped]:
    """The rule that stops most of them first; whoever can be booked is left out."""
    groups: dict[str, list[tuple[Suggestion, str]]] = {}
    for one in people:
        broken = next((rule for rule in one.violations if rule.severity == Severity.HARD), None)
        if broken is not None:
            groups.setdefault(broken.rule, []).append((one, broken.message))
    found = [Stopped(say(BY_NAME[rule].TITLE), rows) for rule, rows in groups.items()]
    return sorted(found, key=lambda group: (-len(group.people), group.title))
