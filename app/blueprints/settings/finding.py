"""Finding a setting or a rule by any word of its label, its place or its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.services.rule_list import CHAPTERS, numbers_of
from app.services.scheduling.rules import BY_NAME
from app.services.setting_kinds import Known
from app.services.setting_list import SECTIONS
from app.wording import say


@dataclass(frozen=True)
class Hit:
    """`place` is the section or the rule it belongs to; `key` as the API and the history call it."""

    label: str
    place: str
    key: str
    address: str

    def says(self, words: str) -> bool:
        text = f"{self.label} {self.place} {self.key}".casefold()
        return all(word in text for word in words.casefold().split())


def find(words: str) -> list[Hit]:
    """Every word must be there, in any order."""
    return [hit for hit in (*_settings(), *_rules()) if hit.says(words)]


def _settings() -> Iterator[Hit]:
    for section in SECTIONS:
        address = url_for("settings.section", name=section.name)
        for known in section.settings:
            yield _hit(known, say(section.title), address)


def _rules() -> Iterator[Hit]:
    for chapter in CHAPTERS:
        for name in chapter.rules:
            title, address = say(BY_NAME[name].TITLE), url_for("settings.rule", rule=name)
            yield Hit(title, f"{_('Scheduling rules')}, {say(chapter.title)}", name, address)
            for known in numbers_of(name):
                yield _hit(known, title, address)


def _hit(known: Known, place: str, address: str) -> Hit:
    return Hit(say(known.label), place, known.key, f"{address}#{known.key}")
