"""Which sections of a built packet are meant: everything, one kind, one event, one person, or what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import NotFound
from app.paperwork.comparison import Difference, Kind
from app.paperwork.excerpt import Cut
from app.paperwork.facts import ITEMS_KEY, SCHEDULE_KEY, Section
from app.paperwork.model import PartKind
from app.wording import say

EVERYTHING, CHANGES = "all", "changes"
_SET, _PERSON, _KIND = "set:", "person:", "kind:"
DAILY_FORMS = "daily"
KINDS = (SCHEDULE_KEY, ITEMS_KEY, PartKind.EDR.value, PartKind.SALES_TOOL.value, PartKind.FORM.value, DAILY_FORMS)

Part = Mapping[str, Any]
"""One line of a packet's manifest."""


def of_set(key: str) -> str:
    return _SET + key


def of_person(name: str) -> str:
    return _PERSON + name


def of_kind(kind: str) -> str:
    return _KIND + kind


def choose(manifest: Sequence[Part], selection: str, differences: Sequence[Difference] = ()) -> list[Part]:
    """The printed parts that are meant. Raises NotFound when the packet holds none of them."""
    printed = [part for part in manifest if part["first_page"]]
    if selection == EVERYTHING:
        return printed
    changed = {difference.key for difference in differences if difference.kind is not Kind.GONE}
    chosen = [part for part in printed if _is_meant(part, selection, changed)]
    if not chosen and not (selection == CHANGES and differences):
        raise NotFound(say("This packet holds no such pages. Reload the Paperwork page and choose again."))
    return chosen


def _is_meant(part: Part, selection: str, changed: set[str]) -> bool:
    if selection == CHANGES:
        return part.get("key") in changed
    if selection.startswith(_SET):
        return part["bundle"] is not None and set_of(part) == selection.removeprefix(_SET)
    if selection.startswith(_PERSON):
        return bool(part["employee"] == selection.removeprefix(_PERSON))
    return selection.startswith(_KIND) and kind_of(part) == selection.removeprefix(_KIND)


def kind_of(part: Part) -> str:
    if part["kind"] != PartKind.DAY.value:
        return str(part["kind"])
    key = part.get("key", "")
    return key if key in (SCHEDULE_KEY, ITEMS_KEY) else DAILY_FORMS


def set_of(part: Part) -> str:
    return str(part.get("key", "")).partition("/")[0]


def cuts(parts: Sequence[Part]) -> list[Cut]:
    return [Cut(_title(part), part["first_page"], part["pages"]) for part in parts]


def name_of(part: Part) -> str:
    """The title of a kept line in the reader's language. Packets of older versions have no place in it."""
    return f"{say(part['title'])} {part.get('place', '')}".rstrip()


def _title(part: Part) -> str:
    named = [name_of(part), part["event_number"], part["employee"]]
    return " · ".join(name for name in named if name)


def sections(manifest: Sequence[Part]) -> list[Section]:
    """What each printed part of a packet says. Packets of older versions of the product did not keep it."""
    return [
        Section(part["key"], part["title"], part["where"], dict(part["facts"]))
        for part in manifest
        if part["first_page"] and part.get("key")
    ]
