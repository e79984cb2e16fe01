"""The complete packet of a day: every document in its order, bound into one PDF with a manifest."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import time

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from reportlab.lib.units import inch

from app.paperwork import cover, daily_schedule, edr, edr_official, facts, html_form, item_numbers, labels, missing
from app.paperwork.binder import Bookmark, Writing, bind
from app.paperwork.forms import form_sheet
from app.paperwork.house import clean, shorten
from app.paperwork.model import (
    BundlePart,
    DayPaperwork,
    EdrLayout,
    EventBundle,
    FormLayout,
    FormTemplate,
    HtmlForm,
    Missing,
    Part,
    PartKind,
    PdfPart,
)
from app.paperwork.sheet import Masthead, Sheet, draw
from app.paperwork.stamps import Imprint
from app.wording import language, say, speaking


@dataclass(frozen=True)
class Packet:
    pdf: bytes
    pages: int
    manifest: tuple[Part, ...]
    bookmarks: tuple[Bookmark, ...]


@dataclass(frozen=True)
class _Piece:
    """A part with what is printed for it: our drawing, foreign pages, or nothing when it was waived."""

    part: Part
    content: Sheet | PdfReader | None
    writing: Writing = field(default_factory=dict)
    """What is written onto foreign pages, by place in the document."""


def build(day: DayPaperwork) -> Packet:
    """Cover, schedule, item numbers, each bundle by start and name, forms of the day."""
    day = html_form.with_drawn_forms(replace(day, bundles=in_print_order(day.bundles)))
    return _bind(day, list(_plan(day)), with_cover=day.options.cover)


def build_sets(day: DayPaperwork) -> Packet:
    """The sets alone, without cover and documents of the day."""
    return build_in_order(replace(day, bundles=in_print_order(day.bundles)))


def build_in_order(day: DayPaperwork) -> Packet:
    """As build_sets(), in the order in which the sets are given."""
    day = html_form.with_drawn_forms(day)
    pieces = [piece for place in range(len(day.bundles)) for piece in _plan_bundle(day, place)]
    return _bind(day, pieces, with_cover=False)


def build_schedule(day: DayPaperwork) -> Packet:
    return _bind(day, [_schedule_piece(day)], with_cover=False)


def build_item_numbers(day: DayPaperwork) -> Packet:
    return _bind(day, [_items_piece(day)], with_cover=False)


def in_print_order(bundles: Iterable[EventBundle]) -> tuple[EventBundle, ...]:
    """By start, then name; sets without a time come last."""
    return tuple(
        sorted(bundles, key=lambda bundle: (bundle.start or time.max, bundle.employee.casefold(), bundle.event_number))
    )


def _plan(day: DayPaperwork) -> Iterator[_Piece]:
    yield _schedule_piece(day)
    yield _items_piece(day)
    for place in range(len(day.bundles)):
        yield from _plan_bundle(day, place)
    for template in day.daily_templates:
        yield _template_piece(day, template, None)


def _schedule_piece(day: DayPaperwork) -> _Piece:
    return _Piece(
        Part(PartKind.DAY, labels.DAILY_SCHEDULE, present=True, key=facts.SCHEDULE_KEY), daily_schedule.sheet(day)
    )


def _items_piece(day: DayPaperwork) -> _Piece:
    return _Piece(Part(PartKind.DAY, labels.ITEM_NUMBERS, present=True, key=facts.ITEMS_KEY), item_numbers.sheet(day))


def _plan_bundle(day: DayPaperwork, place: int) -> Iterator[_Piece]:
    bundle = day.bundles[place]
    for kind in day.options.bundle_order:
        match kind:
            case BundlePart.EDR:
                yield _edr_piece(day, place)
            case BundlePart.SALES_TOOL:
                yield from _tool_pieces(day, place)
            case BundlePart.TEMPLATES:
                for template in bundle.templates:
                    yield _template_piece(day, template, place)


def _tool_pieces(day: DayPaperwork, place: int) -> Iterator[_Piece]:
    bundle = day.bundles[place]
    count = len(bundle.sales_tools)
    for number, tool in enumerate(bundle.sales_tools, start=1):
        part = _part(PartKind.SALES_TOOL, labels.SALES_TOOL, bundle, place, facts.tool_key(bundle, number))
        yield _foreign_piece(day, replace(part, place=f"{number}/{count}" if count > 1 else ""), tool, bundle)


def _part(kind: PartKind, title: str, bundle: EventBundle, place: int, key: str) -> Part:
    return Part(
        kind, title, True, bundle.event_number, bundle.employee, bundle=place, key=key, where=facts.where(bundle)
    )


def _edr_piece(day: DayPaperwork, place: int) -> _Piece:
    bundle = day.bundles[place]
    part = _part(PartKind.EDR, labels.EDR, bundle, place, facts.edr_key(bundle))
    if isinstance(bundle.edr, Missing):
        return _missing_piece(day, part, bundle.edr, bundle)
    part = replace(part, age=bundle.edr.age)
    with _speaking_to(bundle):
        if day.options.edr_layout is EdrLayout.OFFICIAL:
            return _Piece(part, PdfReader(io.BytesIO(edr_official.render(day, bundle, bundle.edr))))
        return _Piece(part, edr.sheet(day, bundle, bundle.edr))


def _template_piece(day: DayPaperwork, template: FormTemplate, place: int | None) -> _Piece:
    bundle = None if place is None else day.bundles[place]
    key = facts.form_key(template.name, bundle)
    if bundle is None or place is None:
        part = Part(PartKind.DAY, template.name, present=True, key=key)
    else:
        part = _part(PartKind.FORM, template.name, bundle, place, key)
    if isinstance(template.content, FormLayout):
        with _speaking_to(bundle):
            return _Piece(part, form_sheet(template.content, day, bundle))
    if isinstance(template.content, HtmlForm):
        raise TypeError("forms written as HTML are drawn before the packet is planned")
    piece = _foreign_piece(day, part, template.content, bundle)
    with _speaking_to(bundle):
        return replace(piece, writing=_writing(template, html_form.values(day, bundle)))


def _writing(template: FormTemplate, told: Mapping[str, str]) -> Writing:
    found: dict[int, list[tuple[str, float, float]]] = {}
    for one in template.fields:
        found.setdefault(one.page - 1, []).append((told[one.name], one.left * inch, one.top * inch))
    return found


def _foreign_piece(day: DayPaperwork, part: Part, content: PdfPart | Missing, bundle: EventBundle | None) -> _Piece:
    if isinstance(content, Missing):
        return _missing_piece(day, part, content, bundle)
    try:
        reader = PdfReader(io.BytesIO(content.pdf))
        pages = len(reader.pages)
    except PyPdfError:
        pages = 0
    if not pages:
        return _missing_piece(day, part, Missing(part.title, labels.UNREADABLE, labels.UNREADABLE_FIX), bundle)
    return _Piece(replace(part, age=content.age), reader)


def _missing_piece(day: DayPaperwork, part: Part, gap: Missing, bundle: EventBundle | None) -> _Piece:
    waived_by = gap.waived_by or day.waivers.get(part.key, "")
    part = replace(part, present=False, why=gap.why, how_to_fix=gap.how_to_fix, waived_by=waived_by)
    if waived_by:
        return _Piece(part, None)
    with _speaking_to(bundle):
        return _Piece(part, missing.sheet(day, gap, bundle, blank_report=part.kind is PartKind.EDR))


def _speaking_to(bundle: EventBundle | None) -> AbstractContextManager[None]:
    """What belongs to one person is in that person's language, the rest in that of whoever prints."""
    return speaking(bundle.language if bundle else language())


