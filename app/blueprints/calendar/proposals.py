"""What the auto-scheduler proposes and nobody decided about yet, drawn dashed where it would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.blueprints.calendar.asked import Asked
from app.blueprints.calendar.cards import narrow, short_name
from app.formatting import local_day, local_minutes, minutes_clock, short_day
from app.queries.calendar import Booking, Proposed, Waiting
from app.vocabulary import ProposalKind


@dataclass(frozen=True)
class ProposedCard:
    """`start` counts minutes after the store's midnight, `label` is what a screen reader says."""

    line: Proposed
    event: Waiting
    address: str
    day: date
    start: int
    minutes: int
    label: str

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def clock(self) -> str:
        return minutes_clock(self.start)

    @property
    def until(self) -> str:
        return minutes_clock(self.end % 1440)

    @property
    def name(self) -> str:
        return short_name(self.event.name)

    @property
    def css(self) -> str:
        return f"chip chip-proposal type-{self.event.type.value.lower()}"

    def chip(self, more: str = "") -> Markup:
        """The card of a grid."""
        return Markup(
            '<li class="{}{}"><a href="{}" draggable="false" data-dialog data-title="{}">'
            '<span class="type-letter" aria-hidden="true">{}</span><span class="chip-time">{}</span>'
            '<span class="chip-name">{}</span><span class="chip-person">{}</span>'
            '<span class="visually-hidden">. {}</span></a></li>\n'
        ).format(
            self.css,
            more,
            self.address,
            _("Proposed"),
            self.event.type.value[0],
            narrow(self.clock),
            self.name,
            self.line.employee_name,
            self.label,
        )


def cards_of(
    found: Iterable[tuple[Waiting, Proposed]], asked: Asked, open_ids: set[int], booked: Mapping[int, Booking]
) -> Iterator[ProposedCard]:
    """In order of time, what the filter keeps. `booked` are the schedules in sight: lines that rest on what is not so
    any more are left out."""
    if not asked.filter.proposals:
        return
    here = asked.address()
    for event, line in sorted(found, key=lambda pair: (pair[1].starts_at, pair[1].id)):
        if asked.filter.keeps_proposal(event, line) and _still_holds(event, line, open_ids, booked):
            yield _card(event, line, asked.store.timezone, here)


def _still_holds(event: Waiting, line: Proposed, open_ids: set[int], booked: Mapping[int, Booking]) -> bool:
    if line.kind is not ProposalKind.MOVE or line.replaces_id is None:
        return event.id in open_ids
    there = booked.get(line.replaces_id)
    return there is None or there.version == line.replaces_version


def _card(event: Waiting, line: Proposed, zone: str, here: str) -> ProposedCard:
    day, start = local_day(line.starts_at, zone), local_minutes(line.starts_at, zone)
    return ProposedCard(
        line=line,
        event=event,
        address=url_for("calendar.proposal", proposal_id=line.id, next=here),
        day=day,
        start=start,
        minutes=int((line.ends_at - line.starts_at).total_seconds()) // 60,
        label=_(
            "Proposed: %(type)s %(name)s, %(who)s, %(day)s, %(time)s",
            type=event.type.value,
            name=short_name(event.name),
            who=line.employee_name,
            day=short_day(day),
            time=minutes_clock(start),
        ),
    )
