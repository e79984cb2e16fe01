"""Finding the person a row means: by HR id, rep id, else by a name that only one person has."""

from __future__ import annotations

from collections.abc import Sequence

from app.models import Employee
from app.queries import imports as queries
from app.services.imports.rows import Context, ReadRow
from app.wording import say


class People:
    def __init__(self, context: Context) -> None:
        rows = queries.people(context.session)
        self._actor = context.actor
        self.all: Sequence[Employee] = rows
        self.by_external = {row.external_id.casefold(): row for row in rows if row.external_id}
        self.by_rep = {row.rep_id: row for row in rows if row.rep_id}
        self.by_email = {row.email.casefold(): row for row in rows if row.email}
        self.by_name: dict[str, list[Employee]] = {}
        for row in rows:
            self.by_name.setdefault(plain_name(row.name), []).append(row)

    def sees(self, employee: Employee) -> bool:
        ids = self._actor.store_ids
        return ids is None or any(place.store_id in ids for place in employee.stores)

    def meant(self, context: Context, row: ReadRow) -> Employee | None:
        """By `employee`: an id or a name. A fault says why nobody was found."""
        text = str(row.values.get("employee", ""))
        if not text:
            return None
        named = [one for one in self.by_name.get(plain_name(text), ()) if self.sees(one)]
        found = (
            self.by_external.get(text.casefold()) or self.by_rep.get(text) or (named[0] if len(named) == 1 else None)
        )
        if found is None or not self.sees(found):
            context.fault(row, "employee", _nobody(text, several=len(named) > 1))
            return None
        return found


def _nobody(text: str, *, several: bool) -> str:
    if several:
        return say("Several people have this name: write the HR id instead.")
    return say(
        "Nobody is called “%(name)s”. Write the name, HR id or rep id as on the list of employees.", name=text[:40]
    )


def plain_name(name: str) -> str:
    return " ".join(name.casefold().replace(",", " ").split())