def _bind(day: DayPaperwork, pieces: Sequence[_Piece], *, with_cover: bool) -> Packet:
    printed = _printed_pages(day, pieces)
    cover_pages = len(_cover_pages(day, [piece.part for piece in pieces])) if with_cover else 0
    told = {section.key: section.facts for section in facts.sections(day)}
    numbered = _number(pieces, printed, first=cover_pages + 1, two_sided=day.options.two_sided)
    manifest = [replace(part, facts=told.get(part.key, {})) for part in numbered]
    pages: list[PageObject | None] = list(_cover_pages(day, manifest)) if with_cover else []
    writing: dict[int, Sequence[tuple[str, float, float]]] = {}
    spoken: dict[int, str] = {}
    for part, piece, own in zip(manifest, pieces, printed, strict=True):
        if own:
            pages += [None] * (part.first_page - 1 - len(pages))
            writing |= {len(pages) + place: lines for place, lines in piece.writing.items() if place < len(own)}
            if part.bundle is not None:
                spoken |= dict.fromkeys(range(len(pages), len(pages) + len(own)), day.bundles[part.bundle].language)
            pages += own
    bookmarks = _bookmarks(day, manifest, with_cover=with_cover)
    return Packet(bind(pages, bookmarks, _imprint(day), writing, spoken), len(pages), tuple(manifest), bookmarks)


