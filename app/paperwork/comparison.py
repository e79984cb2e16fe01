"""What is different between the paper that lies there and the packet as it would be printed now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.paperwork import labels
from app.paperwork.facts import DIGEST_SIGN, Facts, Section
from app.wording import say

_MOST_REASONS = 4


class Kind(StrEnum):
    """What to do with the paper."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Difference:
    key: str
    title: str
    where: str
    kind: Kind
    reasons: tuple[str, ...] = ()


def compare(on_paper: Mapping[str, Section], now: Iterable[Section]) -> list[Difference]:
    """In the order of the new packet, then what has to be taken out."""
    present = {section.key: section for section in now}
    found = [_of_section(on_paper.get(key), section) for key, section in present.items()]
    gone = [
        Difference(old.key, old.title, old.where, Kind.GONE, (say(labels.REASON_GONE),))
        for key, old in on_paper.items()
        if key not in present
    ]
    return [difference for difference in found if difference is not None] + gone


def _of_section(old: Section | None, new: Section) -> Difference | None:
    if old is None:
        return Difference(new.key, new.title, new.where, Kind.NEW, (say(labels.REASON_NEW),))
    if old.facts == new.facts:
        return None
    return Difference(new.key, new.title, new.where, Kind.CHANGED, _shortened(list(reasons(old.facts, new.facts))))


def reasons(old: Facts, new: Facts) -> Iterator[str]:
    """Each fact that differs, in words. Of a part that came or went missing only what both have is compared."""
    names = list(dict.fromkeys((*new, *old)))
    if old.get(labels.FACT_STATE) != new.get(labels.FACT_STATE):
        yield say(labels.REASON_MISSING if labels.FACT_STATE in new else labels.REASON_FOUND)
        names = [name for name in names if name in old and name in new]
    for name in names:
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is None:
            yield _of_one(labels.REASON_ADDED, name, after)
        elif after is None:
            yield _of_one(labels.REASON_REMOVED, name, before)
        elif before.startswith(DIGEST_SIGN) or after.startswith(DIGEST_SIGN):
            yield say(labels.REASON_DIFFERENT, name=say(name))
        else:
            yield say(
                labels.REASON_REPLACED,
                name=say(name),
                before=before or say(labels.NONE),
                after=after or say(labels.NONE),
            )


def _of_one(wording: str, name: str, value: str | None) -> str:
    told = "" if not value or value.startswith(DIGEST_SIGN) else f" ({value})"
    return say(wording, name=say(name) + told)


def _shortened(found: list[str]) -> tuple[str, ...]:
    more = len(found) - _MOST_REASONS
    if more <= 0:
        return tuple(found)
    return (*found[:_MOST_REASONS], say(labels.REASON_MORE, count=more))
