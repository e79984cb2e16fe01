"""What the paperwork page shows of a day, put together for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.formatting import local_day
from app.models import Job, Packet, PacketPrint, Store
from app.models.columns import utc_now
from app.paperwork.comparison import Difference
from app.paperwork.model import DayPaperwork, EdrData, EdrItem, EventBundle
from app.paperwork.packet import in_print_order
from app.services import daily_paperwork, edr, jobs, packet_prints, packet_selection
from app.services.actors import Actor
from app.vocabulary import JobState


@dataclass(frozen=True)
class ItemLine:
    event_number: str
    item: EdrItem


@dataclass(frozen=True)
class ShownDay:
    """`failed` is the last attempt when it ended without a packet."""

    store: Store
    day: date
    paper: DayPaperwork
    bundles: tuple[EventBundle, ...]
    items: tuple[ItemLine, ...]
    packet: Packet | None
    working: Job | None
    failed: Job | None
    walmart: edr.SignInStatus
    outdated: Sequence[Difference] = ()
    """What a new build would show differently."""
    changed: Sequence[Difference] = ()
    """What is different from the paper that lies there."""
    prints: Sequence[PacketPrint] = ()

    @property
    def missing(self) -> list[Mapping[str, Any]]:
        """Parts of the built packet that are not there and that nobody waived, then or since."""
        lacking = self._parts("missing")
        return [part for part in lacking if part.get("key") not in self.paper.waivers]

    @property
    def waived(self) -> list[tuple[Mapping[str, Any], str]]:
        """Parts that are not there on purpose, with who said so and why."""
        lacking = [*self._parts("missing"), *self._parts("waived")]
        waivers = self.paper.waivers
        return [(part, waivers[part["key"]]) for part in lacking if part.get("key") in waivers]

    def _parts(self, state: str) -> list[Mapping[str, Any]]:
        return [part for part in self.packet.manifest if part["state"] == state] if self.packet else []

    @property
    def people(self) -> list[str]:
        """Who has a set in the built packet."""
        manifest = self.packet.manifest if self.packet else []
        return sorted({part["employee"] for part in manifest if part["employee"] and part["first_page"]})

    @property
    def kinds(self) -> list[str]:
        manifest = self.packet.manifest if self.packet else []
        held = {packet_selection.kind_of(part) for part in manifest if part["first_page"]}
        return [kind for kind in packet_selection.KINDS if kind in held]

    def has_set(self, bundle: EventBundle) -> bool:
        """Whether the built packet holds pages of it."""
        manifest = self.packet.manifest if self.packet else []
        return any(packet_selection.set_of(part) == bundle.set_key and part["first_page"] for part in manifest)

    @property
    def lacks_reports(self) -> bool:
        return any(not isinstance(bundle.edr, EdrData) for bundle in self.bundles)


def today(store: Store) -> date:
    return local_day(utc_now(), store.timezone)


def tomorrow(store: Store) -> date:
    return today(store) + timedelta(days=1)


def show_day(session: Session, actor: Actor, store: Store, day: date) -> ShownDay:
    packet = daily_paperwork.latest_packet(session, actor, day=day, store_id=store.id)
    paper = daily_paperwork.gather(session, day=day, store_id=store.id, edr_troubles=_known_not_to_exist(packet))
    bundles = in_print_order(paper.bundles)
    job = daily_paperwork.latest_job(session, actor, day=day, store_id=store.id)
    working = job if job is not None and job.state in jobs.OPEN_STATES else None
    ended_without = job is not None and working is None and job.state is not JobState.DONE
    return ShownDay(
        store=store,
        day=day,
        paper=paper,
        bundles=bundles,
        items=_items(bundles),
        packet=packet,
        working=working,
        failed=job if ended_without else None,
        walmart=edr.status(session),
        outdated=packet_prints.changed_since_build(packet, paper) if packet else (),
        changed=packet_prints.changed_since_print(session, packet) if packet else (),
        prints=packet_prints.history(session, store_id=store.id, day=day),
    )


def _known_not_to_exist(packet: Packet | None) -> dict[str, str]:
    """Reports that Walmart said it does not have when the packet was built: asking again is no advice."""
    parts = packet.manifest if packet else []
    return {
        part["event_number"]: part["why"]
        for part in parts
        if part["state"] == "missing" and part["why"] == edr.NO_REPORT
    }


def _items(bundles: tuple[EventBundle, ...]) -> tuple[ItemLine, ...]:
    """Each item once, under the first event that has it, as on the printed list."""
    found: dict[str, ItemLine] = {}
    for bundle in bundles:
        if isinstance(bundle.edr, EdrData):
            for item in bundle.edr.items:
                found.setdefault(item.item_number, ItemLine(bundle.event_number, item))
    return tuple(found.values())
