"""One difference between the systems, as it is kept and shown."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from app.vocabulary import DifferenceKind

_ACCEPTABLE = {DifferenceKind.THERE_NOT_HERE, DifferenceKind.HERE_NOT_THERE, DifferenceKind.DIFFERENT}
_PUSHABLE = {
    DifferenceKind.HERE_NOT_THERE,
    DifferenceKind.DIFFERENT,
    DifferenceKind.THERE_NOT_HERE,
    DifferenceKind.DOUBLE,
}


@dataclass(frozen=True)
class Booked:
    """A booking as one side has it; times as ISO moments."""

    crossmark_id: str
    employee_id: int
    rep_id: str
    starts_at: str
    ends_at: str


@dataclass(frozen=True)
class Finding:
    """`ours` and `theirs` are for people, `our_booking` and `their_booking` for whoever settles it."""

    kind: DifferenceKind
    store_id: int | None
    title: str
    ours: str
    theirs: str
    event_id: int | None = None
    schedule_id: int | None = None
    our_booking: Booked | None = None
    their_booking: Booked | None = None
    key: str = field(default="")

    @property
    def can_accept(self) -> bool:
        return self.kind in _ACCEPTABLE and (self.kind is DifferenceKind.HERE_NOT_THERE or bool(self.their_booking))

    @property
    def can_push(self) -> bool:
        has_facts = self.kind is DifferenceKind.HERE_NOT_THERE or bool(self.their_booking)
        return self.kind in _PUSHABLE and has_facts

    def keyed(self) -> Finding:
        """With a key that holds as long as the facts do."""
        facts = repr([self.kind.value, self.store_id, self.event_id, self.schedule_id, self.ours, self.theirs])
        return Finding(**{**self._fields(), "key": hashlib.sha256(facts.encode()).hexdigest()[:40]})

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Finding:
        bookings = {name: Booked(**stored[name]) if stored[name] else None for name in ("our_booking", "their_booking")}
        return cls(**{**stored, **bookings, "kind": DifferenceKind(stored["kind"])})
