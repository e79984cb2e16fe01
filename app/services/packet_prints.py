"""What was put on paper, and what has changed since: a print is remembered with what each of its sections said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound
from app.formatting import moment, short_day, wall_time
from app.models import Packet, PacketPrint, Store
from app.paperwork import labels
from app.paperwork.comparison import Difference, Kind, compare
from app.paperwork.excerpt import change_list, excerpt
from app.paperwork.facts import Section
from app.paperwork.facts import sections as sections_of_day
from app.paperwork.model import DayPaperwork, named_store
from app.paperwork.sheet import Masthead
from app.paperwork.stamps import Imprint
from app.queries import packets as queries
from app.services import changes, packets
from app.services import settings as settings_service
from app.services.actors import Actor
from app.services.packet_selection import CHANGES, EVERYTHING, choose, cuts, sections
from app.services.paperwork_brand import brand, paper_language
from app.wording import say, speaking


def on_paper(session: Session, *, store_id: int, day: date) -> dict[str, Section]:
    """What lies there after all prints of the day, by key. A print of the whole packet replaces all before it."""
    lying: dict[str, Section] = {}
    for printed in queries.prints(session, store_id, day):
        if printed.selection == EVERYTHING:
            lying.clear()
        for key, told in printed.sections.items():
            lying.pop(key, None)
            if told is not None:
                lying[key] = Section(key, told["title"], told["where"], told["facts"])
    return lying


def history(session: Session, *, store_id: int, day: date) -> Sequence[PacketPrint]:
    """Newest first."""
    return queries.prints(session, store_id, day)[::-1]


def changed_since_print(session: Session, packet: Packet) -> list[Difference]:
    """Nothing while nothing was printed."""
    lying = on_paper(session, store_id=packet.store_id, day=packet.day)
    return compare(lying, sections(packet.manifest)) if lying else []


def changed_since_build(packet: Packet, paper: DayPaperwork) -> list[Difference]:
    """What a new build of the packet would show differently."""
    built = {section.key: section for section in sections(packet.manifest)}
    return compare(built, sections_of_day(paper)) if built else []


def note_print(session: Session, actor: Actor, *, packet_id: int, selection: str) -> PacketPrint:
    """Remember that these sections are on paper now. Raises NotFound, and Conflict when nothing has changed."""
    packet = packets.find_packet(session, actor, packet_id)
    packets.packet_file(session, actor, packet_id)
    with speaking(paper_language(session)):  # kept as they are printed
        differences = changed_since_print(session, packet) if selection == CHANGES else []
    if selection == CHANGES and not differences:
        raise Conflict(say("Nothing has changed since the last print, so there is nothing to print again."))
    parts = choose(packet.manifest, selection, differences)
    told = {one.key: {"title": one.title, "where": one.where, "facts": one.facts} for one in sections(parts)}
    gone: dict[str, Any] = {one.key: None for one in differences if one.kind is Kind.GONE}
    summary = f"Printed {_words(selection)} of the packet of {short_day(packet.day)}"
    with changes.record(session, actor, command="print_packet", summary=summary, store_id=packet.store_id):
        row = PacketPrint(
            store_id=packet.store_id,
            day=packet.day,
            packet_id=packet.id,
            selection=selection[:160],
            pages=packet.pages if selection == EVERYTHING else sum(part["pages"] for part in parts),
            sections=told | gone,
            differences=[asdict(one) for one in differences],
            printed_by=actor.display_name[:120],
        )
        session.add(row)
    return row


def _words(selection: str) -> str:
    if selection == EVERYTHING:
        return "all"
    return "the changes" if selection == CHANGES else selection.replace(":", " ", 1)


def find_print(session: Session, actor: Actor, print_id: int) -> PacketPrint:
    row = queries.print_of(session, print_id)
    if row is None or not actor.sees_store(row.store_id):
        raise NotFound(say("That print was not found. It may have been taken back."))
    return row


def print_again(session: Session, actor: Actor, print_id: int) -> bytes:
    """The pages of a remembered print. Raises NotFound, also when the packet was replaced by newer ones."""
    row = find_print(session, actor, print_id)
    if row.packet_id is None:
        raise NotFound(say("The packet of this print was replaced by newer ones. Print from the newest packet."))
    differences = [_difference(told) for told in row.differences]
    return pages(session, actor, packet_id=row.packet_id, selection=row.selection, differences=differences, of=row)


def pages(
    session: Session,
    actor: Actor,
    *,
    packet_id: int,
    selection: str,
    differences: Sequence[Difference] = (),
    of: PacketPrint | None = None,
) -> bytes:
    """The chosen pages of a packet as a PDF of their own. Nothing is remembered. Raises NotFound."""
    packet = packets.find_packet(session, actor, packet_id)
    content = packets.packet_file(session, actor, packet_id).read_bytes()
    if selection == EVERYTHING:
        return content
    with speaking(paper_language(session)):
        if selection == CHANGES and of is None:
            differences = changed_since_print(session, packet)
        parts = choose(packet.manifest, selection, differences)
        imprint = _imprint(session, packet)
        leading = _leading(session, packet, imprint, differences, parts, of) if differences else b""
        if parts or leading:
            two_sided = bool(settings_service.read(session).get("packet_two_sided"))
            return excerpt(content, cuts(parts), imprint, leading=leading, two_sided=two_sided)
    raise NotFound(say("Nothing has changed since the last print."))


def _leading(
    session: Session,
    packet: Packet,
    imprint: Imprint,
    differences: Sequence[Difference],
    parts: Sequence[Any],
    of: PacketPrint | None,
) -> bytes:
    store = session.get_one(Store, packet.store_id)
    earlier = [one for one in queries.prints(session, packet.store_id, packet.day) if of is None or one.id < of.id]
    before = moment(wall_time(earlier[-1].created_at, store.timezone)) if earlier else say(labels.NONE)
    place = named_store(store.name, store.number)
    since = say(labels.CHANGES_SINCE, day=short_day(packet.day), store=place, moment=before)
    first_pages = {part["key"]: part["first_page"] for part in parts}
    masthead = Masthead(brand(session), place, packet.day)
    return change_list(differences, first_pages, masthead, imprint, since)


def _imprint(session: Session, packet: Packet) -> Imprint:
    store = session.get_one(Store, packet.store_id)
    place = named_store(store.name, store.number)
    return Imprint(
        title=say(labels.PACKET_TITLE, day=packet.day.isoformat(), store=place),
        author=brand(session).name,
        subject=say(labels.PACKET_SUBJECT),
        left_stamp=f"{place}  ·  {packet.day.isoformat()}",
        built_at=wall_time(packet.built_at, store.timezone),
    )


def _difference(told: dict[str, Any]) -> Difference:
    return Difference(told["key"], told["title"], told["where"], Kind(told["kind"]), tuple(told["reasons"]))