def _printed_pages(day: DayPaperwork, pieces: Sequence[_Piece]) -> list[list[PageObject]]:
    """Pages of each piece. Our own are drawn together, so that they share their fonts."""
    sheets = [piece.content for piece in pieces if isinstance(piece.content, Sheet)]
    drawn = iter(_draw(day, sheets))
    return [
        next(drawn) if isinstance(piece.content, Sheet) else list(piece.content.pages) if piece.content else []
        for piece in pieces
    ]


def _draw(day: DayPaperwork, sheets: Sequence[Sheet]) -> list[list[PageObject]]:
    if not sheets:
        return []
    drawn = draw(sheets, Masthead(day.brand, day.store, day.date))
    pages = iter(PdfReader(io.BytesIO(drawn.pdf)).pages)
    return [[next(pages) for _ in range(length)] for length in drawn.lengths]


def _cover_pages(day: DayPaperwork, manifest: Sequence[Part]) -> list[PageObject]:
    return _draw(day, [cover.sheet(day, manifest)])[0]


def _number(
    pieces: Sequence[_Piece], printed: Sequence[list[PageObject]], *, first: int, two_sided: bool
) -> list[Part]:
    """Page numbers for the manifest. Two-sided, each set and each document of the day starts on an odd page."""
    numbered: list[Part] = []
    page, last_bundle = first, None
    for piece, own in zip(pieces, printed, strict=True):
        part = piece.part
        starts_set = part.bundle is None or part.bundle != last_bundle
        if own and two_sided and starts_set and page % 2 == 0:
            page += 1
        numbered.append(replace(part, first_page=page, pages=len(own)) if own else part)
        if own:
            last_bundle = part.bundle
            page += len(own)
    return numbered


def _bookmarks(day: DayPaperwork, manifest: Sequence[Part], *, with_cover: bool) -> tuple[Bookmark, ...]:
    """The day's documents, then one entry for each set with its parts below."""
    found = [Bookmark(say(labels.COVER), 1)] if with_cover else []
    last_bundle = None
    for part in manifest:
        if not part.first_page:
            continue
        own = Bookmark(_bookmark_title(part), part.first_page)
        if part.bundle is None:
            found.append(own)
        elif part.bundle != last_bundle:
            found.append(Bookmark(_set_title(day.bundles[part.bundle]), part.first_page, (own,)))
        else:
            found[-1] = replace(found[-1], children=(*found[-1].children, own))
        last_bundle = part.bundle
    return tuple(found)


def _bookmark_title(part: Part) -> str:
    title = shorten(clean(part.name), 80)
    return title if part.present else say(labels.MISSING_TITLE, what=title)


def _set_title(bundle: EventBundle) -> str:
    person = clean(bundle.employee) or say(labels.NOT_ASSIGNED)
    return f"{shorten(clean(bundle.label), 90)} · {person}"


def _imprint(day: DayPaperwork) -> Imprint:
    return Imprint(
        title=say(labels.PACKET_TITLE, day=day.date.isoformat(), store=clean(day.store)),
        author=clean(day.brand.name),
        subject=say(labels.PACKET_SUBJECT),
        left_stamp=f"{shorten(day.store, 60)}  ·  {day.date.isoformat()}",
        built_at=day.built_at,
    )
