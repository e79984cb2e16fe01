"""Two people of one name are told apart on paper: by their title, and by their number where they share that, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.models import Employee


def told_apart(people: Iterable[Employee]) -> dict[int, str]:
    """The name to print, by id."""
    found = {person.id: person for person in people}.values()
    names = Counter(person.name.casefold() for person in found)
    titled = Counter(_titled(person).casefold() for person in found)
    return {
        person.id: person.name
        if names[person.name.casefold()] == 1
        else _titled(person)
        if titled[_titled(person).casefold()] == 1
        else f"{_titled(person)} {person.external_id or person.id}"
        for person in found
    }


def _titled(person: Employee) -> str:
    return f"{person.name} ({person.title.value})"
